package loop

import (
	"context"
	"slices"
	"sync/atomic"
)

// All awaits all futures and returns their values in order. When one fails it
// returns that error at once; the others go on, and count as awaited, as they do when
// ctx ends: in a [Group] they would be cancelled. It waits where Await would, and
// refuses where Await would.
func All[T any](ctx context.Context, fs ...*Future[T]) ([]T, error) {
	if err := waitForSome(ctx, fs, "All", false); err != nil {
		for _, f := range fs {
			f.givenUp(err)
		}
		return nil, err
	}
	values := make([]T, len(fs))
	var failed error
	for i, f := range fs {
		f.awaited()
		if !f.isDone() {
			continue // another one failed
		}
		values[i] = f.value
		if err := f.err(); err != nil && failed == nil {
			failed = err
		}
	}
	if failed != nil {
		return nil, failed
	}
	return values, nil
}

// First awaits the first of the futures to be done, returns which that is, its value
// and its error, and cancels the others. If ctx ends before any is done it cancels
// all, and returns -1 and ctx's error. It waits where Await would, and refuses where
// Await would, a future of the callback's own loop, and others if none of them could
// ever be done: then it returns -1, and cancels none. It panics if there are no
// futures.
func First[T any](ctx context.Context, fs ...*Future[T]) (which int, v T, err error) {
	if len(fs) == 0 {
		panic("loop: First of no futures would wait for ever")
	}
	err = waitForSome(ctx, fs, "First", true)
	if isRefusal(err) {
		return -1, v, err
	}
	which = -1
	if err == nil {
		which = slices.IndexFunc(fs, func(f *Future[T]) bool { return f.isDone() })
		fs[which].awaited()
		v, err = fs[which].value, fs[which].err()
	}
	for _, f := range fs {
		if which < 0 || f != fs[which] {
			f.Cancel(nil)
		}
	}
	return which, v, err
}

// A joint waits for enough of several futures to be done.
type joint struct {
	left   atomic.Int32
	first  bool       // one is enough; else all, or one that failed
	co     *coroutine // who waits: a coroutine with its ticket, or a goroutine at woken
	ticket uint64
	woken  chan struct{}
}

// enough reports whether the wait is over now that f is done.
func (j *joint) enough(f *future) bool {
	return j.first || j.left.Add(-1) == 0 || f.failure != nil
}

// A jointListener tells its joint that a future is done.
type jointListener struct {
	listener
	joint *joint
	fut   *future
}

func (n *jointListener) notified(*listener) {
	j := n.joint
	switch {
	case !j.enough(n.fut):
	case j.co != nil:
		j.co.wakeAnywhere(j.ticket, woken)
	default:
		select {
		case j.woken <- struct{}{}:
		default: // it is woken already
		}
	}
}

// waitForSome waits until the first of the futures is done, or all are or one has
// failed.
func waitForSome[T any](ctx context.Context, fs []*Future[T], op string, first bool) error {
	if len(fs) == 0 {
		return nil
	}
	j := &joint{first: first}
	j.left.Store(int32(len(fs)))
	end, err := j.begin(ctx, futuresOf(fs), op)
	if err != nil || end == nil {
		return err
	}
	defer end()
	listeners := make([]jointListener, len(fs))
	for i, f := range fs {
		n := &listeners[i]
		n.waiter, n.joint, n.fut = n, j, &f.future
		if !f.listen(&n.listener) {
			n.notified(nil)
		}
	}
	err = j.wait(ctx, op)
	for i, f := range fs {
		f.unlisten(&listeners[i].listener)
	}
	return err
}

func (j *joint) wait(ctx context.Context, op string) error {
	if j.co != nil {
		return j.co.park(ctx, j.ticket, op)
	}
	select {
	case <-j.woken:
		return nil
	case <-ctx.Done():
		return waitError(ctx.Err(), context.Cause(ctx))
	}
}

// begin notes the wait, and refuses one that could not end. It returns what to call
// afterwards, or nil if enough is done already.
func (j *joint) begin(ctx context.Context, fs []*future, op string) (end func(), err error) {
	done := &severalDone{futures: fs, first: j.first}
	w := &wait{on: fs[0].loop.name, ender: done, ctx: ctx}
	p := here(self())
	inTask := p != nil && p.co != nil
	switch {
	case p != nil && !inTask && slices.ContainsFunc(fs, func(f *future) bool { return f.loop == p.loop }):
		return nil, p.loop.selfWait(op)
	case done.holds():
		return nil, nil
	case !inTask:
		j.woken = make(chan struct{}, 1)
		return block(w, op)
	}
	if err := p.co.mayWait(ctx); err != nil {
		return nil, err
	}
	if end, err = note(w, op); err == nil {
		j.co, j.ticket = p.co, p.co.arm()
	}
	return end, err
}

func futuresOf[T any](fs []*Future[T]) []*future {
	futures := make([]*future, len(fs))
	for i, f := range fs {
		futures[i] = &f.future
	}
	return futures
}
