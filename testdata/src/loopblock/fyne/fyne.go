// Package fyne blocks in the callbacks of widgets, windows and drivers.
package fyne

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/data/binding"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"
)

// buttons blocks in constructor arguments, fields and literals.
func buttons(w fyne.Window, status *widget.Label) fyne.CanvasObject {
	wait := widget.NewButton("Wait", func() {
		time.Sleep(2 * time.Second) // want "time.Sleep blocks the fyne loop for 2s"
	})
	load := widget.NewButton("Load", nil)
	load.OnTapped = func() {
		body, err := exec.Command("fortune").Output() // want "blocks the fyne loop"
		if err == nil {
			status.SetText(string(body))
		}
	}
	build := &widget.Button{
		Text: "Build",
		OnTapped: func() {
			exec.Command("make").Run() // want "blocks the fyne loop"
		},
	}
	icon := widget.NewButton("Icon", nil)
	icon.OnTapped = func() {
		image, err := fyne.LoadResourceFromURLString("https://example.com/icon.png") // want "blocks the fyne loop"
		if err == nil {
			icon.SetIcon(image)
		}
	}
	refresh := widget.NewButton("Refresh", func() { showStatus(status) })
	return container.NewVBox(wait, load, build, icon, refresh)
}

func showStatus(status *widget.Label) {
	resp, err := http.Get("https://example.com") // want "blocks the fyne loop"
	if err != nil {
		status.SetText(err.Error())
		return
	}
	defer resp.Body.Close()
	status.SetText(resp.Status)
}

// inputs blocks in what the user's typing and choosing calls.
func inputs(w fyne.Window) fyne.CanvasObject {
	host := widget.NewEntry()
	host.OnSubmitted = func(name string) {
		addrs, _ := net.LookupHost(name) // want "blocks the fyne loop"
		host.SetText(addrs[0])
	}
	verbose := widget.NewCheck("Verbose", func(on bool) {
		os.RemoveAll("verbose") // want "blocks the fyne loop"
	})
	files := widget.NewList(
		func() int {
			entries, _ := os.ReadDir(".") // want "blocks the fyne loop"
			return len(entries)
		},
		func() fyne.CanvasObject { return widget.NewLabel("") },
		func(id widget.ListItemID, o fyne.CanvasObject) { o.(*widget.Label).SetText("file") },
	)
	return container.NewBorder(host, verbose, nil, nil, files)
}

// windows blocks in what windows, menus and dialogs call.
func windows(w fyne.Window, done chan struct{}) {
	w.SetCloseIntercept(func() {
		<-done // want "blocks the fyne loop"
		w.Close()
	})
	w.SetMainMenu(fyne.NewMainMenu(fyne.NewMenu("File",
		fyne.NewMenuItem("Save", func() {
			exec.Command("git", "commit").Run() // want "blocks the fyne loop"
		}),
	)))
	dialog.ShowConfirm("Delete", "Really?", func(ok bool) {
		if ok {
			os.RemoveAll("draft") // want "blocks the fyne loop"
		}
	}, w)
}

// fetchesInsideDo comes back to the loop before it waits.
func fetchesInsideDo(status *widget.Label) {
	go fyne.Do(func() {
		_, err := http.Head("https://example.com") // want "blocks the fyne loop"
		status.SetText(errorText(err))
	})
}

func errorText(err error) string {
	if err != nil {
		return err.Error()
	}
	return "ok"
}

// A card is a widget of the program's own: the driver calls Tapped.
type card struct {
	widget.BaseWidget
	path string
}

func (c *card) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(widget.NewLabel(c.path))
}

func (c *card) Tapped(*fyne.PointEvent) {
	c.open()
}

func (c *card) open() {
	exec.Command("xdg-open", c.path).Run() // want "blocks the fyne loop"
}

// fetchesOnAGoroutine waits there and hands the answer to the loop.
func fetchesOnAGoroutine(status *widget.Label) *widget.Button {
	return widget.NewButton("Refresh", func() {
		go func() {
			_, err := http.Head("https://example.com")
			fyne.Do(func() { status.SetText(errorText(err)) })
		}()
	})
}

// savesThroughABinding lets the binding tell the widgets.
func savesThroughABinding(text binding.String) {
	go func() {
		body, err := os.ReadFile("notes")
		if err == nil {
			text.Set(string(body))
		}
	}()
}

// readsBeforeTheWindowShows runs while main still owns everything.
func readsBeforeTheWindowShows(a fyne.App) {
	body, _ := os.ReadFile("notes")
	w := a.NewWindow("Notes")
	w.SetContent(widget.NewLabel(string(body)))
	w.ShowAndRun()
}

// callbacksThatCompute do what callbacks are for.
func callbacksThatCompute(list *widget.List, wake chan int) {
	seen := map[int]int{}
	list.OnSelected = func(id widget.ListItemID) {
		seen[id]++
		body, _ := json.Marshal(seen)
		select {
		case wake <- len(body):
		default:
		}
		time.Sleep(time.Millisecond)
	}
	cmd := exec.Command("make")
	list.OnUnselected = func(widget.ListItemID) {
		go cmd.Run()
	}
}
