// Package ui wraps a tview application, as most programs do.
package ui

import "github.com/rivo/tview"

// An App is an application with a status line.
type App struct {
	*tview.Application
	Status *tview.TextView
}

// Update runs f on the loop and waits for it.
func (a *App) Update(f func()) { a.Application.QueueUpdateDraw(f) }

// Flash shows text in the status line.
func (a *App) Flash(text string) {
	a.Update(func() { a.Status.SetText(text) })
}

// Post runs f on the loop and does not wait.
func (a *App) Post(f func()) {
	if f != nil {
		go a.Application.QueueUpdateDraw(f)
	}
}

// QueueUpdateDraw hides the application's own, and does not wait either.
func (a *App) QueueUpdateDraw(f func()) {
	go a.Application.QueueUpdateDraw(f)
}
