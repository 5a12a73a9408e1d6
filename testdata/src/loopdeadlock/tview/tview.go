// Package tview waits for the tview loop in what the tview loop calls.
package tview

import (
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

// keys redraws from a key handler.
func keys(app *tview.Application, view *tview.TextView) {
	app.SetInputCapture(func(event *tcell.EventKey) *tcell.EventKey {
		switch event.Key() {
		case tcell.KeyF1:
			view.SetText("help")
			app.Draw() // want "app.Draw waits for the tview loop"
		case tcell.KeyF2:
			app.QueueUpdate(func() { view.Clear() }) // want "app.QueueUpdate waits for the tview loop"
		}
		return event
	})
}

// buttons update from buttons, at once and by way of a helper.
func buttons(p *page) *tview.Form {
	return tview.NewForm().
		AddButton("Save", func() {
			p.app.QueueUpdateDraw(func() { // want "p.app.QueueUpdateDraw waits for the tview loop"
				p.status.SetText("saved")
			})
		}).
		AddButton("Load", p.load).
		AddButton("Clear", func() { p.show("") })
}

type page struct {
	app    *tview.Application
	status *tview.TextView
	list   *tview.List
}

func (p *page) load() {
	p.list.Clear()
	p.show("loading")
}

// show is called by button handlers.
func (p *page) show(text string) {
	p.app.QueueUpdateDraw(func() { p.status.SetText(text) }) // want "waits for the tview loop"
}

// nested queues from what is queued.
func nested(p *page) {
	go p.app.QueueUpdate(func() {
		p.status.SetText("one")
		p.app.QueueUpdateDraw(func() { // want "waits for the tview loop"
			p.status.SetText("two")
		})
	})
}

// A gauge draws itself, and asks to be drawn.
type gauge struct {
	*tview.Box
	app   *tview.Application
	value int
}

func (g *gauge) InputHandler() func(event *tcell.EventKey, setFocus func(p tview.Primitive)) {
	return g.WrapInputHandler(func(event *tcell.EventKey, setFocus func(p tview.Primitive)) {
		g.value++
		g.app.Draw() // want "waits for the tview loop"
	})
}

func (g *gauge) Draw(screen tcell.Screen) {
	g.DrawForSubclass(screen, g)
	if g.value > 10 {
		g.value = 0
		g.app.Draw() // want "waits for the tview loop"
	}
}

// A shell embeds the application and calls it by its promoted methods.
type shell struct {
	*tview.Application
	prompt *tview.InputField
}

func (s *shell) init() {
	s.prompt.SetDoneFunc(func(key tcell.Key) {
		s.QueueUpdateDraw(func() { s.prompt.SetText("") }) // want "s.QueueUpdateDraw waits for the tview loop"
	})
}

// goroutinesMayWait is what QueueUpdate is for.
func goroutinesMayWait(p *page) {
	go func() {
		for range time.Tick(time.Second) {
			p.app.QueueUpdateDraw(func() { p.status.SetText(time.Now().String()) })
		}
	}()
	p.list.SetSelectedFunc(func(int, string, string, rune) {
		go p.app.Draw()
		go func() {
			p.app.QueueUpdate(func() { p.list.Clear() })
		}()
	})
}

// textViewChangedMayDraw: this callback has a goroutine of its own.
func textViewChangedMayDraw(app *tview.Application, view *tview.TextView) {
	view.SetChangedFunc(func() { app.Draw() })
}

// onTheLoopJustDoIt touches what the loop owns, draws at once, or posts to a queue with plenty of room.
func onTheLoopJustDoIt(p *page) {
	p.list.SetSelectedFunc(func(int, string, string, rune) {
		p.status.SetText("selected")
		p.app.SetFocus(p.status)
		p.app.ForceDraw()
		p.app.Sync()
	})
	p.list.SetDoneFunc(func() { p.app.Stop() })
}

// handlersOfNobody is a function that is not known to be a handler.
func handlersOfNobody(p *page) func() {
	return func() { p.app.Draw() }
}
