// Package tviewpkg touches primitives off the loop through another package's functions.
package tviewpkg

import (
	"time"

	"example.com/corpus/src/loopowner/tviewpkg/widgets"
	"github.com/rivo/tview"
)

func watch(status *widgets.Status, list *tview.List, names <-chan []string) {
	go func() {
		for batch := range names {
			widgets.Fill(list, batch) // want "off the tview loop"
		}
	}()
	go status.Add("started", time.Now().String()) // want "off the tview loop"
	go tick(status)
}

func tick(status *widgets.Status) {
	for now := range time.Tick(time.Second) {
		status.Add("tick", now.String()) // want "status.Add .*off the tview loop"
	}
}

// throughTheLoop posts, directly or by the wrapper that does.
func throughTheLoop(app *tview.Application, status *widgets.Status, list *tview.List) {
	go func() {
		status.Post("posted", "yes")
		app.QueueUpdateDraw(func() { widgets.Fill(list, nil) })
		println(status.Len())
	}()
}

// onTheLoop calls the same functions from a handler.
func onTheLoop(status *widgets.Status, list *tview.List) {
	list.SetSelectedFunc(func(i int, main, secondary string, shortcut rune) {
		status.Add(main, secondary)
		widgets.Fill(list, nil)
	})
}

// freshList is filled before anybody sees it.
func freshList(app *tview.Application) {
	go func() {
		list := tview.NewList()
		widgets.Fill(list, []string{"one", "two"})
		app.QueueUpdateDraw(func() { app.SetRoot(list, true) })
	}()
}
