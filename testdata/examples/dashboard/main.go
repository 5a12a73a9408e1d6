// Dashboard watches a list of web sites and shows which of them answer.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

const help = "q: quit  r: check now"

// A result is one look at one site.
type result struct {
	row    int
	status string
	took   time.Duration
	at     time.Time
}

type dashboard struct {
	app    *tview.Application
	pages  *tview.Pages
	table  *tview.Table
	footer *tview.TextView
	detail *tview.Modal
	client *http.Client
	sites  []string
	every  time.Duration
}

func newDashboard(sites []string, every time.Duration) *dashboard {
	d := &dashboard{
		app:    tview.NewApplication(),
		pages:  tview.NewPages(),
		table:  tview.NewTable(),
		footer: tview.NewTextView(),
		detail: tview.NewModal(),
		client: &http.Client{Timeout: 5 * time.Second},
		sites:  sites,
		every:  every,
	}
	d.layout()
	d.bind()
	return d
}

func (d *dashboard) layout() {
	d.table.SetSelectable(true, false).SetFixed(1, 0).SetBorder(true).SetTitle(" sites ")
	for col, head := range []string{"site", "status", "took", "at"} {
		d.table.SetCell(0, col, tview.NewTableCell(head).SetSelectable(false))
	}
	for i, site := range d.sites {
		d.table.SetCellSimple(i+1, 0, site)
	}
	d.footer.SetText(help)
	d.detail.AddButtons([]string{"OK"})
	d.detail.SetDoneFunc(func(int, string) { d.pages.HidePage("detail") })

	main := tview.NewFlex().SetDirection(tview.FlexRow).
		AddItem(d.table, 0, 1, true).
		AddItem(d.footer, 1, 0, false)
	d.pages.AddPage("main", main, true, true)
	d.pages.AddPage("detail", d.detail, true, false)
}

func (d *dashboard) bind() {
	d.table.SetSelectedFunc(func(row, column int) {
		d.detail.SetText(d.describe(row))
		d.pages.ShowPage("detail")
	})
	d.app.SetInputCapture(func(event *tcell.EventKey) *tcell.EventKey {
		switch event.Rune() {
		case 'q':
			d.app.Stop()
			return nil
		case 'r':
			d.flash("checking all sites")
			go d.checkAll()
			return nil
		}
		return event
	})
}

// describe returns what the table says about a row.
func (d *dashboard) describe(row int) string {
	var text []string
	for col := range d.table.GetColumnCount() {
		text = append(text, d.table.GetCell(row, col).Text)
	}
	return strings.Join(text, "\n")
}

// flash shows text in the footer for a while.
func (d *dashboard) flash(text string) {
	d.app.QueueUpdateDraw(func() { d.footer.SetText(text) })
	time.AfterFunc(3*time.Second, func() {
		d.app.QueueUpdateDraw(func() { d.footer.SetText(help) })
	})
}

// show puts a result into the table.
func (d *dashboard) show(r result) {
	color := tcell.ColorGreen
	if !strings.HasPrefix(r.status, "2") {
		color = tcell.ColorRed
	}
	d.table.SetCell(r.row, 1, tview.NewTableCell(r.status).SetTextColor(color))
	d.table.SetCellSimple(r.row, 2, r.took.Round(time.Millisecond).String())
	d.table.SetCellSimple(r.row, 3, r.at.Format(time.TimeOnly))
}

func (d *dashboard) check(row int) result {
	start := time.Now()
	r := result{row: row, at: start}
	resp, err := d.client.Get(d.sites[row-1])
	if err != nil {
		r.status = err.Error()
	} else {
		resp.Body.Close()
		r.status = resp.Status
	}
	r.took = time.Since(start)
	return r
}

func (d *dashboard) checkAll() {
	bad := 0
	for row := 1; row <= len(d.sites); row++ {
		r := d.check(row)
		d.app.QueueUpdateDraw(func() { d.show(r) })
		if !strings.HasPrefix(r.status, "2") {
			bad++
		}
	}
	d.table.SetTitle(fmt.Sprintf(" sites, %d of %d bad ", bad, len(d.sites)))
}

// poll checks all sites again and again.
func (d *dashboard) poll() {
	d.checkAll()
	for range time.Tick(d.every) {
		d.checkAll()
	}
}

func main() {
	every := flag.Duration("every", time.Minute, "how often to look")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: dashboard [-every d] url...")
		os.Exit(2)
	}
	d := newDashboard(flag.Args(), *every)
	go d.poll()
	if err := d.app.SetRoot(d.pages, true).Run(); err != nil {
		fmt.Fprintln(os.Stderr, "dashboard:", err)
		os.Exit(1)
	}
}
