// Package tview touches primitives on goroutines that are not tview's.
package tview

import (
	"fmt"
	"net/http"
	"time"

	"github.com/rivo/tview"
)

// feed fills a list while it is on the screen.
func feed(names <-chan string) error {
	app := tview.NewApplication()
	list := tview.NewList()
	list.AddItem("waiting", "", 0, nil)
	go func() {
		for name := range names {
			list.AddItem(name, "", 0, nil) // want "list.AddItem touches a tview.List off the tview loop"
		}
		app.Stop()
	}()
	return app.SetRoot(list, true).Run()
}

// A screen is what the program shows.
type screen struct {
	app    *tview.Application
	pages  *tview.Pages
	table  *tview.Table
	search *tview.InputField
	cell   *tview.TableCell
	log    *tview.TextView
	status *tview.Box
}

// poll is started with go.
func (s *screen) poll() {
	for range time.Tick(time.Second) {
		s.table.SetCellSimple(0, 0, time.Now().String()) // want "s.table.SetCellSimple touches a tview.Table off the tview loop"
		s.redraw()
	}
}

// tick is started with go, and does nothing but call. What only goroutines
// call is told where it touches, once.
func (s *screen) tick() {
	for range time.Tick(time.Second) {
		s.redraw()
	}
}

func (s *screen) redraw() {
	s.table.SetTitle("updated") // want "s.table.SetTitle touches a tview.Table off the tview loop; do it in QueueUpdateDraw"
	s.app.Draw()
}

// stamp is started with go and writes a field.
func (s *screen) stamp() {
	s.cell.Text = "now" // want "s.cell.Text is written off the tview loop"
}

func (s *screen) start() {
	go s.poll()
	go s.tick()
	go s.stamp()
	go s.pages.SwitchToPage("main") // want "off the tview loop"
	time.AfterFunc(time.Minute, func() {
		s.search.SetText("") // want "off the tview loop"
	})
	clear := func() {
		s.table.Clear() // want "off the tview loop"
	}
	go clear()
	go func() {
		s.app.SetFocus(s.search) // want "off the tview loop"
	}()
	// This callback, of all, has a goroutine of its own.
	s.log.SetChangedFunc(func() {
		s.status.SetTitle("new lines") // want "off the tview loop"
	})
}

// ServeHTTP runs on a goroutine for each connection.
func (s *screen) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.table.SetCellSimple(1, 0, r.URL.Path) // want "off the tview loop"
}

// queuedUpdates comes back to the loop for each touch.
func (s *screen) queuedUpdates(rows <-chan string) {
	go func() {
		for row := range rows {
			s.app.QueueUpdateDraw(func() { s.table.SetCellSimple(0, 0, row) })
			s.app.QueueUpdate(s.refill)
		}
	}()
}

// refill runs on the loop: it is only queued.
func (s *screen) refill() {
	s.table.Clear()
	s.search.SetText("")
}

// handlersAreOnTheLoop touch what they like.
func (s *screen) handlersAreOnTheLoop() {
	s.table.SetSelectedFunc(func(row, column int) {
		s.table.RemoveRow(row)
		s.search.SetLabel(fmt.Sprint(column))
	})
}

// freshObjectsAreNobodys until they are handed over.
func (s *screen) freshObjectsAreNobodys(names []string) {
	go func() {
		form := tview.NewForm()
		form.SetTitle("Choose")
		for _, name := range names {
			form.AddButton(name, s.app.Stop)
		}
		s.app.QueueUpdateDraw(func() { s.pages.AddPage("form", form, true, true) })
	}()
}

// textViewsAreWriters: Write is the one method for everybody.
func (s *screen) textViewsAreWriters(lines <-chan string) {
	go func() {
		for line := range lines {
			fmt.Fprintln(s.log, line)
			s.log.Write([]byte("\n"))
		}
	}()
}

// beforeRunMainOwnsAll, and after Run again.
func beforeRunMainOwnsAll() (int, error) {
	s := &screen{app: tview.NewApplication(), table: tview.NewTable(), log: tview.NewTextView()}
	s.table.SetBorder(true)
	s.table.SetTitle("main")
	s.handlersAreOnTheLoop()
	err := s.app.SetRoot(s.table, true).Run()
	return s.table.GetRowCount(), err
}

// UnknownCallers may be on the loop or off it.
func (s *screen) UnknownCallers(text string) {
	s.search.SetText(text)
}

// applicationMethodsForAll are made for other goroutines.
func (s *screen) applicationMethodsForAll() {
	go func() {
		s.app.Draw()
		s.app.QueueUpdate(func() {})
		s.app.Stop()
	}()
}
