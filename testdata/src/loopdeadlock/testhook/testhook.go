// Package testhook has hooks: one into which its tests alone put something, and one that
// the program sets itself.
package testhook

import "sync"

// A Transport writes lines to whoever serves it.
type Transport struct {
	mu    sync.Mutex
	lines chan string
	hook  func(t *Transport, line string)
}

// Write is called by several goroutines.
func (t *Transport) Write(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines <- line
}

func (t *Transport) serve() {
	for {
		t.hook(t, "ready")
		print(<-t.lines)
	}
}

// An Echo has what the test of a Transport does in its program.
type Echo struct {
	mu    sync.Mutex
	lines chan string
	hook  func(e *Echo, line string)
}

func newEcho() *Echo {
	e := &Echo{lines: make(chan string), hook: func(e *Echo, line string) { e.write(line) }}
	go e.serve()
	return e
}

func (e *Echo) write(line string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lines <- line // want "Echo.write holds e.mu while it sends to e.lines, and Echo.serve, its receiver, takes e.mu first in Echo.write: deadlock"
}

func (e *Echo) serve() {
	for {
		e.hook(e, "ready")
		print(<-e.lines)
	}
}

func (t *Transport) flush() {
	if len(t.lines) > 0 {
		t.Write("")
	}
}

// drain does outside of a test what one of them does.
func (t *Transport) drain() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flush() // want "t.flush .by Transport.Write. waits for t.mu, and Transport.drain holds it: deadlock"
}
