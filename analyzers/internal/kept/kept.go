// Package kept answers which of the claims that comments and assertions make the code
// keeps, and where it does not.
package kept

import (
	"cmp"
	"fmt"
	"go/ast"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/touches"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// Analyzer computes the package's [Result]. It reports nothing and has no facts.
var Analyzer = &analysis.Analyzer{
	Name:       "loopkept",
	Doc:        "find which claims of comments the code keeps, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, claims.Analyzer, runson.Analyzer, touches.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// A Wrong is a call that runs a function on a loop that it must not run on.
type Wrong struct {
	Call    *program.Call
	Callee  *program.Func
	Claim   *claims.Claim
	Context *runson.Context // of the caller
}

// Story says what happens, as a message.
func (w Wrong) Story() string {
	return fmt.Sprintf("%s runs on %s here, where it must not: %s; call what it hands over instead",
		words.Spell(w.Call.Expr.Fun), w.Context.Loop, w.Claim.Said())
}

// Result is what one package makes of its claims. The zero value has none.
type Result struct {
	claims *claims.Result
	wrong  []Wrong
	broken map[string][]ast.Node // by what a claim says and where
}

// Wrong returns the calls on the wrong loop, in source order.
func (r *Result) Wrong() []Wrong { return r.wrong }

// Claims are those of the package.
func (r *Result) Claims() []*claims.Claim { return r.claims.All() }

// Broken returns the places that a claim does not hold at, in source order.
func (r *Result) Broken(c *claims.Claim) []ast.Node { return r.broken[c.Said()] }

func run(pass *analysis.Pass) (any, error) {
	said := pass.ResultOf[claims.Analyzer].(*claims.Result)
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	prog := pass.ResultOf[program.Analyzer].(*program.Package)
	r := &Result{claims: said, broken: make(map[string][]ast.Node)}
	if runs.Edges == nil || len(said.Places()) == 0 {
		return r, nil
	}
	for _, f := range prog.Funcs {
		for _, c := range said.Off(f) {
			if c.Verb == prose.Never {
				r.findWrong(prog, runs, f, c)
			}
		}
	}
	slices.SortStableFunc(r.wrong, func(a, b Wrong) int { return cmp.Compare(a.Call.Expr.Pos(), b.Call.Expr.Pos()) })
	r.wrong = slices.CompactFunc(r.wrong, func(a, b Wrong) bool { return a.Call == b.Call })
	for _, w := range r.wrong {
		r.broken[w.Claim.Said()] = append(r.broken[w.Claim.Said()], w.Call.Expr)
	}
	for _, off := range pass.ResultOf[touches.Analyzer].(*touches.Result).Off() {
		if off.Said != "" {
			r.broken[off.Said] = append(r.broken[off.Said], off.Node)
		}
	}
	return r, nil
}

// findWrong finds the calls that run f where a claim says that it must not.
func (r *Result) findWrong(prog *program.Package, runs *runson.Result, f *program.Func, c *claims.Claim) {
	loop := runs.Of(c.Loop)
	for _, e := range runs.Edges.In(f) {
		if !e.Waits() || e.Dynamic || e.Call == nil || e.Handed || prog.InTest(e.At.Pos()) {
			continue
		}
		for _, on := range runs.On(e.From) {
			if on.Loop == loop {
				r.wrong = append(r.wrong, Wrong{e.Call, f, c, on})
				break
			}
		}
	}
}
