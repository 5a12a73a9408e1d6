package fyne

import (
	"fyne.io/fyne/v2/widget"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var widgetOffLoop = twins.Twin{
	File:    "widget_off_loop",
	Bug:     "a goroutine that loads an artist hides a button without fyne.Do",
	Retells: "dweymouth/supersonic, commit fa2e998e",
	Rule:    "loopowner",
	Kind:    loopcheck.WrongGoroutine,
	Buggy: func(t *loopcheck.T) {
		d := start(t)
		h := &header{play: &widget.Button{}, watcher: d.watcher}
		t.Wait()
		go h.load()
		t.Wait()
		d.close()
	},
	Fixed: func(t *loopcheck.T) {
		d := start(t)
		h := &header{play: &widget.Button{}, watcher: d.watcher}
		t.Wait()
		go h.loadAndHandOver(func(f func()) { d.events <- f })
		t.Wait()
		d.close()
	},
}

type header struct {
	play    *widget.Button
	watcher *loopcheck.Watcher
}

func (h *header) load() {
	h.watcher.Check("header.play")
	h.play.Hide()
}

// The fixed twin.

// loadAndHandOver leaves the button to the loop; do stands for fyne.Do.
func (h *header) loadAndHandOver(do func(func())) {
	do(func() {
		h.watcher.Check("header.play")
		h.play.Hidden = true
	})
}
