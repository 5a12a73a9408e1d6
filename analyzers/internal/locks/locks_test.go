package locks_test

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// listed writes what each function takes and holds there: "f: c.close takes c.mu, holding c.mu",
// and what it loses.
var listed = &analysis.Analyzer{
	Name:       "listed",
	Doc:        "list locks, for a test",
	Requires:   []*analysis.Analyzer{program.Analyzer, locks.Analyzer},
	ResultType: reflect.TypeFor[string](),
	Run: func(pass *analysis.Pass) (any, error) {
		prog := pass.ResultOf[program.Analyzer].(*program.Package)
		res := pass.ResultOf[locks.Analyzer].(*locks.Result)
		funcs := slices.SortedFunc(slices.Values(prog.Funcs), func(f, g *program.Func) int {
			return cmp.Compare(f.Node().Pos(), g.Node().Pos())
		})
		var b strings.Builder
		for _, f := range funcs {
			for _, take := range res.Takes(f) {
				fmt.Fprintf(&b, "%s: %s takes %s", f.Name(), words.Spell(take.Call.Expr.Fun), name(take.Lock))
				for _, h := range res.Held(f, take.Call.Expr) {
					fmt.Fprintf(&b, ", holding %s", name(h.Lock))
				}
				b.WriteString("\n")
			}
			for range res.Lost(f) {
				fmt.Fprintf(&b, "%s loses it\n", f.Name())
			}
		}
		return b.String(), nil
	},
}

func list(t *testing.T, text string) string {
	return ruletest.Result[string](t, ruletest.Load(t, text), listed)
}

func name(l locks.Lock) string {
	s := l.Ref.String()
	if !l.Known() {
		s = "somebody's " + l.Var.Name()
	}
	if l.Read {
		s += " to read"
	}
	return s
}

const conn = `
type conn struct {
	mu   sync.RWMutex
	peer *conn
}
`

func TestTakes(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"direct", `func (c *conn) f() { c.mu.Lock(); c.mu.RLock(); c.mu.RUnlock(); c.mu.Unlock() }`, `
			conn.f: c.mu.Lock takes c.mu
			conn.f: c.mu.RLock takes c.mu to read, holding c.mu`},
		{"lost", `func (c *conn) f(b bool) { c.mu.Lock(); if b { return }; c.mu.Unlock() }`, `
			conn.f: c.mu.Lock takes c.mu
			conn.f loses it`},
		{"by a call", `
			func (c *conn) f() { c.mu.Lock(); defer c.mu.Unlock(); c.g() }
			func (c *conn) g() { c.mu.Lock(); c.mu.Unlock() }`, `
			conn.f: c.mu.Lock takes c.mu
			conn.f: c.g takes c.mu, holding c.mu
			conn.g: c.mu.Lock takes c.mu`},
		{"another object's", `
			func (c *conn) f() { c.peer.g() }
			func (c *conn) g() { c.mu.Lock(); c.mu.Unlock() }`, `
			conn.f: c.peer.g takes c.peer.mu
			conn.g: c.mu.Lock takes c.mu`},
		{"of a parameter, and by another name", `
			func f(a, b *conn) { x := b; g(x) }
			func g(c *conn) { c.mu.Lock(); c.mu.Unlock() }`, `
			f: g takes b.mu
			g: c.mu.Lock takes c.mu`},
		{"of an element", `
			func f(all []*conn) { for _, c := range all { c.g() }; all[0].g() }
			func (c *conn) g() { c.mu.Lock(); c.mu.Unlock() }`, `
			f: c.g takes c.mu
			f: all[0].g takes somebody's mu
			conn.g: c.mu.Lock takes c.mu`},
		{"of an accessor", `
			func (c *conn) lock() *sync.RWMutex { return &c.mu }
			func (c *conn) f() { c.lock().Lock(); c.lock().Unlock() }`, `
			conn.f: c.lock().Lock takes c.mu`},
		{"left locked for the caller", `
			func (c *conn) lock() { c.mu.Lock() }
			func (c *conn) unlock() { c.mu.Unlock() }
			func (c *conn) f() { c.lock(); c.g(); c.unlock(); c.g() }
			func (c *conn) g() { c.mu.Lock(); c.mu.Unlock() }`, `
			conn.lock: c.mu.Lock takes c.mu
			conn.f: c.lock takes c.mu
			conn.f: c.g takes c.mu, holding c.mu
			conn.f: c.g takes c.mu
			conn.g: c.mu.Lock takes c.mu`},
		{"given up for a while", `
			func (c *conn) f() { c.mu.Lock(); defer c.mu.Unlock(); c.rest() }
			func (c *conn) rest() { c.mu.Unlock(); c.mu.Lock() }`, `
			conn.f: c.mu.Lock takes c.mu`},
		{"unlocked by a goroutine", `
			func (c *conn) f() { c.mu.Lock(); go func() { c.mu.Unlock() }(); c.g() }
			func (c *conn) g() { c.mu.Lock(); c.mu.Unlock() }`, `
			conn.f: c.mu.Lock takes c.mu
			conn.f: c.g takes c.mu
			conn.g: c.mu.Lock takes c.mu`},
		{"on another goroutine", `
			func (c *conn) f() { c.mu.Lock(); go c.g(); c.mu.Unlock() }
			func (c *conn) g() { c.mu.Lock(); c.mu.Unlock() }`, `
			conn.f: c.mu.Lock takes c.mu
			conn.g: c.mu.Lock takes c.mu`},
		{"tried", `func (c *conn) f() { if c.mu.TryLock() { c.mu.Unlock() }; c.peer.mu.Lock(); c.peer.mu.Unlock() }`, `
			conn.f: c.peer.mu.Lock takes c.peer.mu`},
		{"asked for", `
			func (c *conn) f(locked bool) { if !locked { c.mu.Lock(); defer c.mu.Unlock() }; c.peer.mu.Lock(); c.peer.mu.Unlock() }`, `
			conn.f: c.peer.mu.Lock takes c.peer.mu`},
		{"a variable that changes", `
			func f(c *conn) { c.mu.Lock(); c = c.peer; c.mu.Lock() }`, `
			f: c.mu.Lock takes somebody's mu
			f: c.mu.Lock takes somebody's mu`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, list(t, "package a\nimport \"sync\"\n"+conn+test.src), test.want)
		})
	}
}

