// Package duty answers what a value obliges its holder to do: a command must
// reach the loop, a token or a future must be awaited.
//
// The duty comes with the type, by contract, and so from the user's own
// functions too. Facts say the opposite: of a function whose result is nil on
// every path, so that there is nothing to drop.
package duty

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Analyzer computes the package's [Result]. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "loopduty",
	Doc:        "find which values carry a duty, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*nilFact)(nil)},
}

// nilFact is on a function: the results, by index, that are nil always, or for
// a constant argument.
type nilFact struct {
	Results []int
	If      []nilIf
	Same    []forward
}

// A forward says that a result is only ever what one call gives that carries a
// weaker duty: the wrapper of a Focus owes what Focus does.
type forward struct {
	Result int
	Duty   contract.RowID
}

// nilIf says that a result is nil if the bool parameter has the value.
type nilIf struct {
	Result, Param int
	Value         bool
}

func (*nilFact) AFact()         {}
func (*nilFact) String() string { return "returns nil" }

// A Due is a result of a call that carries a duty.
type Due struct {
	Index int
	Type  *types.Named
	Row   *contract.Duty
}

// ReturnedBy reports whether a function of this signature could hand the value on.
func (d Due) ReturnedBy(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if types.Identical(v.Type(), d.Type) {
			return true
		}
	}
	return false
}

// Result is the relation for one package.
type Result struct{ calls map[*ast.CallExpr][]Due }

// Of returns the results of a call that carry a duty.
func (r *Result) Of(call *ast.CallExpr) []Due { return r.calls[call] }

func run(pass *analysis.Pass) (any, error) {
	r := &Result{calls: make(map[*ast.CallExpr][]Due)}
	book := pass.ResultOf[book.Analyzer].(*book.Book)
	if book.Library(pass.Pkg.Path()) || !book.Obliging() {
		return r, nil
	}
	s := &solver{
		pass: pass, book: book,
		prog: pass.ResultOf[program.Analyzer].(*program.Package),
		nils: make(map[*program.Func][]int),
		ifs:  make(map[*program.Func][]nilIf),
		same: make(map[*program.Func][]forward),
	}
	s.solve()
	s.solveIfs()
	s.solveSame()
	for _, f := range s.prog.Funcs {
		fact := &nilFact{s.nils[f], s.ifs[f], s.same[f]}
		if f.Obj != nil && len(fact.Results)+len(fact.If)+len(fact.Same) > 0 {
			pass.ExportObjectFact(f.Obj, fact)
		}
		for _, call := range f.Calls {
			if due := s.due(call); len(due) > 0 {
				r.calls[call.Expr] = due
			}
		}
	}
	return r, nil
}

type solver struct {
	pass *analysis.Pass
	book *book.Book
	prog *program.Package
	nils map[*program.Func][]int // results that are always nil
	ifs  map[*program.Func][]nilIf
	same map[*program.Func][]forward
}

// solve finds the functions that return nil by those they return the results
// of; each round can only find more.
func (s *solver) solve() {
	for changed := true; changed; {
		changed = false
		for _, f := range s.prog.Funcs {
			for i := range f.Sig.Results().Len() {
				if s.carries(f.Sig.Results().At(i).Type()) && !slices.Contains(s.nils[f], i) && s.alwaysNil(f, i) {
					s.nils[f] = append(s.nils[f], i)
					changed = true
				}
			}
		}
	}
	for _, results := range s.nils {
		slices.Sort(results)
	}
}

func (s *solver) carries(t types.Type) bool { return t != nil && len(s.book.Duties(t, nil)) > 0 }

func (s *solver) alwaysNil(f *program.Func, index int) bool {
	if f.Body() == nil || f.Sig.Results().At(index).Name() != "" {
		return false
	}
	found, all := false, true
	ast.Inspect(f.Body(), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ExprStmt:
			// Who drops one of these returns nil by mistake.
			all = all && !s.carries(s.pass.TypesInfo.TypeOf(n.X))
		case *ast.ReturnStmt:
			found = true
			all = all && s.returnsNil(f, n, index)
		}
		return all
	})
	return found && all
}

func (s *solver) returnsNil(f *program.Func, ret *ast.ReturnStmt, index int) bool {
	if len(ret.Results) == f.Sig.Results().Len() {
		return s.isNil(f, ret.Results[index], 0)
	}
	return len(ret.Results) == 1 && s.isNil(f, ret.Results[0], index)
}

// isNil reports whether result index of e is nil: the literal, a variable that
// nobody assigns, or a call of a function that returns nil.
func (s *solver) isNil(f *program.Func, e ast.Expr, index int) bool {
	e = ast.Unparen(e)
	if s.pass.TypesInfo.Types[e].IsNil() {
		return true
	}
	switch e := e.(type) {
	case *ast.Ident:
		v, ok := s.pass.TypesInfo.Uses[e].(*types.Var)
		return ok && v.Parent() != s.pass.Pkg.Scope() && !s.isParam(v) && s.unassigned(f, v)
	case *ast.CallExpr:
		fn := callee(s.pass.TypesInfo, e)
		return fn != nil && slices.Contains(s.nilResults(fn), index)
	}
	return false
}

func (s *solver) isParam(v *types.Var) bool {
	_, ok := s.prog.ParamOf(v)
	return ok
}

// unassigned reports whether a local variable keeps its zero value, or gets
// nothing but nil.
func (s *solver) unassigned(f *program.Func, v *types.Var) bool {
	clean := true
	ast.Inspect(f.Node(), func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok {
			return clean
		}
		for i, l := range assign.Lhs {
			id, ok := l.(*ast.Ident)
			if !ok || s.pass.TypesInfo.ObjectOf(id) != v {
				continue
			}
			value, index := assign.Rhs[0], i
			if len(assign.Lhs) == len(assign.Rhs) {
				value, index = assign.Rhs[i], 0
			}
			call, isCall := ast.Unparen(value).(*ast.CallExpr)
			clean = clean && (s.pass.TypesInfo.Types[value].IsNil() || isCall && s.isNil(f, call, index))
		}
		return clean
	})
	return clean
}

func (s *solver) nilResults(fn *types.Func) []int {
	if f := s.prog.FuncOf(fn); f != nil {
		return s.nils[f]
	}
	if fn.Pkg() == nil || fn.Pkg() == s.pass.Pkg {
		return nil
	}
	var fact nilFact
	s.pass.ImportObjectFact(fn.Origin(), &fact)
	return fact.Results
}

func (s *solver) due(call *program.Call) []Due {
	results, ok := s.pass.TypesInfo.TypeOf(call.Expr).(*types.Tuple)
	if !ok {
		results = types.NewTuple(types.NewVar(0, nil, "", s.pass.TypesInfo.TypeOf(call.Expr)))
	}
	var due []Due
	for i := range results.Len() {
		t := results.At(i).Type()
		if t == nil {
			continue
		}
		for _, row := range s.book.Duties(t, call.Callee) {
			if call.Callee == nil || !slices.Contains(s.nilResults(call.Callee), i) && !s.nilFor(call, i) {
				due = append(due, Due{Index: i, Type: program.Named(t), Row: s.weaker(call.Callee, i, row.Row)})
			}
		}
	}
	return due
}

func callee(info *types.Info, call *ast.CallExpr) *types.Func {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		fn, _ := info.Uses[fun].(*types.Func)
		return fn
	case *ast.SelectorExpr:
		fn, _ := info.Uses[fun.Sel].(*types.Func)
		return fn
	}
	return nil
}
