package tview_test

import (
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"github.com/loopcheck/loopcheck/loopcheck"
	adapter "github.com/loopcheck/loopcheck/loopcheck/adapters/tview"
)

// press presses Enter on a button that calls f, and returns what is found.
func press(t *testing.T, f func(app *tview.Application)) (found []loopcheck.Finding) {
	take := loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) })
	loopcheck.Run(t, func(t *loopcheck.T) {
		app := tview.NewApplication().SetScreen(tcell.NewSimulationScreen(""))
		app.SetInputCapture(func(e *tcell.EventKey) *tcell.EventKey { return e })
		button := tview.NewButton("go").SetSelectedFunc(func() { f(app) })
		adapter.Watch(t, app, button)
		ended := make(chan struct{})
		t.Go("application", func() { defer close(ended); app.Run() })
		t.Wait()
		app.QueueEvent(tcell.NewEventKey(tcell.KeyEnter, 0, 0))
		time.Sleep(time.Minute)
		app.Stop()
		<-ended
	}, take)
	return found
}

func TestWatch(t *testing.T) {
	pressed := false
	if found := press(t, func(*tview.Application) { pressed = true }); len(found) != 0 || !pressed {
		t.Errorf("pressed %v, found %v", pressed, found)
	}
}

func TestWatchFindsASlowHandler(t *testing.T) {
	found := press(t, func(*tview.Application) { time.Sleep(time.Second) }) //loopcheck:ignore loopblock the bug that the test plants
	if len(found) != 1 || found[0].Kind != loopcheck.SlowCallback || found[0].Loop != "tview" {
		t.Errorf("found %v, want a slow callback", found)
	}
}

func TestWatchFindsADeadlock(t *testing.T) {
	found := press(t, func(app *tview.Application) { app.QueueUpdateDraw(func() {}) }) //loopcheck:ignore loopdeadlock the bug that the test plants
	if len(found) != 1 || found[0].Kind != loopcheck.Deadlock || found[0].Loop != "tview" {
		t.Errorf("found %v, want a deadlock", found)
	}
}
