// Package widgets has widgets of its own: what the loop's calls of their methods
// use belongs to the loop.
package widgets

import (
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/gdamore/tcell/v2"
	"github.com/rivo/tview"
)

// Tasks is a primitive that draws itself.
type Tasks struct {
	*tview.Box
	app    *tview.Application
	table  *tview.Table
	rows   []string
	cursor int
	loads  int
	load   func() []string
}

func NewTasks(app *tview.Application) *Tasks {
	t := &Tasks{Box: tview.NewBox(), app: app}
	t.build()
	return t
}

// build has an object that is nobody's yet, whoever calls NewTasks.
func (t *Tasks) build() { t.table = tview.NewTable() }

func (t *Tasks) Draw(s tcell.Screen) {
	t.Box.DrawForSubclass(s, t)
	x, y, w, _ := t.GetInnerRect()
	for i, r := range t.rows {
		tview.Print(s, r, x, y+i, w, tview.AlignLeft, tcell.ColorWhite)
	}
}

func (t *Tasks) InputHandler() func(*tcell.EventKey, func(tview.Primitive)) {
	return t.WrapInputHandler(func(ev *tcell.EventKey, _ func(tview.Primitive)) {
		if ev.Key() == tcell.KeyDown && t.cursor+1 < len(t.rows) {
			t.cursor++
		}
		if ev.Rune() == 'n' {
			t.app.SetRoot(NewTasks(t.app), true)
		}
	})
}

func (t *Tasks) set(rows []string) {
	t.rows = rows // want "t.rows is written off the tview loop, which uses it too; do it in QueueUpdateDraw"
	t.cursor = 0
}

// watch writes what Draw reads.
func (t *Tasks) watch() {
	go func() {
		for range time.Tick(time.Second) {
			t.set(t.load())
			t.loads++ // of this goroutine alone
		}
	}()
}

// queues comes back to the loop, and reads what nobody there writes.
func (t *Tasks) queues() {
	go func() {
		for range time.Tick(time.Second) {
			rows := t.load()
			t.app.QueueUpdateDraw(func() {
				t.rows = rows
				t.table.Clear()
			})
		}
	}()
}

// Cells is a table's content under a lock.
type Cells struct {
	tview.TableContentReadOnly
	mu    sync.Mutex
	texts []string
	title string
}

func (c *Cells) GetCell(row, column int) *tview.TableCell {
	c.mu.Lock()
	defer c.mu.Unlock()
	return tview.NewTableCell(c.title + c.texts[row])
}

func (c *Cells) GetRowCount() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.texts)
}

func (c *Cells) GetColumnCount() int { return 1 }

func (c *Cells) follow(lines <-chan string) {
	go func() {
		for line := range lines {
			c.mu.Lock()
			c.texts = append(c.texts, line)
			c.mu.Unlock()
			c.title = line // want "c.title is written off the tview loop"
		}
	}()
}

// A page draws nothing by itself: its fields are its own business.
type page struct {
	*tview.Flex
	rows []string
}

func (p *page) collect(lines <-chan string) {
	go func() {
		for line := range lines {
			p.rows = append(p.rows, line)
		}
	}()
}

func (p *page) show(view *tview.TextView) {
	view.SetDoneFunc(func(tcell.Key) { view.SetText(strings.Join(p.rows, "\n")) })
}

// A Gauge is a widget of fyne's that has a renderer of its own.
type Gauge struct {
	widget.BaseWidget
	value float64
}

func (g *Gauge) CreateRenderer() fyne.WidgetRenderer {
	return &renderer{gauge: g, bar: canvas.NewRectangle(nil)}
}

type renderer struct {
	gauge *Gauge
	bar   *canvas.Rectangle
}

func (r *renderer) Layout(size fyne.Size) {
	r.bar.Resize(fyne.NewSize(size.Width*float32(r.gauge.value), size.Height))
}
func (r *renderer) MinSize() fyne.Size           { return r.bar.MinSize() }
func (r *renderer) Refresh()                     { r.Layout(r.gauge.Size()) }
func (r *renderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.bar} }
func (r *renderer) Destroy()                     {}

func (g *Gauge) follow(values <-chan float64) {
	go func() {
		for v := range values {
			g.value = v // want "g.value is written off the fyne loop, which uses it too; do it in fyne.Do"
		}
	}()
}

func (g *Gauge) followOnTheLoop(values <-chan float64) {
	go func() {
		for v := range values {
			fyne.Do(func() {
				g.value = v
				g.Refresh()
			})
		}
	}()
}

// A Pane has a lock for its reader. What the loop alone uses, some of it takes the lock for,
// since it stands beside what the reader uses.
type Pane struct {
	*tview.Box
	mu    sync.Mutex
	lines []string
	emu   *strings.Builder
	fed   int
}

// Follow starts the reader.
func (p *Pane) Follow(in chan string) {
	go func() {
		for l := range in {
			p.mu.Lock()
			p.lines = append(p.lines, l)
			p.mu.Unlock()
		}
	}()
}

// Draw needs no lock for what the loop alone uses.
func (p *Pane) Draw(s tcell.Screen) {
	p.fed++
	println(p.emu.String())
}

// Show is called by handlers of keys.
func (p *Pane) Show() {
	p.mu.Lock()
	p.lines, p.emu, p.fed = nil, new(strings.Builder), 0
	p.mu.Unlock()
}

// Clear is, too.
func (p *Pane) Clear() {
	p.mu.Lock()
	p.lines, p.emu, p.fed = nil, nil, 0
	p.mu.Unlock()
}

// A List is drawn without the lock of its owner, under which the ticker and a key fill it.
type List struct {
	*tview.Box
	rows   []string
	titles []string
}

func (l *List) Draw(s tcell.Screen) {
	for i, r := range l.rows {
		tview.Print(s, r, 0, i, 10, tview.AlignLeft, tcell.ColorWhite)
	}
}

func (l *List) fill(rows []string) {
	l.rows = rows
}

func (l *List) name(titles []string) { l.titles = titles }

type owner struct {
	mu   sync.Mutex
	app  *tview.Application
	list *List
	load func() []string
}

func (o *owner) tick() {
	for range time.Tick(time.Second) {
		o.mu.Lock()
		o.list.fill(o.load()) // want "o.list.fill runs off the tview loop: l.rows is written there, and the loop uses it too"
		o.list.name(o.load())
		o.mu.Unlock()
	}
}

func (o *owner) start() {
	go o.tick()
	o.app.SetInputCapture(func(ev *tcell.EventKey) *tcell.EventKey {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.list.fill(nil)
		o.list.name(nil)
		return ev
	})
}
