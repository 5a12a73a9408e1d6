package watchtview_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/adapters/watchtview"
)

//loopcheck:ignore loopblock the bug that the test plants
func load() string {
	time.Sleep(time.Second)
	return "loaded"
}

// An actor is what a test's handler does with the application.
type actor func(app *tview.Application, list *tview.List)

// press runs an application on a simulated screen, in a bubble, presses Enter in
// its list, and returns what was found. act runs in the list's handler.
func press(t *testing.T, act actor) []loopcheck.Finding {
	var found []loopcheck.Finding
	loopcheck.Run(t, func(t *loopcheck.T) {
		w := loopcheck.Watch(t, "list")
		app, list := tview.NewApplication(), tview.NewList()
		list.AddItem("first", "", 0, func() { act(app, list) })
		screen := tcell.NewSimulationScreen("UTF-8")
		if err := screen.Init(); err != nil {
			t.Fatal(err)
		}
		app.SetScreen(screen).SetRoot(watchtview.Root(w, list), true)
		t.Go("keys", func() {
			screen.InjectKey(tcell.KeyEnter, 0, tcell.ModNone)
			time.Sleep(time.Minute)
			app.Stop()
		})
		if err := app.Run(); err != nil {
			t.Error(err)
		}
	}, loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) }))
	return found
}

func TestHandlerThatBlocks(t *testing.T) {
	found := press(t, func(_ *tview.Application, list *tview.List) { list.SetTitle(load()) })
	if len(found) != 1 || found[0].Kind != loopcheck.SlowCallback {
		t.Fatalf("found %v", found)
	}
	f := found[0]
	if f.Loop != "list" || f.Rule != "loopblock" || !strings.Contains(f.Stack.String(), "watchtview_test.load") {
		t.Errorf("found %v", f)
	}
}

func TestHandlerThatHandsOver(t *testing.T) {
	title := ""
	found := press(t, func(app *tview.Application, list *tview.List) {
		go func() {
			text := load()
			app.QueueUpdate(func() { list.SetTitle(text); title = list.GetTitle() })
		}()
	})
	if len(found) > 0 {
		t.Errorf("found %v", found)
	}
	if title != "loaded" {
		t.Errorf("the title is %q", title)
	}
}

func TestUpdateThatBlocks(t *testing.T) {
	var found []loopcheck.Finding
	loopcheck.Run(t, func(t *loopcheck.T) {
		watchtview.Update(loopcheck.Watch(t, "queue"), func() { load() })()
	}, loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) }))
	if len(found) != 1 || found[0].Kind != loopcheck.SlowCallback || found[0].Loop != "queue" {
		t.Errorf("found %v", found)
	}
}

func TestHandlerThatWaitsForItsLoop(t *testing.T) {
	found := press(t, func(app *tview.Application, list *tview.List) {
		//loopcheck:ignore loopdeadlock the bug that the test plants
		app.QueueUpdate(func() { list.SetTitle("never") })
	})
	if len(found) == 0 || found[0].Kind != loopcheck.Deadlock || found[0].Loop != "list" {
		t.Errorf("found %v", found)
	}
}
