package main

import (
	"context"
	"io"
	"log/slog"
	"sync"

	"github.com/asynkron/protoactor-go/actor"
	tea "github.com/charmbracelet/bubbletea"
)

// newChan starts the loop that most programs write by hand.
func newChan() (ch chan func(), stop func()) {
	ch = make(chan func(), 1024)
	var wg sync.WaitGroup
	wg.Go(func() {
		for f := range ch {
			f()
		}
	})
	return ch, func() { close(ch); wg.Wait() }
}

// A future is what comes nearest to the loop's own with a channel: it has an
// error, may be awaited by many, and no longer than a ctx lasts. A result
// channel is less: one taker, no error.
type future[T any] struct {
	done  chan struct{}
	value T
	err   error
}

func submitTo[T any](ch chan func(), f func() (T, error)) *future[T] {
	fut := &future[T]{done: make(chan struct{})}
	ch <- func() {
		fut.value, fut.err = f()
		close(fut.done)
	}
	return fut
}

func (f *future[T]) await(ctx context.Context) (T, error) {
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		var zero T
		return zero, ctx.Err()
	}
}

// An actorLoop is an actor that calls the functions it is sent, and answers
// those that have a result.
type actorLoop struct {
	root   *actor.RootContext
	pid    *actor.PID
	system *actor.ActorSystem
}

func newActor() actorLoop {
	system := actor.NewActorSystem(actor.WithLoggerFactory(func(*actor.ActorSystem) *slog.Logger {
		return slog.New(slog.DiscardHandler)
	}))
	pid := system.Root.Spawn(actor.PropsFromFunc(func(c actor.Context) {
		switch f := c.Message().(type) {
		case func():
			f()
		case func() int:
			c.Respond(f())
		}
	}))
	return actorLoop{system.Root, pid, system}
}

func (a actorLoop) stop() {
	must(a.root.StopFuture(a.pid).Wait())
	a.system.Shutdown()
}

// A model calls the functions that its program is sent.
type model struct{}

func (model) Init() tea.Cmd { return nil }
func (model) View() string  { return "" }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if f, ok := msg.(func()); ok {
		f()
	}
	return m, nil
}

// newProgram starts a bubbletea program without a terminal.
func newProgram() (p *tea.Program, stop func()) {
	p = tea.NewProgram(model{}, tea.WithInput(nil), tea.WithOutput(io.Discard),
		tea.WithoutRenderer(), tea.WithoutSignalHandler())
	ended := make(chan error, 1)
	go func() {
		_, err := p.Run()
		ended <- err
	}()
	return p, func() { p.Quit(); must(<-ended) }
}
