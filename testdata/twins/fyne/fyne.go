// Package fyne has twins that run on the loop of a Fyne window. The loop is a
// stand-in, since Fyne's own needs a screen; the widgets are Fyne's.
package fyne

import (
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

// Twins are the pairs of this folder.
var Twins = []twins.Twin{fetchOnTap, widgetOffLoop}

// A driver runs events and what fyne.Do hands over.
type driver struct {
	events  chan func()
	watcher *loopcheck.Watcher
}

func start(t *loopcheck.T) *driver {
	d := &driver{events: make(chan func(), 8), watcher: loopcheck.Watch(t, "fyne")}
	t.Go("driver", func() {
		d.watcher.Own()
		for f := range d.events {
			d.watcher.Handle(f)
		}
	})
	return d
}

// tap lets the user tap, and then wait.
func (d *driver) tap(t *loopcheck.T, tapped func()) {
	d.events <- tapped
	time.Sleep(time.Minute)
	t.Wait()
}

func (d *driver) close() { close(d.events) }
