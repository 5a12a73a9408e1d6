package loop

import "context"

// A line is where coroutines of one loop wait for their turn, in order. It is
// owned by the loop.
type line struct{ places []*lineplace }

type lineplace struct {
	co     *coroutine
	ticket uint64
	noted  *wait // nil if it is in nobody's way
	called bool  // its turn has come, even if its context ends meanwhile
}

// wait queues the calling coroutine until it is called or ctx ends.
func (q *line) wait(ctx context.Context, op string) error { return q.waitAs(ctx, nil, op) }

// waitAs is wait, as others see it if w is not nil.
func (q *line) waitAs(ctx context.Context, w *wait, op string) error {
	co, err := running(ctx, op)
	if err != nil {
		return err
	}
	if err := co.mayWait(ctx); err != nil {
		return err
	}
	if w != nil {
		if err := co.task.begin(w, op); err != nil {
			return err
		}
		defer co.task.actor.end()
	}
	p := &lineplace{co: co, noted: w, ticket: co.arm()}
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
	if p.noted != nil {
		p.noted.over.Store(true)
	}
	p.co.wakeHere(p.ticket, woken)
	return true
}

// first returns the task that is first in line, or nil.
func (q *line) first() *task {
	if len(q.places) == 0 {
		return nil
	}
	return q.places[0].co.task
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
