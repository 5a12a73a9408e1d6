package lostlock

import "sync"

// What a function locks by a variable, and unlocks by the same one, it has locked itself,
// whatever the variable was before.
type node struct {
	lock   sync.RWMutex
	parent *node
	n      int
}

func (l *node) flat() *node {
	p := l.parent
	if p == nil {
		return l
	}
	p = p.flat()
	p.lock.Lock()
	defer p.lock.Unlock()
	p.n++
	return p
}

func (l *node) up() {
	p := l.parent
	if l.n > 1 {
		p = l.parent.parent
	}
	p.lock.Lock()
	p.n++
	p.lock.Unlock()
}

func (l *node) get() int {
	l.lock.RLock()
	if l.n == 0 {
		return 1 // want "node.get leaves l.lock locked here"
	}
	l.lock.RUnlock()
	return 2
}

// Hand over hand, the one that is unlocked is another one.
type link struct {
	mu   sync.Mutex
	next *link
	n    int
}

func (l *link) find(n int) *link {
	at := l
	at.mu.Lock()
	for at.n < n {
		next := at.step()
		at.mu.Unlock()
		at = next
	}
	at.mu.Unlock()
	return at
}

func (l *link) step() *link {
	next := l.next
	next.mu.Lock()
	return next
}

// A field that leads to the lock gets another object.
type cursor struct{ at *link }

func (c *cursor) forward() {
	c.at.mu.Lock()
	c.at = c.at.step()
	c.at.mu.Unlock()
}
