// Package lockcond waits for a condition under another lock, which those need who signal it.
package lockcond

import "sync"

type queue struct {
	all   sync.Mutex
	mu    sync.Mutex
	cond  *sync.Cond
	items []int
}

func newQueue() *queue {
	q := &queue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) take() int {
	q.all.Lock()
	defer q.all.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.cond.Wait() // want `queue.take holds q.all while it waits in q.cond.Wait, and queue.put, which signals it, takes q.all first: deadlock`
	}
	n := q.items[0]
	q.items = q.items[1:]
	return n
}

func (q *queue) put(n int) {
	q.all.Lock()
	defer q.all.Unlock()
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, n)
	q.cond.Signal()
}

// A gate's lock is the condition's own, and somebody opens it without the other one.
type gate struct {
	all  sync.Mutex
	mu   sync.Mutex
	cond sync.Cond
	open bool
}

func newGate() *gate {
	g := &gate{}
	g.cond.L = &g.mu
	return g
}

func (g *gate) pass() {
	g.all.Lock()
	defer g.all.Unlock()
	g.mu.Lock()
	for !g.open {
		g.cond.Wait()
	}
	g.mu.Unlock()
}

func (g *gate) unlock() {
	g.all.Lock()
	defer g.all.Unlock()
	g.set()
}

func (g *gate) set() {
	g.mu.Lock()
	g.open = true
	g.cond.Broadcast()
	g.mu.Unlock()
}

// Exported, for others that do not have it.
func (g *gate) Set() { g.set() }

// A conn is the lock of its own condition, by what it embeds.
type conn struct {
	sync.Mutex
	cond  *sync.Cond
	ready bool
}

func newConn() *conn {
	c := &conn{}
	c.cond = sync.NewCond(c)
	return c
}

func (c *conn) await() {
	c.Lock()
	defer c.Unlock()
	for !c.ready {
		c.cond.Wait()
	}
}

func (c *conn) done() {
	c.Lock()
	defer c.Unlock()
	c.ready = true
	c.cond.Broadcast()
}

// The condition's lock is known by the condition alone.
type gathering struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func newGathering() *gathering {
	g := &gathering{}
	g.cond = sync.NewCond(&g.mu)
	go g.gather()
	return g
}

func (g *gathering) gather() {
	for {
		g.cond.L.Lock()
		for g.n == 0 {
			g.cond.Wait()
		}
		g.n = 0
		g.cond.L.Unlock()
	}
}

func (g *gathering) arrive() {
	g.cond.L.Lock()
	defer g.cond.L.Unlock()
	g.n++
	g.cond.Broadcast()
}
