package program_test

import (
	"fmt"
	"go/types"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// tails writes what each joined goroutine calls before its last answer and after it.
func tails(g *program.Package) string {
	names := func(f *program.Func) string {
		var all []string
		for _, call := range f.Calls {
			all = append(all, types.ExprString(call.Expr.Fun))
		}
		return strings.Join(all, " ")
	}
	var b strings.Builder
	for _, f := range g.Funcs {
		if f.Tail != nil {
			fmt.Fprintf(&b, "%s: %s, then %s\n", f.Declared().Name(), names(f), names(f.Tail))
		}
	}
	return b.String()
}

// What no answer may follow is a joined goroutine's tail.
func TestTail(t *testing.T) {
	const src = `
		package a
		func a(); func b(); func c(); func d(); func bad() bool
		func straight() { done := make(chan int); go func() { a(); done <- 1; b() }(); <-done }
		func branches() {
			done := make(chan int)
			go func() {
				if bad() { a(); done <- 0; b(); return }
				if bad() { c() } else { done <- 1; d() }
				switch { case bad(): done <- 2 }
				b()
			}()
			<-done
		}
		func rounds() {
			done := make(chan int)
			go func() {
				for bad() { if bad() { break }; done <- 1; a() }
				for { if bad() { c(); break }; b() }
			}()
			<-done
		}
		func deferred() { done := make(chan int); go func() { defer a(); b(); done <- 1 }(); <-done }
		func atExit() { done := make(chan int); go func() { defer close(done); a() }(); <-done }
		func inDefer() { done := make(chan int); go func() { defer func() { done <- 1 }(); a() }(); <-done }
		func jumps() { done := make(chan int); go func() { again: done <- 1; a(); goto again }(); <-done }
		func nested() { done := make(chan int); go func() { done <- 1; func() { a() }() }(); <-done }`
	ruletest.Equal(t, tails(graphOf(t, src)), `
		straight: a, then b
		branches: bad a bad c d bad, then b b
		rounds: bad bad a, then bad c b
		deferred: b, then a
		nested: , then (func() literal)`)
}