// TestFacts: another package's functions take, free and leave what they are passed.
func TestFacts(t *testing.T) {
	ruletest.Equal(t, list(t, `
-- example.com/store/store.go --
package store
import "sync"
type Store struct { sync.Mutex; n int }
func (s *Store) Count() int { s.Lock(); defer s.Unlock(); return s.n }
func (s *Store) Begin() { s.Lock() }
func (s *Store) End() { s.Unlock() }
-- example.com/a/a.go --
package a
import "example.com/store"
func f(s *store.Store) { s.Lock(); s.Count(); s.Unlock() }
func g(s *store.Store) { s.Begin(); s.Count(); s.End(); s.Count() }
`), `
		f: s.Lock takes s.Mutex
		f: s.Count takes s.Mutex, holding s.Mutex
		g: s.Begin takes s.Mutex
		g: s.Count takes s.Mutex, holding s.Mutex
		g: s.Count takes s.Mutex`)
}

// TestNothing: a driver may hand over the result of an analyzer that failed.
func TestNothing(t *testing.T) {
	r := new(locks.Result)
	if r.Any() || r.Takes(nil) != nil || r.Held(nil, nil) != nil || r.Lost(nil) != nil {
		t.Error("nothing has locks")
	}
}

// A condition's L is the lock that it was made with.
func TestCond(t *testing.T) {
	got := list(t, `package a

import "sync"

type q struct {
	mu   sync.Mutex
	cond *sync.Cond
	gate sync.Cond
	own  *sync.Cond
	read *sync.Cond
	rw   sync.RWMutex
}

func newQ() *q {
	q := &q{own: sync.NewCond(&sync.Mutex{})}
	q.cond = sync.NewCond(&q.mu)
	q.gate.L = &q.mu
	q.read = sync.NewCond(q.rw.RLocker())
	return q
}

type holder struct{ q *q }

func (h *holder) both() {
	h.q.cond.L.Lock()
	h.q.mu.Lock()
}

func (q *q) gates() {
	q.gate.L.Lock()
	q.cond.L.Lock()
}

func (q *q) others() {
	q.own.L.Lock()
	q.read.L.Lock()
	q.mu.Lock()
}

func local() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	c.L.Lock()
	mu.Lock()
}
`)
	want := `holder.both: h.q.cond.L.Lock takes h.q.mu
holder.both: h.q.mu.Lock takes h.q.mu, holding h.q.mu
q.gates: q.gate.L.Lock takes q.mu
q.gates: q.cond.L.Lock takes q.mu, holding q.mu
q.others: q.own.L.Lock takes q.own.L
q.others: q.read.L.Lock takes q.read.L, holding q.own.L
q.others: q.mu.Lock takes q.mu, holding q.own.L, holding q.read.L
local: c.L.Lock takes mu
local: mu.Lock takes mu, holding mu
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
