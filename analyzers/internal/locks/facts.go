package locks

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// lockFact is on a function: what it does to locks of its receiver and its parameters.
type lockFact struct {
	Takes []remote
	Free  []remote
	Left  []remote

	// Abstract says that it is an interface's method, and the facts are of the one type
	// of its package that has it.
	Abstract bool
}

// A remote lock is one in what a caller passes.
type remote struct {
	Param int    // or program.ReceiverIndex, or madeIndex
	Path  string // ".mu"
	Read  bool
	By    string // Takes: who locks it

	Shared string // the package's variable that Path starts from; Param says nothing then
}

// madeIndex stands, among the parameters, for what a constructor returns.
const madeIndex = -2

func (*lockFact) AFact()         {}
func (*lockFact) String() string { return "locks" }

// fact is what is known of another package's function; nil if that is nothing.
func (s *solver) fact(fn *types.Func) *lockFact {
	fn = s.meant(fn)
	if fn == nil || fn.Pkg() == s.pass.Pkg {
		return nil
	}
	fact, known := s.facts[fn]
	if !known {
		var f lockFact
		if s.pass.ImportObjectFact(fn, &f) && !s.hasOwn(fn) {
			fact = &f
		}
		s.facts[fn] = fact
	}
	return fact
}

// passed is what a call passes for a parameter, or its receiver.
func (s *solver) passed(call *program.Call, param int) Ref {
	if param == madeIndex {
		return s.r.holderOf(call.Expr)
	}
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
	if r.Shared != "" {
		return Lock{Ref: Ref{Root: s.foreign(call.Callee.Pkg(), r.Shared), Path: r.Path}, Read: r.Read}
	}
	return Lock{Ref: Ref{Path: r.Path}.on(s.passed(call, r.Param)), Read: r.Read}
}

func (s *solver) importedEffects(call *program.Call) []effect {
	fact := s.fact(call.Callee)
	if fact == nil || call.How == program.Go || isOfInterface(call.Callee) {
		return nil // what somebody may lock or unlock is no ground to stand on
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

func (s *solver) importedTakes(f *program.Func, call *program.Call, add func(Take)) {
	fact := s.fact(call.Callee)
	if fact == nil {
		return
	}
	for _, r := range fact.Takes {
		if l := s.imported(call, r); l.Known() {
			add(Take{Lock: l, At: call.Expr, Call: call, In: f, By: call.Callee.Pkg().Name() + "." + r.By, Hops: 1, Likely: fact.Abstract || isOfInterface(call.Callee)})
		}
	}
}

// export keeps what importers may lock too: what they hand over.
func (s *solver) export() {
	for _, f := range s.prog.Funcs {
		if f.Obj != nil && f.Obj.Exported() {
			s.exportOn(f.Obj, f, false)
		}
	}
	s.exportAbstract()
}

// exportOn keeps on a function, or on an interface's method, what f does.
func (s *solver) exportOn(obj *types.Func, f *program.Func, abstract bool) {
	s.exportUnder(obj, f)
	sum := s.funcs[f]
	if sum == nil {
		return
	}
	fact := lockFact{Abstract: abstract}
	for _, t := range sum.takes {
		if !t.Likely && !t.Back {
			fact.Takes = s.keep(fact.Takes, f, t.Lock, t.By)
		}
	}
	if abstract {
		sum = &summary{}
	}
	for _, l := range sum.free {
		fact.Free = s.keep(fact.Free, f, l, "")
	}
	for _, l := range sum.left {
		fact.Left = s.keep(fact.Left, f, l, "")
	}
	if len(fact.Takes)+len(fact.Free)+len(fact.Left) > 0 {
		s.pass.ExportObjectFact(obj, &fact)
	}
}

func (s *solver) keep(all []remote, f *program.Func, l Lock, by string) []remote {
	r, ok := s.remote(f, l, by)
	if !ok {
		return all
	}
	for _, have := range all {
		if have.Param == r.Param && have.Path == r.Path && have.Read == r.Read && have.Shared == r.Shared {
			return all
		}
	}
	return append(all, r)
}

// remote is a lock as f's callers in other packages can tell it.
func (s *solver) remote(f *program.Func, l Lock, by string) (r remote, ok bool) {
	r = remote{Path: l.Path, Read: l.Read, By: by}
	if param, ok := s.prog.ParamOf(l.Root); ok && param.Of == f {
		r.Param = param.Index
	} else if l.Root != nil && l.Root == f.Sig.Recv() {
		r.Param = program.ReceiverIndex
	} else if l.Root != nil && l.Root == madeBy(f) {
		r.Param = madeIndex
	} else if l.IsShared() && l.Root.Pkg() == s.pass.Pkg {
		r.Shared = l.Root.Name()
	} else {
		return remote{}, false
	}
	return r, true
}

// foreign stands for a variable of another package, by whatever name that knows it.
func (s *solver) foreign(pkg *types.Package, name string) *types.Var {
	id := pkg.Path() + "." + name
	v := s.abroad[id]
	if v == nil {
		v = types.NewVar(token.NoPos, pkg, name, types.Typ[types.Invalid])
		v.SetKind(types.PackageVar)
		s.abroad[id] = v
	}
	return v
}

// underFact is on a function: which of its parameters are called under a lock.
type underFact struct{ Calls []calledUnder }

type calledUnder struct {
	Param  int
	Method string
	Field  string
	Lock   remote // By is who calls it
	Later  bool
	Alone  bool
}

// fieldFact is on an exported field: under which locks its object calls what it holds.
type fieldFact struct{ Calls []fieldCall }

type fieldCall struct {
	Path  string // of the lock
	Read  bool
	By    string
	Alone bool
}

func (*fieldFact) AFact()         {}
func (*fieldFact) String() string { return "is called under a lock" }

func (*underFact) AFact()         {}
func (*underFact) String() string { return "calls under a lock" }

// underOf is what is known of another package's function; nil if that is nothing.
func (s *solver) underOf(fn *types.Func) *underFact {
	fn = s.meant(fn)
	if fn == nil || fn.Pkg() == s.pass.Pkg {
		return nil
	}
	fact, known := s.calls[fn]
	if !known {
		var f underFact
		if s.pass.ImportObjectFact(fn, &f) && !s.hasOwn(fn) {
			fact = &f
		}
		s.calls[fn] = fact
	}
	return fact
}

func (s *solver) exportUnder(obj *types.Func, f *program.Func) {
	var fact underFact
	for _, u := range s.under[f] {
		if r, ok := s.remote(f, u.Lock, u.By); ok {
			fact.Calls = append(fact.Calls, calledUnder{u.Param, u.Method, u.Field, r, u.Later, u.Alone})
		}
	}
	if len(fact.Calls) > 0 {
		s.pass.ExportObjectFact(obj, &fact)
	}
}
