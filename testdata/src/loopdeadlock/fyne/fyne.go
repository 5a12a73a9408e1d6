// Package fyne waits for the fyne loop in what the fyne loop calls.
package fyne

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

func buttons(a fyne.App, status *widget.Label) []*widget.Button {
	save := widget.NewButton("Save", func() {
		fyne.DoAndWait(func() { status.SetText("saved") }) // want "fyne.DoAndWait waits for the fyne loop"
	})
	load := widget.NewButton("Load", nil)
	load.OnTapped = func() { show(status, "loaded") }
	sync := widget.NewButton("Sync", func() {
		a.Driver().DoFromGoroutine(func() { status.SetText("synced") }, true) // want "waits for the fyne loop"
	})
	return []*widget.Button{save, load, sync}
}

func show(status *widget.Label, text string) {
	fyne.DoAndWait(func() { status.SetText(text) }) // want "waits for the fyne loop"
}

// nested waits in what it hands over.
func nested(status *widget.Label) {
	go fyne.Do(func() {
		status.SetText("one")
		fyne.DoAndWait(func() { status.SetText("two") }) // want "waits for the fyne loop"
	})
}

// again runs the application that runs this.
func again(a fyne.App) *fyne.MenuItem {
	return fyne.NewMenuItem("New window", func() {
		w := a.NewWindow("Another")
		w.ShowAndRun() // want "w.ShowAndRun waits for the fyne loop"
	})
}

// another shows a window, and the running application does the rest.
func another(a fyne.App) *fyne.MenuItem {
	return fyne.NewMenuItem("New window", func() { a.NewWindow("Another").Show() })
}

func closing(w fyne.Window) {
	w.SetOnClosed(func() {
		fyne.DoAndWait(func() { w.SetTitle("closed") }) // want "waits for the fyne loop"
	})
}

// A dial is a widget: the driver calls Dragged.
type dial struct {
	widget.BaseWidget
	label *widget.Label
}

func (d *dial) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(d.label) }

func (d *dial) DragEnd() {}

func (d *dial) Dragged(event *fyne.DragEvent) {
	fyne.DoAndWait(d.label.Refresh) // want "waits for the fyne loop"
}

// postingOnTheLoop is idle, but waits for nothing.
func postingOnTheLoop(a fyne.App, status *widget.Label) *widget.Button {
	return widget.NewButton("Post", func() {
		fyne.Do(func() { status.SetText("later") })
		a.Driver().DoFromGoroutine(func() { status.SetText("later still") }, false)
	})
}

// waitingOnAGoroutine is what DoAndWait is for.
func waitingOnAGoroutine(status *widget.Label) *widget.Button {
	go func() {
		for range time.Tick(time.Second) {
			fyne.DoAndWait(func() { status.SetText(time.Now().String()) })
		}
	}()
	return widget.NewButton("Work", func() {
		go fyne.DoAndWait(func() { status.SetText("working") })
		go func() {
			time.Sleep(time.Second)
			fyne.DoAndWait(status.Refresh)
		}()
	})
}

// FromAnywhere has no callers in sight.
func FromAnywhere(f func()) { fyne.DoAndWait(f) }
