package fyne

import (
	"net"

	"fyne.io/fyne/v2/widget"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var fetchOnTap = twins.Twin{
	File:    "fetch_on_tap",
	Bug:     "a button's OnTapped fetches from the network",
	Retells: "dweymouth/supersonic, commit 9b75faf9",
	Rule:    "loopblock",
	Kind:    loopcheck.SlowCallback,
	Buggy: func(t *loopcheck.T) {
		d := start(t)
		a := &artist{conn: twins.Server(t)}
		d.tap(t, a.button().OnTapped)
		d.close()
	},
	Fixed: func(t *loopcheck.T) {
		d := start(t)
		a := &artist{conn: twins.Server(t)}
		d.tap(t, a.quickButton(func(f func()) { d.events <- f }).OnTapped)
		d.close()
	},
}

type artist struct {
	conn net.Conn
	info string
}

func (a *artist) button() *widget.Button {
	b := &widget.Button{Text: "info"}
	b.OnTapped = func() { a.updateInfo() }
	return b
}

func (a *artist) updateInfo() { a.info = twins.Ask(a.conn) }

// The fixed twin.

// quickButton fetches beside the loop; do stands for fyne.Do.
func (a *artist) quickButton(do func(func())) *widget.Button {
	b := &widget.Button{Text: "info"}
	b.OnTapped = func() {
		go func() {
			info := twins.Ask(a.conn)
			do(func() { a.info = info })
		}()
	}
	return b
}
