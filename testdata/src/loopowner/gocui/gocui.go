// Package gocui has views, which belong to the main loop, and a manager of its own.
package gocui

import (
	"fmt"

	"github.com/awesome-gocui/gocui"
)

type panel struct {
	name  string
	lines []string
	g     *gocui.Gui
}

// Layout is called by the main loop.
func (p *panel) Layout(g *gocui.Gui) error {
	v, err := g.SetView(p.name, 0, 0, 20, len(p.lines)+1, 0)
	if err != nil {
		return err
	}
	v.Clear()
	for _, line := range p.lines {
		fmt.Fprintln(v, line)
	}
	return nil
}

// follow adds what comes beside the loop that lays it out.
func (p *panel) follow(in <-chan string) {
	go func() {
		for line := range in {
			p.lines = append(p.lines, line) // want "p.lines is written off the gocui loop"
		}
	}()
}

// followOnLoop has the loop do it.
func (p *panel) followOnLoop(in <-chan string) {
	go func() {
		for line := range in {
			p.g.Update(func(*gocui.Gui) error {
				p.lines = append(p.lines, line)
				return nil
			})
		}
	}()
}

// title sets a view's in a goroutine.
func title(v *gocui.View, in <-chan string) {
	go func() {
		v.Title = <-in // want "v.Title is written off the gocui loop"
		v.Clear()
	}()
}

// focus is told by a goroutine which view is to have it.
func focus(g *gocui.Gui, names <-chan string) {
	go func() {
		for name := range names {
			g.SetCurrentView(name) // want "g.SetCurrentView touches a gocui.Gui off the gocui loop"
		}
	}()
}

func run() error {
	g, err := gocui.NewGui(gocui.OutputNormal, false)
	if err != nil {
		return err
	}
	defer g.Close()
	p := &panel{name: "log", g: g}
	p.lines = []string{"first"}
	g.SetManager(p)
	g.SetKeybinding("", 'c', gocui.ModNone, func(g *gocui.Gui, v *gocui.View) error {
		p.lines = nil
		return nil
	})
	return g.MainLoop()
}
