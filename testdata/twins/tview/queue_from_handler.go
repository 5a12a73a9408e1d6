package tview

import (
	"github.com/gdamore/tcell/v2"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var queueFromHandler = twins.Twin{
	File:    "queue_from_handler",
	Bug:     "a key handler queues an update and waits for it",
	Retells: "wtfutil/wtf, pull/1229; jorgerojas26/lazysql, pull/311",
	Rule:    "loopdeadlock",
	Kind:    loopcheck.Deadlock,
	Buggy: func(t *loopcheck.T) {
		w := open(t)
		w.app.SetInputCapture(func(e *tcell.EventKey) *tcell.EventKey {
			w.setLoading(true)
			return e
		})
		w.show(t)
		w.press(tcell.KeyEnter)
		<-w.ended
	},
	Fixed: func(t *loopcheck.T) {
		w := open(t)
		w.app.SetInputCapture(func(e *tcell.EventKey) *tcell.EventKey {
			w.showLoading(true)
			return e
		})
		w.show(t)
		w.press(tcell.KeyEnter)
		w.close()
	},
}

func (w *window) setLoading(on bool) {
	w.app.QueueUpdateDraw(func() { w.table.SetBorder(on) })
}

// The fixed twin.

func (w *window) showLoading(on bool) { w.table.SetBorder(on) }
