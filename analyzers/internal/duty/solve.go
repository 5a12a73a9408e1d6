package duty

import (
	"go/ast"
	"go/types"
	"iter"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A solver finds which results are nil always, nil for an argument, or those
// of another call.
type solver struct {
	pass   *analysis.Pass
	book   *book.Book
	prog   *program.Package
	funcs  []*program.Func // those with a body below
	bodies map[*program.Func]*body
	vars   map[*types.Var]*values

	nils  map[*program.Func][]int // results that are always nil
	ifs   map[*program.Func][]nilIf
	typed map[*program.Func][]nilFor
	same  map[*program.Func][]forward

	forAll map[*contract.Duty]bool // duties that the package meets for all values at once

	clauses func() map[*types.Var][]clause // few packages are asked
	uses    func() *uses                   // likewise
}

// A body is what a declared function gives back, if that may have a duty.
type body struct {
	results []*result
	returns []*ast.ReturnStmt
	asks    []*program.Func // those whose results it gives back
	drops   bool            // something with a duty, in a statement
}

// A result carries a duty. One with a name is none: it may be set anywhere.
//
// What is found of a return statement stays so: none is read again once it is
// known to be nil, or to give on what the others do.
type result struct {
	index int
	nils  int            // how many returns, the first ones, are nil
	same  int            // how many are nil or give on duty
	duty  *contract.Duty // nil for none so far
}

// Values are what a local variable gets.
type values struct {
	all  []got
	nils int // how many, the first ones, are nil
}

// A got is a result of a call, or, with index 0, any expression.
type got struct {
	value ast.Expr
	index int
}

func newSolver(pass *analysis.Pass, b *book.Book, prog *program.Package) *solver {
	s := &solver{
		pass: pass, book: b, prog: prog,
		bodies: make(map[*program.Func]*body),
		vars:   make(map[*types.Var]*values),
		nils:   make(map[*program.Func][]int),
		ifs:    make(map[*program.Func][]nilIf),
		typed:  make(map[*program.Func][]nilFor),
		same:   make(map[*program.Func][]forward),
		forAll: make(map[*contract.Duty]bool),
	}
	s.clauses = sync.OnceValue(s.findClauses)
	s.uses = sync.OnceValue(s.findUses)
	for _, f := range prog.Funcs {
		for _, call := range f.Calls {
			for _, row := range b.ForAll(call.Callee) {
				s.forAll[row.Row] = true
			}
		}
		if f.Obj == nil || f.Body() == nil {
			continue // nobody knows a literal by name
		}
		if results := s.carrying(f.Sig); len(results) > 0 {
			s.funcs = append(s.funcs, f)
			s.bodies[f] = s.read(f, results)
		}
	}
	return s
}

// solve finds the functions that return nil and then those that give on what
// one call gives, both by those whose results they return, and what depends on
// an argument.
func (s *solver) solve() {
	fixpoint.Up(s.funcs, s.asks, s.findNils)
	fixpoint.Up(s.funcs, s.asks, s.findSame)
	fixpoint.Up(s.funcs, s.asks, s.findTyped)
	for _, f := range s.funcs {
		s.ifs[f] = s.findIfs(f)
	}
}

func (s *solver) asks(f *program.Func) iter.Seq[*program.Func] {
	return slices.Values(s.bodies[f].asks)
}

func (s *solver) carries(t types.Type) bool { return t != nil && len(s.book.Duties(t, nil)) > 0 }

func (s *solver) carrying(sig *types.Signature) []*result {
	var results []*result
	for i := range sig.Results().Len() {
		if r := sig.Results().At(i); r.Name() == "" && s.carries(r.Type()) {
			results = append(results, &result{index: i})
		}
	}
	return results
}

// read visits a function's own statements.
func (s *solver) read(f *program.Func, results []*result) *body {
	b := &body{results: results}
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ExprStmt:
			b.drops = b.drops || s.carries(s.pass.TypesInfo.TypeOf(n.X))
		case *ast.ReturnStmt:
			b.returns = append(b.returns, n)
		}
		return true
	})
	b.asks = s.asked(f, b.returns)
	return b
}

