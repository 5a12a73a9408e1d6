package runson

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

var modes = map[contract.Mode]string{
	contract.Callback: "callback", contract.Post: "post", contract.PostBounded: "bounded post",
	contract.Rendezvous: "rendezvous", contract.Call: "call", contract.CallInline: "inline call",
	contract.Spawn: "spawn", contract.Inline: "inline", contract.Paused: "paused",
}

// params writes where each function runs the functions that it is passed.
func params(r *Result) string {
	var b strings.Builder
	for _, f := range r.Program.Funcs {
		for i := range f.Sig.Params().Len() {
			for _, p := range r.Param(f, i) {
				fmt.Fprintf(&b, "%s %s: %s %s", f.Name(), f.Sig.Params().At(i).Name(), modes[p.Mode], p.Loop)
				if p.Likely {
					b.WriteString(" (likely)")
				}
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}

// TestPlacements: what a function does with its parameters, in this package.
func TestPlacements(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import "github.com/rivo/tview"

var app *tview.Application

func here(f func())            { f() }
func later(f func())           { defer f() }
func beside(f func())          { go f() }
func through(f func())         { here(f) }
func update(f func())          { app.QueueUpdate(f) }
func wrapped(f func())         { app.QueueUpdate(func() { f() }) }
func twice(f func())           { update(func() { here(f) }) }
func posted(f func())          { go app.QueueUpdate(f) }
func postedLater(f func())     { go func() { app.QueueUpdate(f) }() }
func both(f, g func(), b bool) { f(); go g(); if b { go f() } }
func variadic(fs ...func())    { for _, f := range fs { f() } }
func ignored(f func())         {}
func recursive(f func(), n int) { if n > 0 { recursive(f, n-1) } else { go f() } }
func paused(f func())          { app.Suspend(f) }
`
	ruletest.Equal(t, params(resultOf(t, ruletest.Tview, src)), `
		here f: inline
		later f: inline
		beside f: spawn
		through f: inline
		update f: call tview
		wrapped f: call tview
		twice f: call tview
		posted f: post tview
		postedLater f: post tview
		both f: spawn
		both f: inline
		both g: spawn
		recursive f: spawn
		paused f: paused`)
}

// TestAcrossPackages: placements travel to importers, contexts do not.
func TestAcrossPackages(t *testing.T) {
	const src = `
-- example.com/ui/ui.go --
package ui

import "github.com/rivo/tview"

type UI struct{ app *tview.Application }

func (u *UI) Update(f func()) { u.app.QueueUpdateDraw(f) }
func (u *UI) Async(f func())  { go f() }
func (u *UI) Now(f func())    { f() }
func (u *UI) Beep()           {}
-- example.com/a/a.go --
package a

import (
	"example.com/ui"
	"github.com/rivo/tview"
)

func start(u *ui.UI, list *tview.List) {
	u.Update(show)
	u.Async(work)
	u.Now(setup)
	list.SetSelectedFunc(func(int) { u.Beep(); u.Now(open) })
}

func show()  {}
func work()  {}
func setup() {}
func open()  {}
`
	r := resultOf(t, ruletest.Tview, src)
	ruletest.Equal(t, contexts(r), `
		the function in start: on the tview loop: runs on the tview loop: passed to list.SetSelectedFunc here
		show: on the tview loop: runs on the tview loop: passed to u.Update here
		work: off: passed to u.Async, which runs it on another goroutine
		open: on the tview loop: the function in start calls open < runs on the tview loop: passed to list.SetSelectedFunc here`)
}
