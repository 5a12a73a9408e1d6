package book

import (
	"go/types"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/internal/shipped"
)

// forkStubs are a framework and a program on it, by the framework's path.
var forkStubs = map[string]string{
	"github.com/rivo/tview": `
-- PATH/tview.go --
package tview
type Application struct{}
func (a *Application) QueueUpdateDraw(f func()) *Application { return a }
func (a *Application) Draw() *Application { return a }
type MouseAction int16
type List struct{}
func NewList() *List { return nil }
-- example.com/a/a.go --
package a
import ui "PATH"
var app *ui.Application
var part *ui.List
func use() { app.Draw() }
`,
	"fyne.io/fyne/v2": `
-- PATH/fyne.go --
package fyne
func Do(func()) {}
type App interface { Run() }
-- PATH/widget/widget.go --
package widget
type Label struct{}
-- example.com/a/a.go --
package a
import (app "PATH"; ui "PATH/widget")
var part *ui.Label
func use(a app.App) { a.Run() }
`,
	"github.com/awesome-gocui/gocui": `
-- PATH/gui.go --
package gocui
type Gui struct{}
func (g *Gui) MainLoop() error { return nil }
type View struct{}
-- example.com/a/a.go --
package a
import ui "PATH"
var part *ui.View
func use(g *ui.Gui) { g.MainLoop() }
`,
}

// TestForks: the rows of a framework hold for its forks, and for nobody else's copy.
func TestForks(t *testing.T) {
	for _, f := range shipped.Frameworks {
		if len(f.Loops) == 0 {
			continue // TestForksInTurn
		}
		for _, fork := range f.Forks {
			stub, ok := forkStubs[fork.Of]
			if !ok {
				t.Errorf("%s has a fork of %s, which is not tested", f.Name, fork.Of)
			}
			want := owned(t, f.Name, strings.ReplaceAll(stub, "PATH", fork.Of))
			if got := owned(t, f.Name, strings.ReplaceAll(stub, "PATH", fork.Path)); !want || !got {
				t.Errorf("a program on %s is known: %v; on %s: %v", fork.Of, want, fork.Path, got)
			}
			if owned(t, f.Name, strings.ReplaceAll(stub, "PATH", "example.com/copy")) {
				t.Errorf("a copy of %s is taken for a fork", fork.Of)
			}
		}
	}
}

// owned reports whether the program's part is owned by the framework, and whether
// the method that it calls waits for the loop.
func owned(t *testing.T, framework, program string) bool {
	t.Helper()
	p := ruletest.Load(t, program)
	pkg := p.Packages[len(p.Packages)-1]
	b := Bind(pkg.Types)
	waits := false
	for _, obj := range pkg.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && len(b.Waits(fn)) > 0 {
			waits = true
		}
	}
	rows := b.Owns(pkg.Types.Scope().Lookup("part").Type())
	_, described := b.Loop(contract.LoopID{Owner: framework})
	return waits && described && len(rows) > 0 && rows[0].Framework.Name == framework
}

// TestForksAreTheirOwn: a fork knows how to use its own loop.
func TestForksAreTheirOwn(t *testing.T) {
	for _, f := range shipped.Frameworks {
		if len(f.Loops) == 0 {
			continue
		}
		for _, fork := range f.Forks {
			p := ruletest.Load(t, strings.ReplaceAll(forkStubs[fork.Of], "PATH", fork.Path))
			if Bind(p.Packages[0].Types).Owning() {
				t.Errorf("%s is told of its own loop", fork.Path)
			}
		}
	}
}

// TestForksInTurn: what one goroutine at a time may call of a connection, it may of a
// fork's.
func TestForksInTurn(t *testing.T) {
	const program = `
-- PATH/conn.go --
package websocket
type Conn struct{}
func (c *Conn) WriteMessage() {}
func (c *Conn) Read() {}
-- example.com/a/a.go --
package a
import ws "PATH"
func use(c *ws.Conn) { c.WriteMessage(); c.Read() }
`
	inTurn := func(path string) (n int) {
		p := ruletest.Load(t, strings.ReplaceAll(program, "PATH", path))
		pkg := p.Packages[len(p.Packages)-1]
		b := Bind(pkg.Types)
		for _, obj := range pkg.TypesInfo.Uses {
			if fn, ok := obj.(*types.Func); ok {
				n += len(b.Turns(fn))
			}
		}
		return n
	}
	for _, f := range shipped.Frameworks {
		for _, fork := range f.Forks {
			if len(f.Turns) > 0 && (inTurn(fork.Of) == 0 || inTurn(fork.Path) != inTurn(fork.Of)) {
				t.Errorf("%s has rows for %d calls, its fork %s for %d", fork.Of, inTurn(fork.Of), fork.Path, inTurn(fork.Path))
			}
		}
	}
	if inTurn("example.com/websocket") > 0 {
		t.Error("a copy is taken for a fork")
	}
}
