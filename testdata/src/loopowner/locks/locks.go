// Package locks has models with locks: a lock guards what both sides use under it.
package locks

import (
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
)

type doneMsg struct{}

// A writer collects what commands produce. Its lock is for the lines alone.
type writer struct {
	mu     sync.Mutex
	lines  []string
	output string
	raw    bool
}

func (w *writer) Init() tea.Cmd { return w.collect }

func (w *writer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(doneMsg); ok {
		w.output = ""
		w.mu.Lock()
		w.lines = nil
		w.mu.Unlock()
	}
	return w, w.collect
}

func (w *writer) View() tea.View {
	w.mu.Lock()
	defer w.mu.Unlock()
	return tea.NewView(strings.Join(w.lines, "\n") + w.text())
}

func (w *writer) text() string { return "" }

func (w *writer) collect() tea.Msg {
	w.append("line")
	return doneMsg{}
}

// append takes the lock for another field in another branch.
func (w *writer) append(s string) {
	w.output += s // want "w.output is written off the bubbletea loop"
	if w.raw {
		w.mu.Lock()
		w.lines = append(w.lines, s)
		w.mu.Unlock()
	}
}

// A board is used under its lock on both sides, by helpers too.
type board struct {
	mu    sync.RWMutex
	cells map[string]int
	count int
}

func (b *board) Init() tea.Cmd { return b.refill }

func (b *board) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	b.mu.Lock()
	b.reset()
	b.mu.Unlock()
	return b, b.refill
}

func (b *board) reset() {
	b.cells = make(map[string]int)
	b.count++
}

func (b *board) View() tea.View {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return tea.NewView(strings.Repeat(".", b.count+len(b.cells)))
}

func (b *board) refill() tea.Msg {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cells["a"] = 1
	b.bump()
	return nil
}

func (b *board) bump() { b.count++ }

// A meter locks on one side only.
type meter struct {
	mu    sync.Mutex
	value int
}

func (m *meter) Init() tea.Cmd { return m.measure }

func (m *meter) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return m, m.measure }

func (m *meter) View() tea.View { return tea.NewView(strings.Repeat("#", m.value)) }

func (m *meter) measure() tea.Msg {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.value++ // want "m.value is written off the bubbletea loop"
	return nil
}
