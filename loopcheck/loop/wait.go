package loop

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// A wait is what a loop's goroutine, a coroutine or offloaded work waits for, as far
// as others could wait for that in turn.
type wait struct {
	who    *actor
	by, on string // the loops' names
	how    manner
	stack  Stack // where a goroutine blocks; of a coroutine that is parked, unknown

	// ender is what must happen for the wait to end, and ctx what ends it without:
	// nil for nothing.
	ender condition
	ctx   context.Context
	joins *future     // if a coroutine has begun to complete it, ctx does not end the wait
	over  atomic.Bool // it has ended; the one who waited may not know it yet
}

// A manner is how one waits.
type manner uint8

const (
	parks      manner = iota // a coroutine: its loop goes on
	blocksLoop               // a callback: its loop stands still
	blocksWork               // an offloaded function
)

// An actor is who can wait.
type actor struct{ waits atomic.Pointer[wait] }

// begin notes a wait of an actor of l, unless it would never end.
func (a *actor) begin(l *Loop, w *wait, op string) error {
	a.note(l, w)
	if w.ender.surely() {
		return nil
	}
	return l.refuse(waitOver{w}, op, a.end)
}

// note comes first: of several that close a circle the last one sees all, and that
// it is needed itself.
func (a *actor) note(l *Loop, w *wait) {
	w.who, w.by = a, l.name
	w.ender.mark()
	a.waits.Store(w)
}

// end forgets the wait.
func (a *actor) end() { a.waits.Store(nil) }

// forgetWait ends the noted wait, if there is one.
func (t *task) forgetWait() {
	if t.waits.Load() != nil {
		t.actor.end()
	}
}

// begin notes a wait of the coroutine, unless it would never end.
func (t *task) begin(w *wait, op string) error {
	t.list()
	t.actor.note(t.loop, w)
	if !t.isNeeded() || w.ender.surely() {
		return nil
	}
	return t.loop.refuse(waitOver{w}, op, t.actor.end)
}

// isNeeded reports whether anybody may wait for the coroutine. Where nobody does, as
// at the end of a chain, its own waits close no circle.
func (t *task) isNeeded() bool {
	return t.group != nil || t.fut.state.Load()&needed != 0 || t.loop.who.needed.Load()
}

// need says that somebody may wait for the coroutine that completes the future.
func (f *future) need() {
	if f.state.Load()&(isTask|needed) == isTask {
		f.state.Or(needed)
	}
}

// isWaiting reports whether the task waits for something that others could wait for.
func (t *task) isWaiting() bool {
	if w := t.waits.Load(); w != nil && !w.over.Load() {
		return true
	}
	f := t.awaiting.Load()
	return f != nil && !f.isDone()
}

// awaits notes that the task waits for f, unless that wait would never end.
func (t *task) awaits(ctx context.Context, f *future) error {
	if f == t.fut {
		return t.loop.selfWait("Await")
	}
	s := f.state.Load()
	if s&(isOutside|isWork) == isOutside || f.loop == t.loop && s&(isTask|isOutside) == 0 {
		return nil // anybody may end it; or the loop will, which runs
	}
	if own, isTask := ctx.(*task); !isTask || own != t {
		return t.begin(&wait{on: f.loop.name, ender: futureDone{f}, ctx: ctx}, "Await")
	}
	t.list()
	f.need()
	t.awaiting.Store(f)
	if !t.isNeeded() || (futureDone{f}).surely() {
		return nil
	}
	return t.loop.refuse(awaits{t, f}, "Await", func() { t.awaiting.Store(nil) })
}

// A waitingList holds a loop's tasks that have waited for what others could wait for.
type waitingList struct {
	mu    sync.Mutex
	tasks []*task
}

// list puts the task on its loop's list, and on its group's, until it ends.
func (t *task) list() {
	if t.listed {
		return
	}
	t.listed = true
	w := &t.loop.who.waiting
	w.mu.Lock()
	defer w.mu.Unlock()
	t.placeInList = int32(len(w.tasks))
	w.tasks = append(w.tasks, t)
	if g := t.group; g != nil {
		t.placeInGroup = int32(len(g.waiting))
		g.waiting = append(g.waiting, t)
	}
}

// unlist takes the task off the lists.
func (t *task) unlist() {
	if !t.listed {
		return
	}
	w := &t.loop.who.waiting
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tasks[len(w.tasks)-1].placeInList = t.placeInList
	w.tasks = swapOut(w.tasks, t.placeInList)
	if g := t.group; g != nil {
		g.waiting[len(g.waiting)-1].placeInGroup = t.placeInGroup
		g.waiting = swapOut(g.waiting, t.placeInGroup)
	}
}

// swapOut puts the last in the place of the one at i.
func swapOut(tasks []*task, i int32) []*task {
	last := len(tasks) - 1
	tasks[i], tasks[last] = tasks[last], nil
	return tasks[:last]
}

// selfWait is the error of an operation that would wait for its own loop.
func (l *Loop) selfWait(op string) error {
	stack := callers(2)
	err := &DeadlockError{Op: op, Waits: []Wait{{Who: l.name, Loop: l.name, On: l.name, Stack: stack}}}
	l.report(observe.SelfWait, 0, op, err, stack)
	return err
}

// block notes that the calling goroutine is about to block, unless that would be
// for ever, and returns what to call afterwards. Off loops and offloaded work
// there is nothing to note.
func block(w *wait, op string) (end func(), err error) {
	p := placeOf(self())
	if p == nil {
		return func() {}, nil
	}
	l := p.loop
	if l != nil {
		w.how, w.stack = blocksLoop, callers(2)
		return l.who.actor.end, l.who.actor.begin(l, w, op)
	}
	j := p.job.Load()
	if j == nil {
		return func() {}, nil
	}
	w.how, w.stack = blocksWork, callers(2)
	return j.actor.end, j.actor.begin(j.loop, w, op)
}

// note is block, for what lets the loop of a coroutine go on.
func note(w *wait, op string) (end func(), err error) {
	if p := here(self()); p != nil && p.co != nil {
		t := p.co.task
		return t.actor.end, t.begin(w, op)
	}
	return block(w, op)
}

// A bell is rung for one that waits for what is no future: a goroutine blocks, a
// coroutine lets its loop go on.
type bell struct {
	rung chan struct{}
	fut  *promise[struct{}] // of the coroutine's loop
}

func newBell() *bell {
	p := here(self())
	if p == nil || p.co == nil {
		return &bell{rung: make(chan struct{})}
	}
	b := &bell{fut: newPromise[struct{}](p.loop)}
	b.fut.open()
	return b
}

// ring ends the wait. It must be called once, without any lock.
func (b *bell) ring() {
	if b.fut != nil {
		b.fut.resolve(struct{}{}, nil)
		return
	}
	close(b.rung)
}

// wait waits until the bell rings or ctx ends.
func (b *bell) wait(ctx context.Context) error {
	if b.fut != nil {
		return b.fut.wait(ctx)
	}
	select {
	case <-b.rung:
		return nil
	case <-ctx.Done():
		return waitError(ctx.Err(), context.Cause(ctx))
	}
}