// asked finds the functions that return statements call, or that variables in
// them come from.
func (s *solver) asked(f *program.Func, returns []*ast.ReturnStmt) []*program.Func {
	var asks []*program.Func
	add := func(e ast.Expr) {
		if call, ok := e.(*ast.CallExpr); ok {
			if g := s.prog.FuncOf(s.prog.Callee(call)); g != nil && len(s.carrying(g.Sig)) > 0 && g.Body() != nil {
				asks = append(asks, g)
			}
		}
	}
	seen := make(map[*types.Var]bool)
	for _, ret := range returns {
		for _, e := range ret.Results {
			e = ast.Unparen(e)
			add(e)
			v := s.local(f, e)
			if v == nil || seen[v] {
				continue
			}
			seen[v] = true
			for _, g := range s.valuesOf(v).all {
				add(ast.Unparen(g.value))
			}
		}
	}
	return asks
}

// local is the variable of f's body that an expression is, or nil.
func (s *solver) local(f *program.Func, e ast.Expr) *types.Var {
	id, ok := e.(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || !f.Has(v) {
		return nil
	}
	return v
}

// findNils finds the results of f that are nil always.
func (s *solver) findNils(f *program.Func) (changed bool) {
	b := s.bodies[f]
	if b.drops || len(b.returns) == 0 {
		return false // who drops such a value returns nil by mistake
	}
	for _, r := range b.results {
		if r.nils == len(b.returns) {
			continue
		}
		for r.nils < len(b.returns) && s.returnsNil(f, b.returns[r.nils], r.index) {
			r.nils++
		}
		if r.nils == len(b.returns) {
			s.nils[f] = append(s.nils[f], r.index)
			changed = true
		}
	}
	slices.Sort(s.nils[f])
	return changed
}

func (s *solver) returnsNil(f *program.Func, ret *ast.ReturnStmt, index int) bool {
	if len(ret.Results) == f.Sig.Results().Len() {
		return s.isNil(f, ret.Results[index], 0)
	}
	return len(ret.Results) == 1 && s.isNil(f, ret.Results[0], index)
}

// isNil reports whether result index of e is nil: the literal, a variable that
// gets nothing else, or a call of a function that returns nil.
func (s *solver) isNil(f *program.Func, e ast.Expr, index int) bool {
	e = ast.Unparen(e)
	v := s.local(f, e)
	if v == nil {
		return s.givesNil(got{e, index})
	}
	values := s.valuesOf(v)
	for values.nils < len(values.all) && s.givesNil(values.all[values.nils]) {
		values.nils++
	}
	return values.nils == len(values.all)
}

// givesNil is isNil for what is no variable.
func (s *solver) givesNil(g got) bool {
	if s.pass.TypesInfo.Types[g.value].IsNil() {
		return true
	}
	call, ok := ast.Unparen(g.value).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := s.prog.Callee(call)
	return fn != nil && slices.Contains(s.nilResults(fn), g.index)
}

// valuesOf are the values of a local variable, none for one that keeps its zero
// value.
func (s *solver) valuesOf(v *types.Var) *values {
	if known := s.vars[v]; known != nil {
		return known
	}
	vals := &values{}
	for _, a := range s.prog.Assigned(v) {
		vals.all = append(vals.all, got{a.Value, a.Result})
	}
	s.vars[v] = vals
	return vals
}

func (s *solver) nilResults(fn *types.Func) []int {
	if f := s.prog.FuncOf(fn); f != nil {
		return s.nils[f]
	}
	return s.imported(fn).Results
}

// imported is the fact on a function of another package.
func (s *solver) imported(fn *types.Func) nilFact {
	var fact nilFact
	if fn.Pkg() != nil && fn.Pkg() != s.pass.Pkg {
		s.pass.ImportObjectFact(fn.Origin(), &fact)
	}
	return fact
}
