package lockwait

import "sync"

// A bridge's links say that they are done before they take the lock.
type bridge struct {
	mu    sync.Mutex
	links map[*lane]bool
}

type lane struct {
	stop chan struct{}
	done chan struct{}
}

func (b *bridge) add() {
	l := &lane{make(chan struct{}), make(chan struct{})}
	b.mu.Lock()
	b.links[l] = true
	go b.serve(l)
	b.mu.Unlock()
}

func (b *bridge) serve(l *lane) {
	defer func() {
		close(l.done)
		b.mu.Lock()
		delete(b.links, l)
		b.mu.Unlock()
	}()
	<-l.stop
}

func (b *bridge) Drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l := range b.links {
		close(l.stop)
		<-l.done // nope: it is closed before
	}
}

// Those of a second one take the lock first.
type span struct {
	mu    sync.Mutex
	links map[*strand]bool
}

type strand struct {
	stop chan struct{}
	done chan struct{}
}

func (b *span) add() {
	l := &strand{make(chan struct{}), make(chan struct{})}
	b.mu.Lock()
	b.links[l] = true
	go b.serve(l)
	b.mu.Unlock()
}

func (b *span) serve(l *strand) {
	defer func() {
		b.mu.Lock()
		delete(b.links, l)
		b.mu.Unlock()
		close(l.done)
	}()
	<-l.stop
}

func (b *span) Drop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l := range b.links {
		close(l.stop)
		<-l.done // want "span.Drop holds b.mu while it receives from l.done, and the function in span.serve, which closes it, takes b.mu first"
	}
}
