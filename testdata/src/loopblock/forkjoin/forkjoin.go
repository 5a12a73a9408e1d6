// Package forkjoin starts goroutines on a loop and waits for them there: the loop waits for what they do.
package forkjoin

import (
	"os"
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
			err <- os.WriteFile(m.path, nil, 0o600) // want "os.WriteFile blocks the bubbletea loop"
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
