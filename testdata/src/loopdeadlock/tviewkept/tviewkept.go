// Package tviewkept hands functions to a panel that keeps them.
package tviewkept

import (
	"example.com/corpus/src/loopdeadlock/tviewkept/panel"
	"github.com/rivo/tview"
)

func start(app *tview.Application, p *panel.Panel) {
	p.SetQueue(func(update func()) {
		app.QueueUpdateDraw(update)
	})
	p.SetChanged(func(text string) {
		app.QueueUpdateDraw(func() { p.Table.Clear() }) // want "app.QueueUpdateDraw waits for the tview loop"
	})
	p.Start()
}
