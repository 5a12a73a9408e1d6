package program_test

import (
	"cmp"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// rooted finds the origins of what is passed to functions called mark:
// "run: h.list -> parameter 0". What methods called Child return is as shared
// as their receiver.
var rooted = &analysis.Analyzer{
	Name:       "rooted",
	Doc:        "find the origins of expressions, for a test",
	Requires:   []*analysis.Analyzer{program.Analyzer},
	ResultType: reflect.TypeFor[string](),
	Run: func(pass *analysis.Pass) (any, error) {
		prog := pass.ResultOf[program.Analyzer].(*program.Package)
		origins := prog.Origins(func(method *types.Func) bool { return method.Name() == "Child" })
		var b strings.Builder
		for _, f := range inOrder(prog) {
			for _, call := range f.Calls {
				if call.Callee == nil || call.Callee.Name() != "mark" {
					continue
				}
				arg := call.Expr.Args[0]
				fmt.Fprintf(&b, "%s: %s -> %s\n", f.Name(), types.ExprString(arg), spell(origins.Of(f, arg)))
			}
		}
		return b.String(), nil
	},
}

func inOrder(p *program.Package) []*program.Func {
	return slices.SortedFunc(slices.Values(p.Funcs), func(f, g *program.Func) int {
		return cmp.Compare(f.Node().Pos(), g.Node().Pos())
	})
}

func spell(o program.Origin) string {
	switch o.Kind {
	case program.Fresh:
		return "fresh"
	case program.Shared:
		return "shared"
	case program.Parameter:
		if o.Index == program.ReceiverIndex {
			return "receiver"
		}
		return fmt.Sprintf("parameter %d", o.Index)
	}
	return "unknown"
}

func originsOf(t testing.TB, src string) string {
	t.Helper()
	return ruletest.Result[string](t, ruletest.Load(t, src), rooted)
}

func TestOrigins(t *testing.T) {
	const src = `package a

type list struct {
	next *list
	rows []*list
	by   map[string]*list
}

func mark(any)               {}
func NewList() *list         { return nil }
func newPair() (*list, error) { return nil, nil }
func lookup() *list          { return nil }
func (l *list) Set() *list   { return l }
func (l *list) Name() string { return "" }
func (l *list) Child() any   { return nil }

var global = NewList()

func parameters(a int, l *list, more ...*list) {
	mark(l)
	mark(l.next.next)
	mark(l.rows[0])
	mark(l.by["x"].next)
	mark(*l)
	mark(&l.next)
	mark((l))
	mark(l.Set().Set())
	mark(more[0])
}

func (l *list) method() {
	mark(l)
	mark(l.next)
	mark(l.Set())
	mark(l.Name())
	mark(l.Child())
}

func locals(l *list, x any, ch chan *list) {
	made := NewList()
	mark(made)
	mark(made.next.Set())
	literal := &list{next: l}
	mark(literal)
	pair, err := newPair()
	mark(pair)
	mark(err)
	found := lookup()
	mark(found)
	alias := l.next
	mark(alias)
	other := global
	mark(other)
	var zero list
	mark(zero)
	for _, row := range l.rows {
		mark(row)
	}
	for _, row := range made.rows {
		mark(row)
	}
	asserted := x.(*list)
	mark(asserted)
	received := <-ch
	mark(received)
	mark(global.next)
	mark(lookup())
	mark(NewList())
}

func joined(l *list, cond bool) {
	fresh := NewList()
	if cond {
		fresh = &list{}
	}
	mark(fresh)
	mixed := NewList()
	if cond {
		mixed = l
	}
	mark(mixed)
	maybe := NewList()
	if cond {
		maybe = lookup()
	}
	mark(maybe)
	circle := l
	circle = circle.next
	mark(circle)
	self := NewList()
	self = self.Set()
	mark(self)
}

type pair[K comparable, V any] struct{ next *pair[K, V] }

func New[K comparable, V any]() *pair[K, V] { return nil }

func issueTwoTypeArguments() {
	made := New[int, string]()
	mark(made.next)
}

func captured(l *list) {
	made := NewList()
	func() {
		mark(l)
		mark(made)
		own := NewList()
		mark(own)
	}()
}
`
	ruletest.Equal(t, originsOf(t, src), `
		parameters: l -> parameter 1
		parameters: l.next.next -> parameter 1
		parameters: l.rows[0] -> parameter 1
		parameters: l.by["x"].next -> parameter 1
		parameters: *l -> parameter 1
		parameters: &l.next -> parameter 1
		parameters: (l) -> parameter 1
		parameters: l.Set().Set() -> parameter 1
		parameters: more[0] -> parameter 2
		list.method: l -> receiver
		list.method: l.next -> receiver
		list.method: l.Set() -> receiver
		list.method: l.Name() -> unknown
		list.method: l.Child() -> receiver
		locals: made -> fresh
		locals: made.next.Set() -> fresh
		locals: literal -> fresh
		locals: pair -> fresh
		locals: err -> unknown
		locals: found -> unknown
		locals: alias -> parameter 0
		locals: other -> shared
		locals: zero -> fresh
		locals: row -> parameter 0
		locals: row -> fresh
		locals: asserted -> parameter 1
		locals: received -> unknown
		locals: global.next -> shared
		locals: lookup() -> unknown
		locals: NewList() -> fresh
		joined: fresh -> fresh
		joined: mixed -> parameter 0
		joined: maybe -> unknown
		joined: circle -> parameter 0
		joined: self -> unknown
		issueTwoTypeArguments: made.next -> fresh
		the function in captured: l -> shared
		the function in captured: made -> shared
		the function in captured: own -> fresh`)
}

// TestOriginsOfEachOther: variables that get their values from each other have
// the origin that comes in from outside, whichever is asked for first.
func TestOriginsOfEachOther(t *testing.T) {
	const src = `package a
type list struct{ next *list }
func mark(any) {}
func New() *list { return nil }
func ring(l *list, n int) {
	a, b, c := New(), New(), New()
	for range n {
		%s
		a, b, c = b.next, c.next, a.next
		c = l
	}
}
func own(n int) {
	a, b := New(), New()
	for range n {
		mark(a)
		mark(b)
		a, b = b, a
	}
}
func diamond() {
	x := New()
	left, right := x.next, x.next
	both := left
	both = right
	mark(both)
}
`
	for _, first := range []string{"mark(a); mark(b); mark(c)", "mark(c); mark(b); mark(a)", "mark(b); mark(a); mark(c)"} {
		got := originsOf(t, fmt.Sprintf(src, first))
		for _, v := range []string{"a", "b", "c"} {
			if want := "ring: " + v + " -> parameter 0\n"; !strings.Contains(got, want) {
				t.Errorf("with %s: no %q in\n%s", first, want, got)
			}
		}
		for _, want := range []string{"own: a -> unknown\n", "own: b -> unknown\n", "diamond: both -> fresh\n"} {
			if !strings.Contains(got, want) {
				t.Errorf("with %s: no %q in\n%s", first, want, got)
			}
		}
	}
}
