package answer

import (
	"context"
	"time"
)

type request struct {
	key   string
	reply chan string
}

// A store has a queue, in which requests are left when it ends.
type store struct {
	in     chan request
	quit   chan struct{}
	values map[string]string
}

func newStore() *store {
	s := &store{in: make(chan request, 16), quit: make(chan struct{}), values: make(map[string]string)}
	go s.run()
	return s
}

func (s *store) run() {
	for {
		select {
		case r := <-s.in:
			r.reply <- s.values[r.key]
		case <-s.quit:
			return
		}
	}
}

func (s *store) Get(key string) string {
	r := request{key, make(chan string, 1)}
	select {
	case s.in <- r:
	case <-s.quit:
		return ""
	}
	return <-r.reply // want "receiving from r.reply waits for ever once store.run has returned .<-s.quit at line 32. with the request in its queue: wait in a select that knows of its end, as at line 40"
}

func (s *store) Find(key string) string {
	reply := make(chan string, 1)
	select {
	case s.in <- request{key, reply}:
	case <-s.quit:
		return ""
	}
	return <-reply // want "receiving from reply waits for ever once store.run has returned"
}

func (s *store) NopeTry(key string) string {
	reply := make(chan string, 1)
	select {
	case s.in <- request{key, reply}:
	case <-s.quit:
		return ""
	}
	select {
	case value := <-reply:
		return value
	case <-s.quit:
		return ""
	}
}

func (s *store) Close() { close(s.quit) }

type question struct{ reply chan int }

// A teller has no queue, and answers without room.
type teller struct {
	in   chan question
	quit chan struct{}
}

func newTeller() *teller {
	t := &teller{in: make(chan question), quit: make(chan struct{})}
	go t.run()
	return t
}

func (t *teller) run() {
	for {
		select {
		case q := <-t.in:
			q.reply <- 1 // want "q.reply <- 1 blocks for ever if teller.Ask returns before it is received .<-ctx.Done.. at line 105.: make the channel with room for one"
		case <-t.quit:
			return
		}
	}
}

func (t *teller) Ask(ctx context.Context) (int, error) {
	reply := make(chan int)
	t.in <- question{reply}
	select {
	case n := <-reply:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

type doubt struct{ reply chan int }

type patient struct{ in chan doubt }

func newPatient() *patient {
	p := &patient{in: make(chan doubt)}
	go func() {
		for d := range p.in {
			d.reply <- 1 // nope: there is room
		}
	}()
	return p
}

func (p *patient) NopeAsk() int {
	reply := make(chan int, 1)
	p.in <- doubt{reply}
	select {
	case n := <-reply:
		return n
	case <-time.After(time.Second):
		return 0
	}
}

// A member is in the queue of one loop, and waits for another.
type member struct{ done chan bool }

type list struct {
	join chan *member
	quit chan struct{}
}

func newList() *list {
	l := &list{join: make(chan *member, 8), quit: make(chan struct{})}
	go l.run()
	return l
}

func (l *list) run() {
	for {
		select {
		case m := <-l.join:
			println(m)
		case <-l.quit:
			return
		}
	}
}

func (l *list) Join(m *member) {
	select {
	case l.join <- m:
	case <-l.quit:
	}
}

func (m *member) finish() { m.done <- true }

func (m *member) nopeWait() bool { return <-m.done }

// An asker waits for the answer before it asks for the end.
type asker struct {
	in     chan *inquiry
	closed chan struct{}
}

type inquiry struct{ answer chan string }

func newAsker() *asker { return &asker{in: make(chan *inquiry), closed: make(chan struct{})} }

func (a *asker) put() <-chan string {
	q := &inquiry{answer: make(chan string, 1)}
	select {
	case a.in <- q:
	case <-a.closed:
		q.answer <- ""
	}
	return q.answer
}

func (a *asker) Ask() (string, error) {
	answer := <-a.put() // want `receiving from a.put\(\) waits for ever if <-a.closed comes first, which is asked only then \(line \d+\): wait in a select with <-a.closed as well`
	select {
	case <-a.closed:
		return "", context.Canceled
	default:
		return answer, nil
	}
}

func (a *asker) Answer(text string) { (<-a.in).answer <- text }

func (a *asker) Close() { close(a.closed) }

func (a *asker) NopeAsk() (string, error) {
	select {
	case answer := <-a.put():
		return answer, nil
	case <-a.closed:
		return "", context.Canceled
	}
}
