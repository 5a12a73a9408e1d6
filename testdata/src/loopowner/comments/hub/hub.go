// Package hub has a loop, and says in comments what belongs to it.
package hub

import (
	"context"
	"sync"
	"time"
)

// Hub serves clients.
type Hub struct {
	name  string
	in    chan string
	funcs chan func(*Hub)
	quit  chan struct{}
	done  chan struct{} // closed when run returns

	mu    sync.Mutex
	stats map[string]int // guarded by mu

	// Everything following is owned by the run loop:
	clients map[string]int
	last    string
	limit   int // set by New, and never after
	size    int // set before done is closed
}

// New makes a hub and starts it.
func New(name string) *Hub {
	h := &Hub{name: name, in: make(chan string), funcs: make(chan func(*Hub)), quit: make(chan struct{}), done: make(chan struct{}), clients: make(map[string]int), limit: 8}
	h.clients["first"] = 1 // nobody else has it yet
	h.register("second")
	go h.run()
	return h
}

func (h *Hub) run() {
	defer close(h.done)
	for {
		select {
		case name := <-h.in:
			h.register(name)
		case f := <-h.funcs:
			f(h)
		case <-h.quit:
			h.size = len(h.clients)
			return
		}
	}
}

// register should only be called from the run loop.
func (h *Hub) register(name string) {
	h.clients[name]++
	h.last = name
}

// Forget must only be called from the loop in run().
func (h *Hub) Forget(name string) { delete(h.clients, name) }

// drop is called on the run goroutine.
func (h *Hub) drop(name string) { delete(h.clients, name) }

// RegisterLater is how the others do it.
func (h *Hub) RegisterLater(name string) {
	select {
	case h.in <- name:
	case <-h.done:
	}
}

// Moved has its access in another goroutine.
func (h *Hub) Moved(name string) {
	go func() {
		h.last = name // want `h.last is written off its loop: "Everything following is owned by the run loop" \(hub.go:21\); post it to the loop`
	}()
}

// Reads reads what the loop writes, and what nobody writes.
func (h *Hub) Reads(limits chan int) {
	go func() {
		limits <- h.limit
		limits <- len(h.clients) // want `h.clients is read off its loop: "Everything following is owned by the run loop" \(hub.go:21\)`
	}()
}

// Started starts what is the loop's in a goroutine of its own.
func (h *Hub) Started(name string) {
	go h.register(name)                                  // want `h.register runs off its loop: "register should only be called from the run loop" \(hub.go:52\)`
	time.AfterFunc(time.Second, func() { h.drop(name) }) // want `h.drop runs off its loop: "drop is called on the run goroutine" \(hub.go:61\)`
}

// Dropped lost its hand-over.
func (h *Hub) Dropped(ctx context.Context, name string) {
	go func() {
		<-ctx.Done()
		h.Forget(name) // want `h.Forget runs off its loop: "Forget must only be called from the loop in run\(\)" \(hub.go:58\)`
	}()
}

// Posted hands over, and waits for the end before it looks.
func (h *Hub) Posted(name string) {
	go func() {
		h.post(func(h *Hub) { h.drop(name) })
		close(h.quit)
		<-h.done
		h.last = ""
	}()
}

func (h *Hub) post(f func(*Hub)) {
	select {
	case h.funcs <- f:
	case <-h.done:
	}
}

// Locked uses what has a lock of its own.
func (h *Hub) Locked(name string) {
	go func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.stats[name]++
		h.last = name // a lock is held: who knows what it guards
	}()
}

// Fresh makes a hub of its own in a goroutine.
func Fresh(out chan *Hub) {
	go func() {
		h := &Hub{clients: make(map[string]int)}
		h.register("first")
		h.last = "nobody has it"
		out <- h
	}()
}

// Last is safe for concurrent use.
func (h *Hub) Last() string {
	return h.last // want `h.last is read off its loop: "Everything following is owned by the run loop" \(hub.go:21\)`
}

// Name is safe for concurrent use.
func (h *Hub) Name() string { return h.name }

// Clients asks nobody, and says nothing.
func (h *Hub) Clients() int { return len(h.clients) }

// handle is called from handler goroutines.
func (h *Hub) handle(name string) {
	h.drop(name) // want `h.drop runs off its loop: "drop is called on the run goroutine" \(hub.go:61\)`
}

// evict must not be called from the run loop: it waits for it.
func (h *Hub) evict(name string) {
	h.post(func(h *Hub) { h.drop(name) })
	h.last = name // want `h.last is written off its loop: "Everything following is owned by the run loop" \(hub.go:21\)`
}

// Serve is for whoever calls it.
func (h *Hub) Serve(name string) {
	h.handle(name)
	h.evict(name)
}
