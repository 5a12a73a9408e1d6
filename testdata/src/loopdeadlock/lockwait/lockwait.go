// Package lockwait waits under a lock for those who need it.
package lockwait

import (
	"context"
	"sync"
)

// A client's loop takes the lock between two of its rounds.
type client struct {
	mu       sync.Mutex
	watchers map[string]chan string
	calls    chan *call
	events   chan string
	few      chan string
	many     chan string
	quit     chan struct{}
	done     chan struct{}
}

type call struct{ reply chan error }

func newClient(n int) *client {
	c := &client{
		watchers: make(map[string]chan string), calls: make(chan *call), events: make(chan string),
		few: make(chan string, 1), many: make(chan string, n), quit: make(chan struct{}), done: make(chan struct{}),
	}
	go c.loop()
	return c
}

func (c *client) loop() {
	defer close(c.done)
	for {
		select {
		case e := <-c.events:
			c.notify(e)
		case r := <-c.calls:
			r.reply <- nil
		case <-c.few:
		case <-c.many:
		case <-c.quit:
			return
		}
	}
}

func (c *client) notify(e string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch := c.watchers[e]; ch != nil {
		select {
		case ch <- e:
		default:
		}
	}
}

func (c *client) remove(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.watchers, path)
	//loopcheck:ignore loopleak the circle is the one that counts here
	c.calls <- &call{make(chan error, 1)} // want "client.remove holds c.mu while it sends to c.calls, and client.loop, its receiver, takes c.mu first in client.notify: deadlock; unlock before that"
}

// Behind a helper, and where there is room for one.
func (c *client) tell(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.send(path) // want "client.tell holds c.mu while it sends to c.few, and client.loop"
}

func (c *client) send(path string) { c.few <- path }

// Nobody knows how much room there is: it fills up under load.
func (c *client) tellMany(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.many <- path
}

// What ends when the loop ends is no way out while the loop waits.
func (c *client) ask(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.events <- path: // want "client.ask holds c.mu while it sends to c.events"
	case <-c.done:
	}
}

func (c *client) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.quit)
	<-c.done // want "client.stop holds c.mu while it receives from c.done, and client.loop, which closes it, takes c.mu first in client.notify"
}

// A caller who gives up lets go.
func (c *client) askUntil(ctx context.Context, path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.events <- path:
	case <-ctx.Done():
	}
}

func (c *client) try(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.events <- path:
	default:
	}
}

// It unlocks before it sends.
func (c *client) removeRight(path string) {
	c.mu.Lock()
	delete(c.watchers, path)
	c.mu.Unlock()
	//loopcheck:ignore loopleak the circle is the one that counts here
	c.calls <- &call{make(chan error, 1)}
}

// The workers that a group counts need the lock before they are done.
type pool struct {
	mu, other sync.Mutex
	wg        sync.WaitGroup
	jobs      chan int
	sum       int
}

func newPool() *pool {
	p := &pool{jobs: make(chan int)}
	for range 4 {
		p.wg.Add(1)
		go p.work()
	}
	return p
}

func (p *pool) work() {
	defer p.wg.Done()
	for n := range p.jobs {
		p.mu.Lock()
		p.sum += n
		p.mu.Unlock()
	}
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.jobs)
	p.wg.Wait() // want "pool.close holds p.mu while it waits in p.wg.Wait, and pool.work, which it counts, takes p.mu first"
}

func (p *pool) closeRight() {
	p.mu.Lock()
	close(p.jobs)
	p.mu.Unlock()
	p.wg.Wait()
}

func (p *pool) closeUnderAnother() {
	p.other.Lock()
	defer p.other.Unlock()
	close(p.jobs)
	p.wg.Wait()
}

// A lock that is let go while its owner waits is free for the others.
func (p *pool) pause(ready chan bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle()
}

func (p *pool) idle() {
	p.mu.Unlock()
	p.wg.Wait()
	p.mu.Lock()
}

// Receiver and sender both hold the lock.
type signal struct {
	mu    sync.Mutex
	ready chan bool
	n     int
}

func newSignal() *signal { return &signal{ready: make(chan bool)} }

func (s *signal) wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n == 0 {
		<-s.ready // want "signal.wait holds s.mu while it receives from s.ready, and signal.raise, its sender, takes s.mu first"
	}
}

func (s *signal) raise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	select {
	case s.ready <- true:
	default:
	}
}

// The lock was free again before the goroutine began.
func run(all []string) bool {
	var mu sync.Mutex
	mu.Lock()
	n := len(all)
	mu.Unlock()
	done := make(chan bool)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		done <- n > 0
	}()
	return <-done
}

// A hub holds its rooms under its lock, and each room's loop needs that.
type hub struct {
	mu    sync.Mutex
	rooms map[string]*room
}

type room struct {
	hub  *hub
	name string
	in   chan string
}

func (h *hub) open(name string) {
	r := &room{h, name, make(chan string)}
	go r.run()
	h.mu.Lock()
	h.rooms[name] = r
	h.mu.Unlock()
}

func (r *room) run() {
	for text := range r.in {
		if text == "" {
			r.hub.mu.Lock()
			delete(r.hub.rooms, r.name)
			r.hub.mu.Unlock()
		}
	}
}

func (h *hub) say(name, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r := h.rooms[name]; r != nil {
		r.in <- text // want "hub.say holds h.mu while it sends to r.in, and room.run, its receiver, takes r.hub.mu first, if that is the same one: deadlock"
	}
}

// Peers have a lock and an inbox each.
type peer struct {
	mu    sync.Mutex
	in    chan string
	other *peer
}

func newPeer(other *peer) *peer {
	p := &peer{in: make(chan string), other: other}
	go p.run()
	return p
}

func (p *peer) run() {
	for range p.in {
		p.mu.Lock()
		p.mu.Unlock()
	}
}

func (p *peer) pass(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.other.in <- text
}

// A subscriber has room for the one value that it gets, whose lock that ever is.
type subscriber struct{ last chan string }

type transport struct {
	sync.RWMutex
	all map[*subscriber]bool
}

func (t *transport) add(s *subscriber) {
	t.Lock()
	defer t.Unlock()
	t.all[s] = true
	s.last <- "first"
}

type web struct{ transport *transport }

func (w *web) serve() string {
	s := &subscriber{make(chan string, 1)}
	w.transport.add(s)
	return <-s.last
}
