// Package fynepkg touches widgets off the loop through another package's methods.
package fynepkg

import (
	"time"

	"example.com/corpus/src/loopowner/fynepkg/views"
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

func work(main *views.Main) {
	go func() {
		main.Show("working") // want `main.Show touches a widget.Label off the fyne loop: it calls m.Status.SetText.* \(and 2 more here\)`
		time.Sleep(time.Second)
		main.Reset()
		main.Status.SetText("done")
	}()
	go func() {
		main.Reset() // want "main.Reset touches a widget.Entry off the fyne loop"
	}()
	go func() {
		main.Status.SetText("done") // want "main.Status.SetText touches a widget.Label off the fyne loop"
	}()
	go main.Show("also working") // want "off the fyne loop"
}

// posted goes through the loop.
func posted(main *views.Main) {
	go func() {
		main.Post("working")
		fyne.DoAndWait(main.Reset)
	}()
}

// tapped is on the loop already.
func tapped(main *views.Main) *widget.Button {
	return widget.NewButton("Reset", func() {
		main.Reset()
		main.Show("reset")
	})
}
