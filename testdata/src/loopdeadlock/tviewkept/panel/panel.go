// Package panel keeps functions that it is given, and calls them on the tview loop or off it.
package panel

import "github.com/rivo/tview"

// A Panel shows a table that goroutines refresh.
type Panel struct {
	Table   *tview.Table
	queue   func(func())
	changed func(string)
	err     error
}

// SetQueue sets what takes updates to the loop. It is there for goroutines, and
// one guard calls it elsewhere.
func (p *Panel) SetQueue(queue func(func())) { p.queue = queue }

// SetChanged sets what is called when a row is selected.
func (p *Panel) SetChanged(changed func(string)) { p.changed = changed }

// Start fills the table.
func (p *Panel) Start() {
	p.Table.SetSelectedFunc(func(row, column int) {
		p.changed("selected")
		if p.err != nil {
			p.queue(func() {})
			return
		}
		go p.refresh()
	})
}

func (p *Panel) refresh() {
	p.queue(func() { p.Table.Clear() })
	p.queue(func() { p.Table.ScrollToEnd() })
}
