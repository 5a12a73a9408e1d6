// Package widgets is a program's own layer over tview. Nobody in sight calls it from a goroutine.
package widgets

import "github.com/rivo/tview"

// A Status is a table of names and values.
type Status struct {
	app   *tview.Application
	table *tview.Table
	rows  int
}

// NewStatus returns an empty Status.
func NewStatus(app *tview.Application) *Status {
	s := &Status{app: app, table: tview.NewTable()}
	s.table.SetTitle("status")
	return s
}

// Add adds a row.
func (s *Status) Add(name, value string) {
	s.set(s.rows, name, value)
	s.rows++
}

func (s *Status) set(row int, name, value string) {
	s.table.SetCellSimple(row, 0, name)
	s.table.SetCellSimple(row, 1, value)
}

// Post adds a row on the loop.
func (s *Status) Post(name, value string) {
	s.app.QueueUpdateDraw(func() { s.Add(name, value) })
}

// Len returns the number of rows.
func (s *Status) Len() int { return s.rows }

// Fill replaces the list's items.
func Fill(list *tview.List, names []string) {
	list.Clear()
	for _, name := range names {
		list.AddItem(name, "", 0, nil)
	}
}
