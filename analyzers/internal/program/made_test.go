package program_test

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// makings lists which expressions make what is passed to functions called mark, and which
// variables hold only what is made: "open: s -> made".
var makings = &analysis.Analyzer{
	Name:       "makings",
	Doc:        "find the expressions that make an object, for a test",
	Requires:   []*analysis.Analyzer{program.Analyzer},
	ResultType: reflect.TypeFor[string](),
	Run: func(pass *analysis.Pass) (any, error) {
		prog := pass.ResultOf[program.Analyzer].(*program.Package)
		var b strings.Builder
		for _, f := range inOrder(prog) {
			for _, call := range f.Calls {
				if call.Callee == nil || call.Callee.Name() != "mark" {
					continue
				}
				arg := call.Expr.Args[0]
				made := prog.Makes(arg)
				if id, ok := arg.(*ast.Ident); ok {
					made = prog.IsMade(pass.TypesInfo.Uses[id].(*types.Var))
				}
				fmt.Fprintf(&b, "%s: %s -> %t\n", f.Name(), types.ExprString(arg), made)
			}
		}
		return b.String(), nil
	},
}

func TestMade(t *testing.T) {
	const src = `package a

type hub struct{ n int }

var shared = &hub{}

func mark(any)                 {}
func NewHub() (*hub, error)    { return nil, nil }
func open() (*hub, error) {
	h, err := NewHub()
	if err != nil {
		return nil, err
	}
	return h, nil
}
func second() *hub      { h, _ := open(); return h }
func local() *hub       { var h hub; return &h }
func handed(h *hub) *hub { return h }
func either(b bool) *hub {
	if b {
		return shared
	}
	return &hub{}
}
func even(n int) *hub { if n == 0 { return &hub{} }; return odd(n - 1) }
func odd(n int) *hub  { return even(n - 1) }
func none() *hub      { return nil }
func (h *hub) newer() *hub { return h }

func calls(h *hub) {
	mark(&hub{})
	mark(hub{})
	mark(new(hub))
	mark(make(map[int]hub))
	mark(second())
	mark(local())
	mark(handed(h))
	mark(either(true))
	mark(even(1))
	mark(none())
	mark(h.newer())
	mark(func() *hub { return h }())
}

func variables(h *hub, all []*hub) (r *hub) {
	var declared hub
	var pointer *hub
	var mixed = &hub{}
	mixed = h
	h, err := NewHub()
	r = &hub{}
	for _, one := range []*hub{shared} {
		mark(one)
	}
	mark(declared)
	mark(pointer)
	mark(mixed)
	mark(h)
	mark(r)
	mark(err)
	mark(shared)
	return r
}
`
	const want = `calls: &hub{} -> true
calls: hub{} -> true
calls: new(hub) -> true
calls: make(map[int]hub) -> true
calls: second() -> true
calls: local() -> true
calls: handed(h) -> false
calls: either(true) -> false
calls: even(1) -> false
calls: none() -> false
calls: h.newer() -> false
calls: (func() *hub literal)() -> false
variables: one -> false
variables: declared -> true
variables: pointer -> false
variables: mixed -> false
variables: h -> false
variables: r -> true
variables: err -> false
variables: shared -> false
`
	if got := ruletest.Result[string](t, ruletest.Load(t, src), makings); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
