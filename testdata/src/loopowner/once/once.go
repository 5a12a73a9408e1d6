// Package once touches windows in what runs once: the caller that comes first has
// done it, and nobody says that this is the goroutine.
package once

import (
	"sync"

	"example.com/corpus/src/loopowner/once/ui"
	"fyne.io/fyne/v2/widget"
)

var (
	made, drawn, cleared sync.Once
	status               *widget.Label
)

// issueOnceAbroad: another package's window was made before the goroutine started.
func issueOnceAbroad() {
	println(ui.Manager())
	go func() {
		println(ui.Manager())
		ui.Restart() // want "ui.Restart touches a fyne.Window off the fyne loop: it calls splash.Show"
	}()
}

// issueOnceHere: so was this one's.
func issueOnceHere() {
	println(label())
	go func() {
		println(label())
	}()
}

func label() string {
	made.Do(func() {
		status = widget.NewLabel("")
		status.SetText("made")
		func() { status.Show() }()
		greet()
	})
	status.Hide() // want "status.Hide touches a widget.Label off the fyne loop"
	return "label"
}

func greet() { status.SetText("hello") }

// issueOnceBefore: the function that starts the goroutine has done it.
func issueOnceBefore() {
	draw := func() { status.SetText("drawn") }
	drawn.Do(draw)
	go func() {
		drawn.Do(func() { status.SetText("drawn") })
	}()
}

// alone is the only one to do it.
func alone() {
	go func() {
		cleared.Do(func() {
			status.SetText("") // want "status.SetText touches a widget.Label off the fyne loop"
		})
	}()
}
