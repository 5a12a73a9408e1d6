package loop

import "context"

// A line is where coroutines of one loop wait for their turn, in order. It is
// owned by the loop.
type line struct{ places []*lineplace }

type lineplace struct {
	co     *coroutine
	ticket uint64
	called bool // its turn has come, even if its context ends meanwhile
}

// wait queues the calling coroutine until it is called or ctx ends.
func (q *line) wait(ctx context.Context, op string) error {
	co, err := running(ctx, op)
	if err != nil {
		return err
	}
	if err := co.mayWait(ctx); err != nil {
		return err
	}
	p := &lineplace{co: co, ticket: co.arm()}
	q.places = append(q.places, p)
	err = co.suspend(ctx, p.ticket)
	if p.called {
		return nil
	}
	q.leave(p)
	return err
}

// callFirst ends the wait of the first in line, if there is one.
func (q *line) callFirst() bool {
	if len(q.places) == 0 {
		return false
	}
	p := q.places[0]
	q.places[0] = nil
	q.places = q.places[1:]
	p.called = true
	p.co.wakeHere(p.ticket, woken)
	return true
}

func (q *line) callAll() {
	for q.callFirst() {
	}
}

func (q *line) leave(p *lineplace) {
	for i, other := range q.places {
		if other == p {
			q.places = append(q.places[:i], q.places[i+1:]...)
			return
		}
	}
}
