// Package fynewrap waits for the fyne loop through wrappers of another package.
package fynewrap

import (
	"example.com/corpus/src/loopdeadlock/fynewrap/uithread"
	"fyne.io/fyne/v2/widget"
)

func form(entry *widget.Entry, status *widget.Label) *widget.Form {
	entry.OnChanged = func(text string) {
		uithread.Run(func() { status.SetText(text) }) // want "uithread.Run waits for the fyne loop"
	}
	f := widget.NewForm(widget.NewFormItem("Name", entry))
	f.OnSubmit = func() {
		name := uithread.Ask(func() string { return entry.Text }) // want "uithread.Ask waits for the fyne loop"
		status.SetText(name)
	}
	f.OnCancel = func() {
		uithread.Post(entry.Refresh)
	}
	return f
}

// asksFromAGoroutine waits where waiting is right.
func asksFromAGoroutine(entry *widget.Entry, names chan<- string) {
	go func() {
		names <- uithread.Ask(func() string { return entry.Text })
	}()
	entry.OnSubmitted = func(string) {
		go uithread.Run(entry.Refresh)
	}
}
