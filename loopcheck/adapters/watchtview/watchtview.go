// Package watchtview lets the test harness watch a tview application: the loop that
// draws it and handles its keys and mouse.
//
//	w := loopcheck.Watch(t, "tview")
//	app.SetRoot(watchtview.Root(w, table), true)
//
// A handler that blocks is then a finding, with the stack while it blocks. What is
// passed to QueueUpdate runs beside the root: pass [Update] of it.
package watchtview

import (
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"github.com/loopcheck/loopcheck/loopcheck"
)

// Root returns p with its Draw and its handlers, and so those of all that it holds,
// as handlers of the loop that w watches.
func Root(w *loopcheck.Watcher, p tview.Primitive) tview.Primitive { return root{p, w} }

// Update returns f, for QueueUpdate and QueueUpdateDraw, as a handler of that loop.
func Update(w *loopcheck.Watcher, f func()) func() {
	return func() { w.Handle(f) }
}

type root struct {
	tview.Primitive
	w *loopcheck.Watcher
}

func (r root) Draw(screen tcell.Screen) {
	defer r.w.Begin()()
	r.Primitive.Draw(screen)
}

func (r root) InputHandler() func(*tcell.EventKey, func(tview.Primitive)) {
	handle := r.Primitive.InputHandler()
	if handle == nil {
		return nil
	}
	return func(key *tcell.EventKey, setFocus func(tview.Primitive)) {
		defer r.w.Begin()()
		handle(key, setFocus)
	}
}

func (r root) MouseHandler() func(tview.MouseAction, *tcell.EventMouse, func(tview.Primitive)) (bool, tview.Primitive) {
	handle := r.Primitive.MouseHandler()
	if handle == nil {
		return nil
	}
	return func(action tview.MouseAction, event *tcell.EventMouse, setFocus func(tview.Primitive)) (bool, tview.Primitive) {
		defer r.w.Begin()()
		return handle(action, event, setFocus)
	}
}

func (r root) PasteHandler() func(string, func(tview.Primitive)) {
	handle := r.Primitive.PasteHandler()
	if handle == nil {
		return nil
	}
	return func(text string, setFocus func(tview.Primitive)) {
		defer r.w.Begin()()
		handle(text, setFocus)
	}
}
