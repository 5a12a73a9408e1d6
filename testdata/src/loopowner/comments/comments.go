// Package comments uses a loop of another package, whose comments say what runs on it.
package comments

import (
	"sync"

	"example.com/corpus/src/loopowner/comments/hub"
)

func forget(h *hub.Hub, names chan string) {
	go func() {
		for name := range names {
			h.Forget(name) // want `h.Forget runs off its loop: "Forget must only be called from the loop in run\(\)" \(hub.go:58\)`
		}
	}()
	h.RegisterLater("a")
	h.Forget("b") // nobody knows where this runs
}

// A conn has two loops, and says so at its fields.
type conn struct {
	out chan string
	in  chan string

	seen int // owned by readLoop
	sent int // only accessed by the write loop

	total int // owned by the statistics loop
	both  int // owned by the read loop or the write loop

	// only modified by readLoop
	state string

	mu   sync.Mutex
	lost int
}

func (c *conn) start() {
	go c.readLoop()
	go c.writeLoop()
}

func (c *conn) readLoop() {
	for line := range c.in {
		c.seen++
		c.sent++ // want `c.sent is written off its loop: "only accessed by the write loop" \(comments.go:26\)`
		c.total++
		c.both++
		c.setState(line)
		c.reset(line == "")
	}
}

func (c *conn) writeLoop() {
	for line := range c.out {
		c.sent += len(line)
		c.setState(line) // want `c.setState runs off its loop: "setState is only called from readLoop" \(comments.go:69\)`
		if c.state == "" {
			return
		}
	}
}

// watch looks at c from time to time.
func (c *conn) watch() {
	go func() { c.state = "lost" }() // want `c.state is written off its loop: "only modified by readLoop" \(comments.go:31\)`
}

// setState is only called from readLoop.
func (c *conn) setState(line string) { c.state = line }

// reset comes to setState in some cases alone, which its callers may know of.
func (c *conn) reset(hard bool) {
	if hard {
		c.setState("")
	}
}

func (c *conn) soften() { go func() { c.reset(false) }() }

// A guard remembers the goroutine that made it.
type goroutineGuard int

func (goroutineGuard) check()      {}
func (goroutineGuard) checkNotOn() {}

// A server says in its code where it runs.
type server struct {
	serveG goroutineGuard
	work   chan func()
	open   int
}

func (s *server) serve() {
	s.serveG.check()
	for f := range s.work {
		s.count()
		f()
	}
}

func (s *server) count() {
	s.serveG.check()
	s.open++
}

func (s *server) accept() {
	s.serveG.checkNotOn()
	s.work <- s.count
	s.count() // want `s.count runs off its loop: s.serveG.check\(\) \(comments.go:103\)`
}

func (s *server) listen() {
	go s.count() // want `s.count runs off its loop: s.serveG.check\(\) \(comments.go:103\)`
	s.serve()
}

// A room has one of two loops, and whichever it is, is the run loop.
type room struct {
	members map[chan string]bool
	join    chan chan string
	relay   chan string
}

func newRoom() *room {
	r := &room{members: make(map[chan string]bool), join: make(chan chan string), relay: make(chan string)}
	go r.run()
	return r
}

func newCountingRoom(count chan chan int) *room {
	r := &room{members: make(map[chan string]bool), join: make(chan chan string), relay: make(chan string)}
	go r.runCounting(count)
	return r
}

// leave should only be called from the run loop.
func (r *room) leave(m chan string) {
	delete(r.members, m)
	close(m)
}

func (r *room) run() {
	for {
		select {
		case m := <-r.join:
			r.members[m] = true
		case text := <-r.relay:
			for m := range r.members {
				select {
				case m <- text:
				default:
					go r.leave(m) // want `r\.leave runs off its loop: "leave should only be called from the run loop" .*`
				}
			}
		}
	}
}

func (r *room) runCounting(count chan chan int) {
	for {
		select {
		case m := <-r.join:
			r.members[m] = true
		case text := <-r.relay:
			for m := range r.members {
				select {
				case m <- text:
				default:
					r.leave(m)
				}
			}
		case reply := <-count:
			reply <- len(r.members)
		}
	}
}

// The goroutine of the beater is the one that it starts, not what the scheduler calls so.
type beater struct {
	done chan struct{}
	tick chan int

	// following fields should be accessed only by the beater goroutine.
	started int
}

func (b *beater) start() {
	go func() {
		b.started = 1
		for {
			select {
			case n := <-b.tick:
				b.started = n
			case <-b.done:
				return
			}
		}
	}()
}

type scheduler struct{ done, work chan struct{} }

func (s *scheduler) start() { go s.runBeater() }

func (s *scheduler) runBeater() {
	for {
		select {
		case <-s.work:
		case <-s.done:
			return
		}
	}
}

type feed struct {
	lines chan string
	last  string
}

// listen starts what only it calls, each in a goroutine: that is what the comment says.
func (f *feed) listen() {
	for line := range f.lines {
		go f.onLine(line)
	}
}

// onLine is only called by listen().
func (f *feed) onLine(line string) { println(line) }

// replay starts what only listen calls.
func (f *feed) replay() {
	go f.listen()
	go f.onLine(f.last) // want `f.onLine runs off its loop: "onLine is only called by listen\(\)" .*`
}
