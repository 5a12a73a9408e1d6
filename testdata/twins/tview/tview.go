// Package tview has twins that run in a tview application.
package tview

import (
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

// Twins are the pairs of this folder.
var Twins = []twins.Twin{queryInCapture, queueFromHandler, widgetFromGoroutine}

// A window is an application on a screen that is not there.
type window struct {
	app     *tview.Application
	table   *tview.Table
	watcher *loopcheck.Watcher
	screen  tcell.SimulationScreen
	ended   chan struct{}
}

// open makes a window; show runs it.
func open(t *loopcheck.T) *window {
	w := &window{
		app:     tview.NewApplication(),
		table:   tview.NewTable(),
		watcher: loopcheck.Watch(t, "tview"),
		screen:  tcell.NewSimulationScreen(""),
		ended:   make(chan struct{}),
	}
	w.app.SetScreen(w.screen).SetRoot(w.table, true)
	return w
}

// show runs the application, with handlers that the watcher sees.
func (w *window) show(t *loopcheck.T) {
	if keys := w.app.GetInputCapture(); keys != nil {
		w.app.SetInputCapture(func(e *tcell.EventKey) *tcell.EventKey {
			defer w.watcher.Begin()()
			return keys(e)
		})
	}
	t.Go("application", func() {
		defer close(w.ended)
		w.watcher.Own()
		w.app.Run()
	})
	t.Wait()
}

// press presses a key and gives the application time to do what it does.
func (w *window) press(key tcell.Key) {
	w.app.QueueEvent(tcell.NewEventKey(key, 0, 0))
	time.Sleep(time.Minute)
}

// close stops the application.
func (w *window) close() {
	w.app.Stop()
	<-w.ended
}
