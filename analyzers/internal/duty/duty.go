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
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Analyzer computes the package's [Result]. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "loopduty",
	Doc:        "find which values carry a duty, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer, paths.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*nilFact)(nil)},
}

// nilFact is on a function: the results, by index, that are nil always, for a
// constant argument, or for one of a type.
type nilFact struct {
	Results []int
	If      []nilIf
	For     []nilFor
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
	Type  *types.Named // nil for what has no type of its own
	Row   *contract.Duty

	// Made says that it answers a message that the program makes there, rather
	// than one that the loop sent.
	Made bool

	// Ours says that it answers a message of a type that the program itself declares.
	Ours bool

	// Behind says that an interface answers, of which nobody sees who it is.
	Behind bool
}

// ReturnedBy reports whether a function of this signature could hand the value on.
func (d Due) ReturnedBy(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if d.Type != nil && types.Identical(v.Type(), d.Type) {
			return true
		}
	}
	return false
}

// Result is the relation for one package. The zero value obliges nobody.
type Result struct {
	pass  *analysis.Pass
	info  *types.Info
	prog  *program.Package
	vars  func() *variables
	calls map[*ast.CallExpr][]Due

	drains  bool // something is made that somebody must drain
	onces   bool // a function is called whose result must be called exactly once
	carries func(types.Type) bool
	use     func(*types.Func) contract.Use
	book    *book.Book
	ways    *paths.Ways
	since   bool // a method is called that begins something
}

// Of returns the results of a call that carry a duty.
func (r *Result) Of(call *ast.CallExpr) []Due { return r.calls[call] }

func run(pass *analysis.Pass) (any, error) {
	prog := pass.ResultOf[program.Analyzer].(*program.Package)
	r := &Result{pass: pass, info: pass.TypesInfo, prog: prog, calls: make(map[*ast.CallExpr][]Due)}
	// Few packages are asked what they drop.
	r.vars = sync.OnceValue(func() *variables { return findVariables(r.info, r.prog) })
	book := pass.ResultOf[book.Analyzer].(*book.Book)
	if book.Library(pass.Pkg.Path()) || !book.Obliging() {
		return r, nil
	}
	s := newSolver(pass, book, prog)
	r.carries, r.use, r.book, r.ways = s.carries, book.Use, book, pass.ResultOf[paths.Analyzer].(*paths.Ways)
	s.solve()
	for _, f := range s.funcs {
		fact := &nilFact{s.nils[f], s.ifs[f], s.typed[f], s.same[f]}
		if len(fact.Results)+len(fact.If)+len(fact.For)+len(fact.Same) > 0 {
			pass.ExportObjectFact(f.Obj, fact)
		}
	}
	for _, f := range prog.Funcs {
		for _, call := range f.Calls {
			r.drains = r.drains || len(book.Draining(call.Callee)) > 0
			r.since = r.since || len(book.Since(call.Callee)) > 0
			if due := s.due(call); len(due) > 0 {
				r.calls[call.Expr] = due
				r.onces = r.onces || slices.ContainsFunc(due, func(d Due) bool { return d.Row.Once })
			}
		}
	}
	return r, nil
}

// isNilFrom reports whether a result of a call is nil.
func (s *solver) isNilFrom(call *program.Call, result int) bool {
	return slices.Contains(s.nilResults(call.Callee), result) || s.nilForConst(call, result) || s.nilForType(call, result)
}

// due finds the results of a call that carry a duty.
func (s *solver) due(call *program.Call) []Due {
	results, ok := s.pass.TypesInfo.TypeOf(call.Expr).(*types.Tuple)
	if !ok {
		results = types.NewTuple(types.NewVar(0, nil, "", s.pass.TypesInfo.TypeOf(call.Expr)))
	}
	var due []Due
	asked, isAsking := s.askingOf(call)
	for i := range results.Len() {
		t := results.At(i).Type()
		if t == nil {
			continue
		}
		for _, row := range s.book.Duties(t, call.Callee) {
			if row.Row.Uses != nil && s.isIdle(call) || s.forAll[row.Row] {
				continue
			}
			if call.Callee == nil || !s.isNilFrom(call, i) {
				due = append(due, Due{
					Index: i, Type: program.Named(t), Row: s.weaker(call.Callee, i, row.Row),
					Made: isAsking && s.isMade(asked.msg), Ours: isAsking && s.isOurs(asked.msg), Behind: asked.behind,
				})
			}
		}
	}
	return due
}
