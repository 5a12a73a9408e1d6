// Package channels sends and receives on a bubbletea loop, with and without a way out.
package channels

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

type job struct{ name string }

type (
	jobMsg    struct{ job job }
	waitMsg   struct{}
	eitherMsg struct{}
	drainMsg  struct{}
	pauseMsg  struct{}
)

type model struct {
	jobs     chan job
	done     chan struct{}
	results  chan string
	warnings chan string
	last     string
}

func newModel() *model {
	m := &model{
		jobs:     make(chan job),
		done:     make(chan struct{}),
		results:  make(chan string),
		warnings: make(chan string),
	}
	go m.work()
	go m.report()
	return m
}

// work is the worker, which may wait as long as it likes.
func (m *model) work() {
	defer close(m.done)
	for j := range m.jobs {
		println(j.name)
	}
}

func (m *model) report() {
	for {
		m.results <- time.Now().String()
		m.warnings <- "it is late"
	}
}

func (m *model) Init() tea.Cmd { return nil }

func (m *model) View() tea.View { return tea.NewView(m.last) }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case jobMsg:
		m.jobs <- msg.job // want "blocks the bubbletea loop"
	case waitMsg:
		<-m.done // want "blocks the bubbletea loop"
	case eitherMsg:
		select { // want "blocks the bubbletea loop"
		case m.last = <-m.results:
		case m.last = <-m.warnings:
		}
	case drainMsg:
		for r := range m.results { // want "blocks the bubbletea loop"
			m.last = r
		}
	case pauseMsg:
		<-time.After(time.Second) // want "blocks the bubbletea loop"
	}
	return m, nil
}

type (
	askMsg  struct{ reply chan string }
	stopMsg struct{}
	dirty   struct{}
)

// A polite model never waits without a way out.
type polite struct {
	ctx    context.Context
	jobs   chan job
	wake   chan struct{}
	events chan string
	quit   chan struct{}
	first  <-chan string
	last   string
}

func newPolite(ctx context.Context) *polite {
	return &polite{
		ctx:    ctx,
		jobs:   make(chan job),
		wake:   make(chan struct{}, 1),
		events: make(chan string),
		quit:   make(chan struct{}),
	}
}

func (p *polite) Init() tea.Cmd { return p.next }

func (p *polite) View() tea.View { return tea.NewView(p.last) }

func (p *polite) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case jobMsg:
		p.sendUnlessBusy(msg.job)
	case waitMsg:
		p.sendUnlessCancelled(job{"wait"})
	case dirty:
		p.signal()
	case askMsg:
		p.replyToBuffered(msg)
	case stopMsg:
		close(p.quit)
	case drainMsg:
		p.receiveIfThere()
	case pauseMsg:
		p.first = resolved("none yet")
	}
	return p, p.next
}

// next waits in a command, which is what commands are for.
func (p *polite) next() tea.Msg {
	return <-p.events
}

func (p *polite) sendUnlessBusy(j job) {
	select {
	case p.jobs <- j:
	default:
	}
}

func (p *polite) sendUnlessCancelled(j job) {
	select {
	case p.jobs <- j:
	case <-p.ctx.Done():
	}
}

// signal sets a flag in the shape of a channel: it holds one and drops the rest.
func (p *polite) signal() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// replyToBuffered answers on a channel that every asker makes with room for the answer.
func (p *polite) replyToBuffered(ask askMsg) {
	ask.reply <- p.last
}

func ask(program *tea.Program) string {
	reply := make(chan string, 1)
	program.Send(askMsg{reply})
	return <-reply
}

func (p *polite) receiveIfThere() {
	select {
	case p.last = <-p.events:
	default:
	}
}

// resolved sends to a channel that is new and has room.
func resolved(answer string) <-chan string {
	ch := make(chan string, 1)
	ch <- answer
	return ch
}

// sendElsewhere sends on a goroutine of its own.
func (p *polite) sendElsewhere(j job) {
	go func() { p.jobs <- j }()
}

func (p *polite) serveJobs() {
	for range p.jobs {
	}
}

type putMsg struct{ name string }

// A switchboard sends on channels that it is given: whether there is room, those
// say that make them, and where nobody in sight does, nobody knows.
type switchboard struct {
	lines   []chan string
	spare   []chan string
	byName  map[string]chan string
	outside chan<- string
}

// NewSwitchboard gets a channel from who knows where.
func NewSwitchboard(outside chan<- string) *switchboard {
	s := &switchboard{outside: outside, byName: make(map[string]chan string)}
	for range 3 {
		line := make(chan string)
		s.lines = append(s.lines, line)
		s.spare = append(s.spare, make(chan string, 8))
	}
	return s
}

func (s *switchboard) Init() tea.Cmd { return nil }

func (s *switchboard) View() tea.View { return tea.NewView("") }

func (s *switchboard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if msg, ok := msg.(putMsg); ok {
		for _, line := range s.lines {
			line <- msg.name // want "sending to line blocks the bubbletea loop"
		}
		for _, line := range s.spare {
			line <- msg.name
		}
		none, room := make(chan string), make(chan string, 10)
		put(none, msg.name)
		putInto(room, msg.name)
		s.outside <- msg.name
		s.byName[msg.name] <- msg.name
	}
	return s, nil
}

func put(to chan<- string, name string) {
	to <- name // want "sending to to blocks the bubbletea loop"
}

func putInto(to chan<- string, name string) { to <- name }
