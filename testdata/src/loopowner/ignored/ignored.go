// Package ignored touches widgets on purpose, and says so.
package ignored

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

func show(w fyne.Window, label *widget.Label) {
	go func() {
		//loopcheck:ignore loopowner the window is not shown yet
		label.SetText("starting")
		label.Refresh() // want "label.Refresh touches a widget.Label off the fyne loop"
	}()
	go label.Hide() //loopcheck:ignore loopowner the window is not shown yet
	go w.Hide()     // want "w.Hide touches a fyne.Window off the fyne loop"
	fyne.Do(func() {
		// want +1 "silences nothing"
		//loopcheck:ignore loopowner it is on the loop
		label.Hide()
	})
}
