// Package gocui has key bindings, which the main loop calls.
package gocui

import (
	"time"

	"github.com/awesome-gocui/gocui"
)

func bind(g *gocui.Gui, results chan string) {
	g.SetKeybinding("", 's', gocui.ModNone, func(g *gocui.Gui, v *gocui.View) error {
		time.Sleep(time.Second) // want "time.Sleep blocks the gocui loop"
		return nil
	})
	g.SetKeybinding("", 'f', gocui.ModNone, func(g *gocui.Gui, v *gocui.View) error {
		go func() {
			time.Sleep(time.Second)
			g.Update(func(g *gocui.Gui) error { return nil })
		}()
		return nil
	})
	g.SetManagerFunc(layout)
}

func layout(g *gocui.Gui) error {
	time.Sleep(time.Second) // want "time.Sleep blocks the gocui loop"
	return nil
}
