// Package tviewwrap waits for the tview loop through wrappers of another package.
package tviewwrap

import (
	"example.com/corpus/src/loopdeadlock/tviewwrap/ui"
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

func setup(app *ui.App, list *tview.List) {
	list.SetSelectedFunc(func(i int, main, secondary string, shortcut rune) {
		app.Update(func() { list.RemoveItem(i) }) // want "app.Update waits for the tview loop"
	})
	list.SetDoneFunc(func() { reset(app) })
	go app.Update(func() {
		app.Update(func() { list.Clear() }) // want "app.Update waits for the tview loop"
	})
}

func reset(app *ui.App) {
	app.Flash("reset") // want "app.Flash waits for the tview loop"
}

// postsDoNotWait: these wrappers wait on a goroutine of their own.
func postsDoNotWait(app *ui.App, list *tview.List) {
	list.SetSelectedFunc(func(i int, main, secondary string, shortcut rune) {
		app.Post(func() { list.RemoveItem(i) })
	})
	app.SetInputCapture(func(event *tcell.EventKey) *tcell.EventKey {
		app.QueueUpdateDraw(func() { list.Clear() })
		return event
	})
}

// wrappersOnGoroutines wait where waiting is right.
func wrappersOnGoroutines(app *ui.App, list *tview.List) {
	go app.Flash("started")
	list.SetDoneFunc(func() {
		go func() { app.Update(func() { list.Clear() }) }()
	})
}
