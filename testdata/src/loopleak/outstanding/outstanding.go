// Package outstanding has a loop that answers from a container, and leaves.
package outstanding

import (
	"sync"
	"time"
)

type conn struct {
	mu      sync.Mutex
	pending map[int]chan int
}

func newConn() *conn {
	c := &conn{pending: make(map[int]chan int)}
	go c.read()
	return c
}

func next() (id, n int, err error) { return 0, 0, nil }

func (c *conn) read() {
	for {
		id, n, err := next()
		if err != nil {
			return
		}
		c.mu.Lock()
		answer := c.pending[id]
		delete(c.pending, id)
		c.mu.Unlock()
		if answer != nil {
			answer <- n
		}
	}
}

func (c *conn) call(id int) int {
	answer := make(chan int, 1)
	c.mu.Lock()
	c.pending[id] = answer
	c.mu.Unlock()
	return <-answer // want `receiving from answer waits for ever once conn.read has returned \(the return at line 26\), which alone answers: answer all who wait when it returns, or wait in a select that knows of its end`
}

// A link tells all who wait when it ends.
type link struct {
	mu      sync.Mutex
	pending map[int]chan int
}

func newLink() *link {
	l := &link{pending: make(map[int]chan int)}
	go l.read()
	return l
}

func (l *link) read() {
	for {
		id, n, err := next()
		if err != nil {
			l.mu.Lock()
			for _, answer := range l.pending {
				close(answer)
			}
			l.mu.Unlock()
			return
		}
		l.mu.Lock()
		answer := l.pending[id]
		delete(l.pending, id)
		l.mu.Unlock()
		if answer != nil {
			answer <- n
		}
	}
}

func (l *link) call(id int) int {
	answer := make(chan int, 1)
	l.mu.Lock()
	l.pending[id] = answer
	l.mu.Unlock()
	return <-answer
}

// A call is answered on a channel of its own.
type call struct {
	n    int
	done chan struct{}
}

type peer struct {
	mu    sync.Mutex
	calls map[int]*call
}

func newPeer() *peer {
	p := &peer{calls: make(map[int]*call)}
	go p.read()
	return p
}

func (p *peer) read() {
	for {
		id, n, err := next()
		if err != nil {
			return
		}
		p.mu.Lock()
		c := p.calls[id]
		delete(p.calls, id)
		p.mu.Unlock()
		if c != nil {
			c.n = n
			close(c.done)
		}
	}
}

func (p *peer) call(id int) int {
	c := &call{done: make(chan struct{})}
	p.mu.Lock()
	p.calls[id] = c
	p.mu.Unlock()
	<-c.done // want `receiving from c.done waits for ever once peer.read has returned \(the return at line 108\), which alone answers: answer all who wait when it returns, or wait in a select that knows of its end`
	return c.n
}

// A pump closes its own channel, by whatever name others have it.
type pump struct {
	queue chan int
	next  func() (int, error)
}

type pool struct{ pumps map[int]*pump }

func (p *pool) add(id int, next func() (int, error)) {
	q := &pump{queue: make(chan int), next: next}
	p.pumps[id] = q
	go q.run()
}

func (q *pump) run() {
	for {
		n, err := q.next()
		if err != nil {
			close(q.queue)
			return
		}
		q.queue <- n
	}
}

func (p *pool) get(id int) int { return <-p.pumps[id].queue }

// A broker looks, on a goroutine that it starts for each answer, whether somebody has taken
// it, and takes it back otherwise.
type broker struct {
	mu      sync.Mutex
	streams map[int]*stream
}

type stream struct {
	answer chan int
	taken  chan struct{}
}

func newBroker() *broker {
	b := &broker{streams: make(map[int]*stream)}
	go b.run()
	return b
}

func (b *broker) run() {
	for {
		id, n, err := next()
		if err != nil {
			return
		}
		s := b.stream(id)
		select {
		case s.answer <- n:
		default:
		}
		go b.expire(id, s)
	}
}

func (b *broker) stream(id int) *stream {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.streams[id]
	if !ok {
		s = &stream{answer: make(chan int, 1), taken: make(chan struct{})}
		b.streams[id] = s
	}
	return s
}

func (b *broker) expire(id int, s *stream) {
	expired := false
	select {
	case <-s.taken:
	case <-time.After(time.Second):
		expired = true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.streams, id)
	if expired {
		<-s.answer
	}
}

func (b *broker) accept(id int) (int, bool) {
	s := b.stream(id)
	select {
	case n := <-s.answer:
		close(s.taken)
		return n, true
	case <-time.After(time.Second):
		return 0, false
	}
}
