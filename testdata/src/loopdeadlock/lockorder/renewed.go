package lockorder

import "sync"

// A channel renews its session: the next one is made under the channel's lock, and nobody
// else has it before that is done.
type channel struct {
	mu     sync.Mutex
	next   *session
	active *session
}

type session struct {
	mu sync.Mutex
	n  int
}

func newSession(n int) *session { return &session{n: n} }

// NewChannel has a session that is renewed on a goroutine.
func NewChannel() *channel {
	c := &channel{active: newSession(0)}
	go c.renew(c.active)
	return c
}

// Open makes the first one.
func (c *channel) Open() { c.open(1) }

func (c *channel) open(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next = newSession(n)
	c.ask(c.next)
	c.active = c.next
}

func (c *channel) ask(s *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

func (c *channel) renew(s *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.open(s.n)
}

// A keeper asks the session that it has.
type keeper struct {
	mu  sync.Mutex
	has *session
}

// NewKeeper has a session that is looked after on a goroutine.
func NewKeeper() *keeper {
	k := &keeper{has: newSession(0)}
	go k.renew(k.has)
	return k
}

// Ask asks it under the lock.
func (k *keeper) Ask() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ask(k.has) // want `k.ask waits for k.has.mu, and keeper.Ask holds k.mu, for which keeper.renew waits the other way round: deadlock; lock them in one order`
}

func (k *keeper) ask(s *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}

func (k *keeper) renew(s *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k.mu.Lock()
	k.mu.Unlock()
}

// A Router's queue and those of its peers are of one kind, and never the same.
type Router struct {
	waiting *queue
	peer    *peer
}

type peer struct {
	mu    sync.Mutex
	queue *queue
}

type queue struct {
	mu  sync.Mutex
	all []int
}

func newQueue() *queue { return &queue{} }

// NewRouter has one that a goroutine empties.
func NewRouter() *Router {
	r := &Router{waiting: newQueue(), peer: &peer{queue: newQueue()}}
	go r.move()
	return r
}

// move hands on what waits, under the queue's lock.
func (r *Router) move() {
	r.waiting.mu.Lock()
	defer r.waiting.mu.Unlock()
	for _, v := range r.waiting.all {
		r.peer.take(v)
	}
}

// Put gives a peer something.
func (r *Router) Put(v int) { r.peer.take(v) }

// take begins a new queue.
func (p *peer) take(v int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := newQueue()
	p.queue.drain(next)
	p.queue = next
}

func (q *queue) drain(to *queue) {
	q.mu.Lock()
	defer q.mu.Unlock()
	to.all = append(to.all, q.all...)
}
