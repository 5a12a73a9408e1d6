package testhook

import "sync"

// A hook stands in for the loop's clock; tests alone have one. That it is passed the inbox
// says nothing of who receives.
type hook interface {
	next(in chan func()) func()
}

type peers struct {
	mu  sync.Mutex
	all map[*peer]bool
}

type peer struct {
	of   *peers
	in   chan func()
	done chan struct{}
	hook hook
	over bool
}

func (p *peers) open() *peer {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := &peer{of: p, in: make(chan func(), 1), done: make(chan struct{})}
	p.all[q] = true
	go q.loop()
	return q
}

func (p *peers) leave(q *peer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, q)
}

// Close ends all while it holds the lock that each of them takes when it leaves.
func (p *peers) Close() {
	p.mu.Lock()
	for q := range p.all {
		q.run(func() { q.over = true }) // want `peers.Close holds p.mu while it sends to p.in, and peer.loop`
	}
	p.mu.Unlock()
}

func (p *peer) loop() {
	defer close(p.done)
	defer p.of.leave(p)
	for !p.over {
		var f func()
		if p.hook != nil {
			f = p.hook.next(p.in)
		} else {
			f = <-p.in
		}
		f()
	}
}

func (p *peer) run(f func()) {
	done := make(chan struct{})
	select {
	case p.in <- func() { defer close(done); f() }:
	case <-p.done:
	}
	select {
	case <-done:
	case <-p.done:
	}
}

var _ = (&peers{}).open
