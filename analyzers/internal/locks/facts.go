package locks

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// lockFact is on a function: what it does to locks of its receiver and its parameters.
type lockFact struct {
	Takes []remote
	Free  []remote
	Left  []remote
}

// A remote lock is one in what a caller passes.
type remote struct {
	Param int    // or program.ReceiverIndex
	Path  string // ".mu"
	Read  bool
	By    string // Takes: who locks it
}

func (*lockFact) AFact()         {}
func (*lockFact) String() string { return "locks" }

// fact is what is known of another package's function; nil if that is nothing.
func (s *solver) fact(fn *types.Func) *lockFact {
	if fn == nil || fn.Pkg() == s.pass.Pkg {
		return nil
	}
	fact, known := s.facts[fn]
	if !known {
		var f lockFact
		if s.pass.ImportObjectFact(fn, &f) {
			fact = &f
		}
		s.facts[fn] = fact
	}
	return fact
}

// passed is what a call passes for a parameter, or its receiver.
func (s *solver) passed(call *program.Call, param int) Ref {
	if param == program.ReceiverIndex {
		sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
		if !ok {
			return Ref{}
		}
		ref, _ := s.r.receiver(sel)
		return ref
	}
	if call.Callee.Signature().Variadic() || param >= len(call.Expr.Args) {
		return Ref{}
	}
	ref, _ := s.r.of(call.Expr.Args[param])
	return ref
}

func (s *solver) imported(call *program.Call, r remote) Lock {
	return Lock{Ref: Ref{Path: r.Path}.on(s.passed(call, r.Param)), Read: r.Read}
}

func (s *solver) importedEffects(call *program.Call) []effect {
	fact := s.fact(call.Callee)
	if fact == nil || call.How == program.Go {
		return nil
	}
	var all []effect
	for _, r := range fact.Free {
		all = append(all, effect{s.imported(call, r), paths.Unlock})
	}
	for _, r := range fact.Left {
		all = append(all, effect{s.imported(call, r), paths.Lock})
	}
	return all
}

func (s *solver) importedTakes(f *program.Func, call *program.Call) []Take {
	fact := s.fact(call.Callee)
	if fact == nil {
		return nil
	}
	var all []Take
	for _, r := range fact.Takes {
		if l := s.imported(call, r); l.Known() {
			all = append(all, Take{Lock: l, At: call.Expr, Call: call, In: f, By: call.Callee.Pkg().Name() + "." + r.By, Hops: 1})
		}
	}
	return all
}

// export keeps what importers may lock too: what they hand over.
func (s *solver) export() {
	for _, f := range s.prog.Funcs {
		sum := s.funcs[f]
		if f.Obj == nil || !f.Obj.Exported() || sum == nil {
			continue
		}
		var fact lockFact
		for _, t := range sum.takes {
			if !t.Likely {
				fact.Takes = s.keep(fact.Takes, f, t.Lock, t.By)
			}
		}
		for _, l := range sum.free {
			fact.Free = s.keep(fact.Free, f, l, "")
		}
		for _, l := range sum.left {
			fact.Left = s.keep(fact.Left, f, l, "")
		}
		if len(fact.Takes)+len(fact.Free)+len(fact.Left) > 0 {
			s.pass.ExportObjectFact(f.Obj, &fact)
		}
	}
}

func (s *solver) keep(all []remote, f *program.Func, l Lock, by string) []remote {
	r := remote{Path: l.Path, Read: l.Read, By: by}
	if param, ok := s.prog.ParamOf(l.Root); ok && param.Of == f {
		r.Param = param.Index
	} else if l.Root != nil && l.Root == f.Sig.Recv() {
		r.Param = program.ReceiverIndex
	} else {
		return all
	}
	for _, have := range all {
		if have.Param == r.Param && have.Path == r.Path && have.Read == r.Read {
			return all
		}
	}
	return append(all, r)
}
