// Package fyne touches widgets on goroutines that are not fyne's.
package fyne

import (
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/data/binding"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"
)

// A form is what the window shows.
type form struct {
	window   fyne.Window
	status   *widget.Label
	name     *widget.Entry
	bar      *widget.ProgressBar
	rows     *fyne.Container
	list     *widget.List
	connect  *widget.Button
	password binding.String
}

// setters calls methods of widgets from goroutines.
func (f *form) setters() {
	go func() {
		f.status.SetText("connecting") // want "f.status.SetText touches a widget.Label off the fyne loop"
	}()
	go func() {
		f.list.Refresh() // want "f.list.Refresh touches a widget.List off the fyne loop"
	}()
	go func() {
		f.window.SetTitle("connected") // want "f.window.SetTitle touches a fyne.Window off the fyne loop"
	}()
	go f.connect.Disable() // want "off the fyne loop"
	time.AfterFunc(time.Second, func() {
		f.status.Hide() // want "off the fyne loop"
	})
}

// oneHandOff is what a function lacks, however often it touches: it is told at
// the first touch.
func (f *form) oneHandOff() {
	go func() {
		println("connected")
		f.window.SetTitle("connected") // want `f.window.SetTitle touches a fyne.Window off the fyne loop.* \(and 2 more here\)`
		f.list.Refresh()
		for range 3 {
			f.status.SetText("connected")
		}
	}()
}

// fields reads and writes exported fields there.
func (f *form) fields() {
	go func() {
		f.name.Text = "" // want "f.name.Text is written off the fyne loop"
	}()
	go func() {
		user := f.name.Text // want "f.name.Text is read off the fyne loop"
		println(user)
	}()
}

// download is started by a button, with go. What its helper touches is told
// there.
func (f *form) download() {
	for i := range 10 {
		time.Sleep(time.Second)
		f.progress(float64(i) / 10)
	}
}

func (f *form) progress(v float64) {
	f.bar.SetValue(v) // want "f.bar.SetValue touches a widget.ProgressBar off the fyne loop"
}

// fail is started with go too, and shows a dialog.
func (f *form) fail() {
	dialog.ShowError(errors.New("no such file"), f.window) // want "dialog.ShowError touches .* off the fyne loop"
}

func (f *form) build() fyne.CanvasObject {
	f.connect = widget.NewButton("Connect", func() {
		f.connect.Disable()
		go f.download()
		go f.fail()
		go func() {
			f.rows.Add(widget.NewLabel("row")) // want "f.rows.Add touches a fyne.Container off the fyne loop"
		}()
	})
	return container.NewVBox(f.status, f.name, f.bar, f.connect)
}

// both is a helper of handlers and of a goroutine: the goroutine's call lacks
// the hand-off, the helper does not. One hand-off is for all that it touches.
func (f *form) both() *widget.Button {
	go func() {
		time.Sleep(time.Second)
		f.clear()     // want `f.clear touches a widget.Entry off the fyne loop: it calls name.SetText; do it in fyne.Do \(and 3 more here\)`
		f.progress(1) // download's goroutine has it told
		f.status.Hide()
		f.name.Enable()
		f.clear()
	}()
	return widget.NewButton("Clear", f.clear)
}

// issueSameTouch: goroutines of one function that begin with the same touch are one
// finding, and those of another function, or that begin with another, are not.
func (f *form) issueSameTouch() {
	go func() {
		f.clear() // want `f.clear touches a widget.Entry off the fyne loop.* \(and 2 more here\)`
	}()
	go func() {
		f.clear()
		f.status.Hide()
	}()
	go func() {
		f.status.Hide() // want "f.status.Hide touches a widget.Label off the fyne loop; do it in fyne.Do$"
	}()
}

func (f *form) clear() { f.empty(f.name) }

func (f *form) empty(name *widget.Entry) { name.SetText("") }

// passes hands an object of its own to the helpers that others give a shared one.
func (f *form) passes() {
	go func() {
		name := widget.NewEntry()
		f.empty(name)
		label(name)
		label(f.name)
		fyne.Do(func() { f.rows.Add(name) })
	}()
}

func label(name *widget.Entry) {
	name.SetPlaceHolder("name") // want "name.SetPlaceHolder touches a widget.Entry off the fyne loop"
}

// throughDo comes back to the loop for each touch.
func (f *form) throughDo() {
	go func() {
		time.Sleep(time.Second)
		fyne.Do(func() {
			f.status.SetText("done")
			f.name.Text = ""
			f.name.Refresh()
		})
		fyne.DoAndWait(f.reset)
	}()
}

// reset runs on the loop: it is only handed over.
func (f *form) reset() {
	f.bar.SetValue(0)
	f.status.SetText("")
}

// throughBindings: a binding may be set anywhere and tells the widgets.
func (f *form) throughBindings() {
	go f.password.Set("secret")
	go func() {
		text, _ := f.password.Get()
		println(text)
	}()
}

// freshWidgetsAreNobodys until they are handed over.
func (f *form) freshWidgetsAreNobodys(names []string) {
	go func() {
		box := container.NewVBox()
		for _, name := range names {
			label := widget.NewLabel("")
			label.SetText(name)
			label.Importance = widget.HighImportance
			box.Add(label)
		}
		fyne.Do(func() { f.rows.Add(box) })
	}()
}

// beforeShowMainOwnsAll.
func beforeShowMainOwnsAll(a fyne.App) {
	f := &form{window: a.NewWindow("Form"), status: widget.NewLabel(""), rows: container.NewVBox()}
	f.status.SetText("ready")
	f.status.Wrapping = fyne.TextWrapWord
	f.window.SetContent(f.rows)
	f.window.ShowAndRun()
}

// UnknownCallers may be on the loop or off it.
func (f *form) UnknownCallers(text string) {
	f.status.SetText(text)
	f.name.Text = text
}

// callbacksAreOnTheLoop.
func (f *form) callbacksAreOnTheLoop() {
	f.name.OnChanged = func(s string) {
		f.status.SetText(s)
		f.status.TextStyle.Bold = s != ""
	}
	f.list.OnSelected = func(id widget.ListItemID) { f.list.UnselectAll() }
}
