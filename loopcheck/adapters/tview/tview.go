// Package tview lets the loopcheck harness watch the loop of a tview application.
package tview

import (
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"github.com/loopcheck/loopcheck/loopcheck"
)

// Watch makes root the application's root, full screen and with the focus, and lets
// the harness watch what runs on the application's loop, called "tview": keys and
// mouse events, whatever handles them, and drawing; see [loopcheck.Watcher]. Call it
// instead of SetRoot, after SetInputCapture and SetMouseCapture. Functions that
// QueueUpdate hands over are watched if they begin with defer w.Begin()(). In a
// bubble the application needs a tcell.SimulationScreen.
func Watch(tb testing.TB, app *tview.Application, root tview.Primitive, opts ...loopcheck.Option) *loopcheck.Watcher {
	tb.Helper()
	w := loopcheck.Watch(tb, "tview", opts...)
	if keys := app.GetInputCapture(); keys != nil {
		app.SetInputCapture(func(e *tcell.EventKey) *tcell.EventKey {
			defer w.Begin()()
			return keys(e)
		})
	}
	if mouse := app.GetMouseCapture(); mouse != nil {
		app.SetMouseCapture(func(e *tcell.EventMouse, a tview.MouseAction) (*tcell.EventMouse, tview.MouseAction) {
			defer w.Begin()()
			return mouse(e, a)
		})
	}
	app.SetRoot(primitive{root, w}, true)
	return w
}

// A primitive is a watched primitive.
type primitive struct {
	tview.Primitive
	watcher *loopcheck.Watcher
}

func (p primitive) Draw(screen tcell.Screen) {
	defer p.watcher.Begin()()
	p.Primitive.Draw(screen)
}

func (p primitive) InputHandler() func(*tcell.EventKey, func(tview.Primitive)) {
	handle := p.Primitive.InputHandler()
	if handle == nil {
		return nil
	}
	return func(e *tcell.EventKey, setFocus func(tview.Primitive)) {
		defer p.watcher.Begin()()
		handle(e, setFocus)
	}
}

func (p primitive) MouseHandler() func(tview.MouseAction, *tcell.EventMouse, func(tview.Primitive)) (bool, tview.Primitive) {
	handle := p.Primitive.MouseHandler()
	if handle == nil {
		return nil
	}
	return func(a tview.MouseAction, e *tcell.EventMouse, setFocus func(tview.Primitive)) (bool, tview.Primitive) {
		defer p.watcher.Begin()()
		return handle(a, e, setFocus)
	}
}
