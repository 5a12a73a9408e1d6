package listener

import "sync"

type stopper interface{ stop() }

// A node stops its children under its lock. A child is put into the node above, whose lock
// is another one.
type node struct {
	mu       sync.Mutex
	children map[stopper]struct{}
}

func newNode(above any) *node {
	n := &node{children: make(map[stopper]struct{})}
	n.attach(above, n)
	return n
}

func nodeOf(x any) (*node, bool) {
	n, ok := x.(*node)
	return n, ok
}

func (n *node) attach(above any, child stopper) {
	if p, ok := nodeOf(above); ok {
		p.mu.Lock()
		p.children[child] = struct{}{}
		p.mu.Unlock()
	}
}

func (n *node) stop() {
	n.mu.Lock()
	for child := range n.children {
		child.stop()
	}
	n.mu.Unlock()
}

// A ring's members are told under its lock, the ring itself among them.
type ring struct {
	mu      sync.Mutex
	members map[stopper]struct{}
}

func newRing() *ring {
	r := &ring{members: make(map[stopper]struct{})}
	r.attach(r)
	return r
}

func (r *ring) attach(s stopper) {
	r.mu.Lock()
	r.members[s] = struct{}{}
	r.mu.Unlock()
}

func (r *ring) stop() {
	r.mu.Lock() // want `r.mu.Lock waits for r.mu, which ring.stop holds while it calls this: deadlock`
	for member := range r.members {
		member.stop()
	}
	r.mu.Unlock()
}
