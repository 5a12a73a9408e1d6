package locks_test

import (
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// held counts the locks that may be held where println is called, in source order.
var held = &analysis.Analyzer{
	Name:       "held",
	Doc:        "count locks, for a test",
	Requires:   []*analysis.Analyzer{program.Analyzer, locks.Analyzer},
	ResultType: reflect.TypeFor[[]locks.Set](),
	Run: func(pass *analysis.Pass) (any, error) {
		may := pass.ResultOf[locks.Analyzer].(*locks.Result).May()
		var all []locks.Set
		for _, f := range pass.ResultOf[program.Analyzer].(*program.Package).Funcs {
			for _, call := range f.Calls {
				if f.Lit != nil && call.Callee == nil {
					all = append(all, may.At(f, call.Expr))
				}
			}
		}
		return all, nil
	},
}

// TestMayWithin: what a function is given it runs under its lock, or after that.
func TestMayWithin(t *testing.T) {
	got := ruletest.Result[[]locks.Set](t, ruletest.Load(t, `
-- a/a.go --
package a

import "sync"

type post struct{ mu sync.Mutex }

func (p *post) locked(f func())   { p.mu.Lock(); defer p.mu.Unlock(); f() }
func (p *post) unlocked(f func()) { p.mu.Lock(); p.mu.Unlock(); f() }

var use func()

func run(p *post) {
	p.locked(func() { use() })
	p.unlocked(func() { use() })
}
`), held)
	if len(got) != 2 || got[0] == 0 || got[1] != 0 {
		t.Errorf("held within: %b, want a lock in the first one alone", got)
	}
}

// TestMayGiven: what a function unlocks and has not locked, somebody has locked for it.
func TestMayGiven(t *testing.T) {
	got := ruletest.Result[[]locks.Set](t, ruletest.Load(t, `
-- a/a.go --
package a

import "sync"

type post struct{ mu sync.Mutex }

var use func()

func (p *post) start(fail bool) {
	p.mu.Lock()
	go func() {
		defer p.mu.Unlock()
		use()
	}()
	go func() {
		if fail {
			p.mu.Unlock()
			return
		}
		use()
		p.mu.Unlock()
		use()
	}()
	go func() {
		p.mu.Lock()
		use()
		p.mu.Unlock()
		use()
	}()
	go func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		use()
		p.mu.Unlock()
		use()
		p.mu.Lock()
	}()
	go func() {
		defer func() {
			p.mu.Unlock()
			use()
		}()
		use()
	}()
	go func() {
		defer func() {
			p.mu.Lock()
			defer p.mu.Unlock()
		}()
		use()
	}()
}
`), held)
	want := []bool{true, true, false, true, false, true, false, true, true, true, false, false}
	if len(got) != len(want) {
		t.Fatalf("%d uses, want %d", len(got), len(want))
	}
	for i := range want {
		if (got[i] != 0) != want[i] {
			t.Errorf("use %d: held %b, want any: %v", i, got[i], want[i])
		}
	}
}
