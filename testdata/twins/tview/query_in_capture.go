package tview

import (
	"net"

	"github.com/gdamore/tcell/v2"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var queryInCapture = twins.Twin{
	File:    "query_in_capture",
	Bug:     "a key handler sorts a table by asking the database",
	Retells: "jorgerojas26/lazysql, pull/311",
	Rule:    "loopblock",
	Kind:    loopcheck.SlowCallback,
	Buggy: func(t *loopcheck.T) {
		w := open(t)
		w.sortOnEnter(twins.Server(t))
		w.show(t)
		w.press(tcell.KeyEnter)
		w.close()
	},
	Fixed: func(t *loopcheck.T) {
		w := open(t)
		w.sortOnEnterLater(twins.Server(t))
		w.show(t)
		w.press(tcell.KeyEnter)
		w.close()
	},
}

func (w *window) sortOnEnter(db net.Conn) {
	w.app.SetInputCapture(func(e *tcell.EventKey) *tcell.EventKey {
		if e.Key() == tcell.KeyEnter {
			w.sortBy(db)
		}
		return e
	})
}

func (w *window) sortBy(db net.Conn) {
	w.table.SetTitle(twins.Ask(db))
}

// The fixed twin.

func (w *window) sortOnEnterLater(db net.Conn) {
	w.app.SetInputCapture(func(e *tcell.EventKey) *tcell.EventKey {
		if e.Key() == tcell.KeyEnter {
			go w.sortLater(db)
		}
		return e
	})
}

func (w *window) sortLater(db net.Conn) {
	title := twins.Ask(db)
	w.app.QueueUpdateDraw(func() { w.table.SetTitle(title) })
}
