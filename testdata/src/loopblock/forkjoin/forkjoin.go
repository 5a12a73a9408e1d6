// Package forkjoin starts goroutines on a loop and waits for them there: the loop waits for what they do.
package forkjoin

import (
	"os/exec"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

type (
	saveMsg   struct{}
	sumMsg    struct{ numbers []int }
	eventsMsg struct{}
	groupMsg  struct{}
)

type model struct {
	path   string
	sum    int
	err    error
	events chan int
	wg     sync.WaitGroup
}

func (m *model) Init() tea.Cmd { return nil }

func (m *model) View() tea.View { return tea.NewView("") }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case saveMsg:
		err := make(chan error, 1)
		go func() {
			err <- exec.Command("touch", m.path).Run() // want "exec.Command(.*).Run blocks the bubbletea loop"
		}()
		m.err = <-err
	case sumMsg:
		m.sum = m.add(msg.numbers)
	case eventsMsg:
		go func() { time.Sleep(time.Second); m.events <- 1 }()
		m.sum = <-m.events // want "receiving from m.events blocks the bubbletea loop"
	case groupMsg:
		m.wg.Go(func() { time.Sleep(time.Second) })
		m.wg.Wait() // want "m.wg.Wait blocks the bubbletea loop"
	}
	return m, nil
}

// add computes beside and waits for nothing else.
func (m *model) add(numbers []int) int {
	sums := make(chan int)
	go func() {
		defer close(sums)
		for _, n := range numbers {
			sums <- n
		}
	}()
	sum := 0
	for n := range sums {
		sum += n
	}
	return sum
}

type (
	startMsg  struct{ path string }
	listenMsg struct{}
	stopMsg   struct{}
)

// A runner's goroutines answer first and then go on, and nobody waits for the rest.
type runner struct {
	path string
	err  error
}

func (r *runner) Init() tea.Cmd { return nil }

func (r *runner) View() tea.View { return tea.NewView("") }

func (r *runner) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case startMsg:
		r.err = r.start(msg.path)
	case listenMsg:
		r.listen()
	case stopMsg:
		r.stop()
	}
	return r, nil
}

func (r *runner) start(path string) error {
	started := make(chan error)
	go func() {
		defer exec.Command("rm", path).Run()
		if err := exec.Command("load", path).Run(); err != nil { // want `exec.Command\(…\).Run blocks the bubbletea loop`
			started <- err
			return
		}
		started <- nil
		time.Sleep(time.Second)
		r.serve(path)
	}()
	return <-started
}

func (r *runner) listen() {
	ready := make(chan struct{})
	go func() {
		close(ready)
		for {
			if exec.Command("poll", r.path).Run() == nil {
				continue
			}
			break
		}
	}()
	<-ready
}

// stop waits for both answers, and for what is done when the goroutine returns.
func (r *runner) stop() {
	steps, done := make(chan int), make(chan struct{})
	go func() {
		defer close(done)
		exec.Command("rm", r.path).Run() // want `exec.Command\(…\).Run blocks the bubbletea loop`
	}()
	go func() {
		for i := range 3 {
			steps <- i
			time.Sleep(time.Second) // want "time.Sleep blocks the bubbletea loop"
		}
		time.Sleep(time.Second)
	}()
	<-steps
	<-done
}

func (r *runner) serve(path string) { exec.Command("serve", path).Run() }
