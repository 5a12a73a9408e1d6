package loop

import "context"

// A line is where coroutines of one loop wait for their turn, in order. It is
// owned by the loop.
type line struct{ row[lineplace] }

type lineplace struct {
	co     *coroutine
	ticket uint64
	noted  *wait // nil if it is in nobody's way
	woken  bool  // its turn has come, even if its context ends meanwhile
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
	s := q.join(lineplace{co: co, noted: w, ticket: co.arm()})
	err = co.park(ctx, s.who.ticket, op)
	if s.who.woken {
		return nil
	}
	q.leave(s)
	return err
}

// wakeFirst ends the wait of the first in line, if there is one.
func (q *line) wakeFirst() bool {
	s := q.pop()
	if s == nil {
		return false
	}
	p := &s.who
	p.woken = true
	if p.noted != nil {
		p.noted.over.Store(true)
	}
	p.co.wake(p.ticket, woken)
	return true
}

// firstTask returns the task that is first in line, or nil.
func (q *line) firstTask() *task {
	if q.first == nil {
		return nil
	}
	return q.first.who.co.task
}

func (q *line) wakeAll() {
	for q.wakeFirst() {
	}
}
