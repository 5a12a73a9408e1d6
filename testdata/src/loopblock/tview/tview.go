// Package tview blocks in the callbacks that tview runs on its one goroutine.
package tview

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

func fetch(url string) (string, error) {
	resp, err := http.Get(url) // want "blocks the tview loop"
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	return resp.Status, nil
}

// captures blocks while the user types.
func captures(app *tview.Application, view *tview.TextView) {
	app.SetInputCapture(func(event *tcell.EventKey) *tcell.EventKey {
		if event.Key() == tcell.KeyF5 {
			time.Sleep(2 * time.Second) // want "time.Sleep blocks the tview loop for 2s"
			return nil
		}
		return event
	})
	view.SetMouseCapture(func(action tview.MouseAction, event *tcell.EventMouse) (tview.MouseAction, *tcell.EventMouse) {
		os.RemoveAll("clicks") // want "blocks the tview loop"
		return action, event
	})
	app.SetBeforeDrawFunc(func(screen tcell.Screen) bool {
		_, err := os.ReadFile("theme") // want "blocks the tview loop"
		return err != nil
	})
}

// forms blocks in what buttons and fields call.
func forms(results chan string) *tview.Form {
	form := tview.NewForm()
	form.AddInputField("Host", "", 20, nil, func(text string) {
		exec.Command("ping", "-c1", text).Run() // want "blocks the tview loop"
	})
	form.AddButton("Go", func() {
		status, err := fetch("https://example.com")
		if err == nil {
			form.SetTitle(status)
		}
	})
	form.AddButton("Wait", func() {
		form.SetTitle(<-results) // want "blocks the tview loop"
	})
	return form
}

// lists blocks in what a chosen item calls, named, bound or literal.
func lists(b *browser) *tview.List {
	list := tview.NewList()
	list.AddItem("Reload", "", 'r', b.reload)
	list.AddItem("Quit", "", 'q', func() {
		b.workers.Wait() // want "blocks the tview loop"
	})
	list.SetSelectedFunc(b.selected)
	open := func(index int, main, secondary string, shortcut rune) {
		os.ReadDir(main) // want "blocks the tview loop"
	}
	list.SetChangedFunc(open)
	return list
}

type browser struct {
	*tview.Box
	app     *tview.Application
	view    *tview.TextView
	workers sync.WaitGroup
	path    string
}

func (b *browser) reload() {
	body, _ := exec.Command("cat", b.path).Output() // want "blocks the tview loop"
	b.view.SetText(string(body))
}

func (b *browser) selected(index int, main, secondary string, shortcut rune) {
	b.path = main
	b.reload()
}

// InputHandler returns the closure that handles keys: it runs on the loop, InputHandler anywhere.
func (b *browser) InputHandler() func(event *tcell.EventKey, setFocus func(p tview.Primitive)) {
	return b.WrapInputHandler(func(event *tcell.EventKey, setFocus func(p tview.Primitive)) {
		if event.Rune() == 'd' {
			os.RemoveAll(b.path) // want "blocks the tview loop"
		}
	})
}

// Draw is called for every frame.
func (b *browser) Draw(screen tcell.Screen) {
	b.Box.DrawForSubclass(screen, b)
	entries, _ := os.ReadDir(b.path) // want "blocks the tview loop"
	for i, e := range entries {
		tview.Print(screen, e.Name(), 0, i, 20, tview.AlignLeft, tcell.ColorWhite)
	}
}

// A pager returns its closure without wrapping it.
type pager struct {
	*tview.Box
	input io.Reader
	lines []string
}

func (p *pager) InputHandler() func(event *tcell.EventKey, setFocus func(p tview.Primitive)) {
	return func(event *tcell.EventKey, setFocus func(p tview.Primitive)) {
		time.Sleep(time.Second) // want "blocks the tview loop"
	}
}

// queued fetches in the function that it queues, which is the loop's.
func queued(app *tview.Application, view *tview.TextView) {
	go func() {
		app.QueueUpdateDraw(func() {
			out, _ := exec.Command("uptime").Output() // want "blocks the tview loop"
			view.SetText(string(out))
		})
	}()
}

func suggestions(field *tview.InputField) {
	field.SetAutocompleteFunc(func(text string) []string {
		resp, err := http.Get("https://example.com/suggest?q=" + text) // want "blocks the tview loop"
		if err != nil {
			return nil
		}
		return []string{resp.Status}
	})
}

// fetchesOnAGoroutine leaves the loop, waits there, and comes back with the answer.
func fetchesOnAGoroutine(app *tview.Application, view *tview.TextView) {
	app.SetInputCapture(func(event *tcell.EventKey) *tcell.EventKey {
		go func() {
			resp, err := http.Get("https://example.com")
			if err != nil {
				return
			}
			defer resp.Body.Close()
			app.QueueUpdateDraw(func() { view.SetText(resp.Status) })
		}()
		return event
	})
}

// textViewChangedHasItsOwnGoroutine: this one callback does not run on the loop.
func textViewChangedHasItsOwnGoroutine(app *tview.Application, view *tview.TextView) {
	view.SetChangedFunc(func() {
		time.Sleep(time.Second)
		app.Draw()
	})
}

// settingUpIsNotHandling: this runs before the application does.
func settingUpIsNotHandling(path string) error {
	body, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	view := tview.NewTextView().SetText(string(body))
	return tview.NewApplication().SetRoot(view, true).Run()
}

// handlersThatCompute do what handlers are for.
func handlersThatCompute(app *tview.Application, list *tview.List, wake chan struct{}) {
	var mu sync.Mutex
	chosen := map[string]int{}
	list.SetSelectedFunc(func(index int, main, secondary string, shortcut rune) {
		mu.Lock()
		defer mu.Unlock()
		chosen[strings.ToLower(main)]++
		select {
		case wake <- struct{}{}:
		default:
		}
		time.Sleep(time.Millisecond)
	})
	list.SetDoneFunc(app.Stop)
}

// inputHandlerItselfMayRunAnywhere: only the closure it returns is the loop's, and this one is quiet.
type console struct {
	*tview.Box
	history []string
}

func (c *console) load(path string) {
	f, err := os.Open(path)
	if err != nil {
		return
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		c.history = append(c.history, lines.Text())
	}
}

func newConsole() *console {
	c := &console{Box: tview.NewBox()}
	c.load("history")
	return c
}

func (c *console) InputHandler() func(event *tcell.EventKey, setFocus func(p tview.Primitive)) {
	return c.WrapInputHandler(func(event *tcell.EventKey, setFocus func(p tview.Primitive)) {
		c.history = append(c.history, event.Name())
	})
}
