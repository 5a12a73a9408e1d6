package loopcheck_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// A counter is owned by its loop.
type counter struct {
	loop *loop.Loop
	n    int
}

func (c *counter) increment() { c.loop.Post(func() { c.n++ }) }

// In a test this is the body of func TestCounter(t *testing.T).
func ExampleRun() {
	_ = func(t *testing.T) {
		loopcheck.Run(t, func(t *loopcheck.T) {
			c := &counter{loop: t.NewLoop()}
			t.Go("client", c.increment)
			t.Wait()
			if c.n != 1 {
				t.Errorf("n = %d, want 1", c.n)
			}
		})
	}
}

func ExampleExplore() {
	_ = func(t *testing.T) {
		loopcheck.Explore(t, 100, func(t *loopcheck.T) {
			c := &counter{loop: t.NewLoop()}
			t.Go("first", c.increment)
			t.Go("second", c.increment)
			t.Wait()
			if c.n != 2 {
				t.Errorf("n = %d, want 2", c.n)
			}
		}, loopcheck.Strategy(loopcheck.PCT(3)))
	}
}

// A server's loop is written by hand.
type server struct {
	jobs    chan func()
	state   map[string]int
	watcher *loopcheck.Watcher // nil outside tests
}

func (s *server) run() {
	for job := range s.jobs {
		s.watcher.Handle(job)
	}
}

func (s *server) set(name string, n int) {
	s.watcher.Check("server.state")
	s.state[name] = n
}

func ExampleWatch() {
	_ = func(t *testing.T) {
		loopcheck.Run(t, func(t *loopcheck.T) {
			s := &server{jobs: make(chan func()), state: make(map[string]int), watcher: loopcheck.Watch(t, "server")}
			t.Go("server", s.run)
			s.jobs <- func() { s.set("answer", 42) }
			close(s.jobs)
		})
	}
}
