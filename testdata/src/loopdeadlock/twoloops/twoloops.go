// Package twoloops has loops that wait for each other.
package twoloops

// A hub's loop stops a source before it has answered it.
type hub struct {
	source *source
	gone   chan request
}

type request struct{ res chan struct{} }

type source struct {
	hub  *hub
	done chan struct{}
}

func newHub() *hub {
	h := &hub{gone: make(chan request)}
	h.source = &source{h, make(chan struct{})}
	go h.run()
	go h.source.run()
	return h
}

func (h *hub) run() {
	for req := range h.gone {
		h.source.wait() // want "hub.run receives from s.done, which only source.run ends, and that receives from req.res, which only hub.run ends later: deadlock"
		close(req.res)
	}
}

func (s *source) run() {
	defer close(s.done)
	req := request{make(chan struct{})}
	s.hub.gone <- req
	<-req.res
}

func (s *source) wait() { <-s.done }

// Each of two loops hands over to the other.
type left struct {
	in    chan int
	right *right
}

type right struct {
	in   chan int
	left *left
}

func newPair() *left {
	l := &left{in: make(chan int)}
	l.right = &right{make(chan int), l}
	go l.run()
	go l.right.run()
	return l
}

func (l *left) run() {
	for n := range l.in {
		l.right.in <- n // want "left.run sends to l.right.in, which only right.run ends, and that sends to r.left.in, which only left.run ends later: deadlock"
	}
}

func (r *right) run() {
	for n := range r.in {
		r.left.in <- n
	}
}

// One of them answers, where the other one waits for it.
type asker struct {
	in     chan int
	server *server
}

type server struct{ in chan question }

type question struct{ res chan int }

func newAsker() *asker {
	a := &asker{make(chan int), &server{make(chan question)}}
	go a.run()
	go a.server.run()
	return a
}

func (a *asker) run() {
	for range a.in {
		q := question{make(chan int)}
		a.server.in <- q
		<-q.res
	}
}

func (s *server) run() {
	for q := range s.in {
		q.res <- 1
	}
}

// One of them never waits.
type giver struct {
	in    chan int
	taker *taker
}

type taker struct {
	in    chan int
	giver *giver
}

func newGiver() *giver {
	g := &giver{in: make(chan int)}
	g.taker = &taker{make(chan int), g}
	go g.run()
	go g.taker.run()
	return g
}

func (g *giver) run() {
	for n := range g.in {
		g.taker.in <- n
	}
}

func (t *taker) run() {
	for n := range t.in {
		select {
		case t.giver.in <- n:
		default:
		}
	}
}

// Whoever says that it ends has been heard when one waits for its end.
type boss struct {
	over   chan *helper
	helper *helper
}

type helper struct {
	boss *boss
	done chan struct{}
}

func newBoss() *boss {
	b := &boss{over: make(chan *helper)}
	b.helper = &helper{b, make(chan struct{})}
	go b.run()
	go b.helper.run()
	return b
}

func (b *boss) run() {
	for h := range b.over {
		<-h.done
	}
}

func (h *helper) run() {
	defer close(h.done)
	h.boss.over <- h
}

// There is room for what is handed over, one thing at a time.
type queue struct {
	in, out, sent chan int
}

func newQueue() *queue {
	q := &queue{make(chan int), make(chan int, 1), make(chan int, 1)}
	go q.fill()
	go q.write()
	return q
}

func (q *queue) fill() {
	waiting := false
	for {
		select {
		case n := <-q.in:
			if !waiting {
				q.out <- n
				waiting = true
			}
		case <-q.sent:
			waiting = false
		}
	}
}

func (q *queue) write() {
	for n := range q.out {
		q.sent <- n
	}
}
