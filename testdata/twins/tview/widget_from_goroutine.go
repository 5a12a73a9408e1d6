package tview

import (
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var widgetFromGoroutine = twins.Twin{
	File:    "widget_from_goroutine",
	Bug:     "a goroutine that follows changes sets a table's title by itself",
	Retells: "jorgerojas26/lazysql, pull/311",
	Rule:    "loopowner",
	Kind:    loopcheck.WrongGoroutine,
	Buggy: func(t *loopcheck.T) {
		w := open(t)
		w.show(t)
		changes := make(chan string)
		go w.follow(changes)
		changes <- "two"
		close(changes)
		time.Sleep(time.Second)
		w.close()
	},
	Fixed: func(t *loopcheck.T) {
		w := open(t)
		w.show(t)
		changes := make(chan string)
		go w.followInLoop(changes)
		changes <- "two"
		close(changes)
		time.Sleep(time.Second)
		w.close()
	},
}

func (w *window) follow(changes <-chan string) {
	for title := range changes {
		w.watcher.Check("table.title")
		w.table.SetTitle(title)
	}
}

// The fixed twin.

func (w *window) followInLoop(changes <-chan string) {
	for title := range changes {
		w.app.QueueUpdateDraw(func() {
			w.watcher.Check("table.title")
			w.table.SetTitle(title)
		})
	}
}
