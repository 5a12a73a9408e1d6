package waitsfor

import (
	"fmt"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestAcrossPackages: a fact keeps the next hop and the root.
func TestAcrossPackages(t *testing.T) {
	ruletest.Equal(t, effectsOf(resultOf(t, `
-- example.com/disk/disk.go --
package disk

import "os"

func Write() { write() }
func write() { os.WriteFile("x", nil, 0) }

// A Saver has one implementation here, and whatever else there is.
type Saver interface{ Save() }

type File struct{}

func (File) Save() { Write() }

type Mixed interface{ Mix() }
type one struct{}
func (one) Mix() { Write() }
type two struct{}
func (two) Mix() {}
-- example.com/store/store.go --
package store

import "example.com/disk"

type Store struct{ f disk.File }

func (s *Store) Save()       { s.f.Save() }
func Map[T any](f func(T) T) { disk.Write() }
-- example.com/a/a.go --
package a

import (
	"example.com/disk"
	"example.com/store"
)

func save(s *store.Store)  { s.Save() }
func generic()             { store.Map[int](nil) }
func dynamic(s disk.Saver) { s.Save() }
func mixed(m disk.Mixed)   { m.Mix() }
`)), `
		save: disk by store.Store.Save and os.WriteFile, 5 hops
		generic: disk by store.Map and os.WriteFile, 4 hops
		dynamic: disk by disk.Saver.Save and os.WriteFile, 5 hops, likely`)
}

// TestForeign: how another module works inside is its own affair; that it talks
// to the network, runs commands or sleeps is not.
func TestForeign(t *testing.T) {
	ruletest.Equal(t, effectsOf(resultOf(t, `
-- github.com/other/pool/pool.go --
package pool

import (
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"
)

func Files()                  { os.ReadFile("x") }
func Join(wg *sync.WaitGroup) { wg.Wait() }
func Receive(ch chan int)     { <-ch }
func Fetch()                  { http.Get("x"); os.ReadFile("x") }
func Run()                    { exec.Command("x").Run() }
func Pause()                  { time.Sleep(time.Second) }
-- example.com/a/a.go --
package a

import "github.com/other/pool"

func files()   { pool.Files() }
func join()    { pool.Join(nil) }
func receive() { pool.Receive(nil) }
func fetch()   { pool.Fetch() }
func run()     { pool.Run() }
func pause()   { pool.Pause() }
`)), `
		fetch: net by pool.Fetch and http.RoundTripper.RoundTrip, 3 hops
		run: exec by pool.Run and exec.Cmd.Run, 2 hops
		pause: sleep for 1s by pool.Pause and time.Sleep, 2 hops`)
}

// TestForLoops: hand-offs that wait, in place, behind wrappers and from a goroutine.
func TestForLoops(t *testing.T) {
	ruletest.Equal(t, effectsOf(resultOf(t, ruletest.Tview, `
-- example.com/ui/ui.go --
package ui

import "github.com/rivo/tview"

type UI struct{ App *tview.Application }

func (u *UI) Update(f func()) { u.App.QueueUpdateDraw(f) }
func (u *UI) Post(f func())   { go u.Update(f) }
-- example.com/a/a.go --
package a

import (
	"os"

	"example.com/ui"
	"github.com/rivo/tview"
)

func draw(app *tview.Application) { app.Draw() }
func sync(app *tview.Application) { app.Sync() }
func wrapped(u *ui.UI)            { u.Update(nil) }
func posted(u *ui.UI)             { u.Post(nil) }
func handler(list *tview.List, app *tview.Application) {
	list.SetSelectedFunc(func(int) { os.Remove("x"); app.Draw() })
}
`)), fmt.Sprintf(`
		draw: the tview loop, mode %[1]d by tview.Application.Draw
		sync: the tview loop, mode %[2]d by tview.Application.Sync, likely
		wrapped: the tview loop, mode %[1]d by ui.UI.Update and tview.Application.QueueUpdateDraw, 2 hops
		the function in handler: the tview loop, mode %[1]d by tview.Application.Draw, told on tview
		the function in handler: disk by os.Remove, told on tview`, contract.Call, contract.PostBounded))
}

// TestLoggers: what a handler in another package does, a call of the logger does.
func TestLoggers(t *testing.T) {
	ruletest.Equal(t, effectsOf(resultOf(t, `
-- example.com/sink/sink.go --
package sink

import (
	"context"
	"log/slog"
	"net/http"
)

type Handler struct{ slog.Handler }

func (h *Handler) Handle(context.Context, slog.Record) error { http.Post("x", "y", nil); return nil }
-- example.com/a/a.go --
package a

import (
	"example.com/sink"
	"log/slog"
)

func set() { slog.SetDefault(slog.New(&sink.Handler{})) }
func use() { slog.Info("x") }
`)), `use: net by slog.Info and http.RoundTripper.RoundTrip, 4 hops, likely`)
}

// TestTold: what a package says of its own handlers is not said again of what calls them.
func TestTold(t *testing.T) {
	const src = `
-- example.com/page/page.go --
package page

import (
	"os"

	tea "charm.land/bubbletea/v2"
)

type Page struct{}

func (p Page) Init() tea.Cmd { return nil }
func (p Page) View() tea.View { return tea.View{} }
func (p Page) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	os.Remove("x")
	return p, nil
}
-- example.com/a/a.go --
package a

import "example.com/page"

func update(p page.Page) { p.Update(nil) }
`
	r := resultOf(t, ruletest.Tea, src)
	ruletest.Equal(t, effectsOf(r), "update: disk by page.Page.Update and os.Remove, 2 hops, told on bubbletea")
	tea, other := contract.LoopID{Owner: "bubbletea"}, contract.LoopID{Owner: "tview"}
	told := r.Func(inOrder(r)[0])
	e := told[0]
	if !e.ToldOn(tea) || e.ToldOn(other) || (Effect{}).ToldOn(contract.LoopID{}) {
		t.Errorf("%s is told on another loop than bubbletea's", spell(e))
	}
}
