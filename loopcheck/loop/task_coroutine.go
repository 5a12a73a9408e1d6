package loop

import (
	"context"
	"iter"
	"sync/atomic"
)

// A coroutine is a goroutine that runs only while its loop has switched to it.
// It performs one task after the other, so that a task does not pay for making
// one.
type coroutine struct {
	loop  *Loop
	id    gid
	place place
	task  *task
	next  func() (struct{}, bool) // switches to it; by the loop's goroutine only
	stop  func()                  // ends it, while it has no task
	yield func(struct{}) bool     // switches back; by the coroutine only

	// state is the number of the present wait, and whether it lasts. Only the loop
	// ends a wait, so it is no atomic.
	state     uint64
	nextReady *coroutine                 // its link in the loop's ready list
	wakers    atomic.Pointer[wakeErrand] // one at hand

	onTask   bool // the present wait ends when the task is cancelled
	refused  int  // waits refused since the loop was killed
	listener listener
	timer    Timer // of Sleep

	goroutine string // as stacks name it; the meter's
}

// The low bits of a coroutine's state.
const (
	waiting   uint64 = 1
	woken     uint64 = 2
	cancelled uint64 = 3
	waitMask  uint64 = 3
	waitStep  uint64 = 4
)

// maxIdleCoroutines is how many coroutines a loop keeps for its next tasks.
const maxIdleCoroutines = 64

// newCoroutine makes a coroutine. It must be called on the loop's goroutine: a
// coroutine can only be switched to from a thread that is locked as its maker's.
func (l *Loop) newCoroutine() *coroutine {
	if n := len(l.turn.idle); n > 0 {
		co := l.turn.idle[n-1]
		l.turn.idle[n-1] = nil
		l.turn.idle = l.turn.idle[:n-1]
		return co
	}
	co := &coroutine{loop: l}
	co.place.loop, co.place.co = l, co
	co.listener.waiter = co
	co.timer = Timer{loop: l, f: co.wakeBySleep, index: -1}
	co.next, co.stop = iter.Pull(co.perform)
	return co
}

// perform is the coroutine's life.
func (co *coroutine) perform(yield func(struct{}) bool) {
	co.yield = yield
	co.id = self()
	enterPlace(co.id, &co.place)
	if m := co.loop.meter; m != nil {
		m.resumes(co)
	}
	stopped := false
	defer func() { co.leave(stopped, recover()) }()
	co.loop.who.coroID.store(co.id)
	for {
		co.task.body.exec()
		if !yield(struct{}{}) {
			stopped = true
			return
		}
	}
}

// coroutineGone is what the loop's goroutine panics with when a coroutine ended by
// Goexit. Otherwise package iter would end that goroutine by Goexit as well, and with
// it the thread that the loop may be locked to.
type coroutineGone struct{}

// leave forgets the coroutine's identity before its goroutine ends, and sees that the
// loop learns why, unless it stopped it.
func (co *coroutine) leave(stopped bool, panicked any) {
	leavePlace(co.id)
	if co.loop.who.coroID.load() == co.id {
		co.loop.who.coroID.store(nobody)
	}
	switch {
	case stopped:
	case panicked != nil:
		panic(panicked) // the error handler did; package iter takes it to the loop
	default:
		panic(coroutineGone{})
	}
}

// resume switches to co, until it waits or its task has ended.
func (l *Loop) resume(co *coroutine) {
	l.entering(co)
	co.next()
	l.left(co)
}

func (l *Loop) entering(co *coroutine) {
	l.turn.current = co
	if co.id != nobody && l.who.coroID.load() != co.id {
		l.who.coroID.store(co.id)
	}
}

func (l *Loop) left(co *coroutine) {
	l.turn.current = nil
	if co.task == nil {
		l.turn.retire(co)
	}
}

// retire keeps a coroutine without a task for the next one.
func (t *turn) retire(co *coroutine) {
	if len(t.idle) >= maxIdleCoroutines || t.killed {
		co.stop()
		return
	}
	t.idle = append(t.idle, co)
}

// run lets the coroutine go on.
func (co *coroutine) run() {
	l, t := co.loop, co.task
	l.observeBegin("task", t, uint64(t.id))
	l.resume(co)
	l.observeEnd()
}

// arm begins a wait; the first wake with the ticket it returns will end it.
// Who will wake it is told the ticket between arm and park.
func (co *coroutine) arm() (ticket uint64) {
	co.state = co.state&^waitMask + waitStep | waiting
	return co.state
}

// disarm ends a wait that turned out to be needless, before park.
func (co *coroutine) disarm() { co.state &^= waitMask }

// end ends the wait that ticket stands for, unless it has ended. Elsewhere than on
// the loop wakeFromOutside sees to it.
func (co *coroutine) end(ticket, how uint64) bool {
	if co.state != ticket {
		return false
	}
	co.state = ticket&^waitMask | how
	return true
}

// wakeAnywhere ends the wait that ticket stands for, unless it has ended. The
// coroutine goes on as soon as its turn comes. It may be called on any goroutine.
func (co *coroutine) wakeAnywhere(ticket, how uint64) {
	id, l := self(), co.loop
	if id != l.who.ownerID.load() && id != l.who.coroID.load() {
		co.wakeFromOutside(ticket, how)
		return
	}
	co.wake(ticket, how)
}

// wake is wake on the loop.
func (co *coroutine) wake(ticket, how uint64) {
	if co.end(ticket, how) {
		co.loop.turn.ready(co)
	}
}

func (co *coroutine) wakeFromOutside(ticket, how uint64) {
	a := co.wakers.Swap(nil)
	if a == nil {
		a = new(wakeErrand)
	}
	a.co, a.ticket, a.how = co, ticket, how
	co.loop.errand(a)
}

// A wakeErrand is the way of a wake from outside to the loop.
type wakeErrand struct {
	co          *coroutine
	ticket, how uint64
}

func (a *wakeErrand) run() {
	co, ticket, how := a.co, a.ticket, a.how
	co.wakers.Store(a)
	if co.end(ticket, how) {
		co.run()
	}
}

func (a *wakeErrand) drop(*DroppedError) { a.run() } // it learns that the loop is killed
func (a *wakeErrand) counts() bool       { return false }

func (co *coroutine) notified(n *listener) { co.wakeAnywhere(n.ticket, woken) }

// wakeBySleep is Sleep's timer callback.
func (co *coroutine) wakeBySleep() { co.wake(co.state&^waitMask|waiting, woken) }

// mayWait refuses to wait when ctx has ended or the loop is killed.
func (co *coroutine) mayWait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		co.endIfDeaf()
		return waitError(err, context.Cause(ctx))
	}
	if co.loop.turn.killed {
		co.endIfDeaf()
		return ErrKilled
	}
	return nil
}

// park lets the loop go on until somebody wakes the coroutine, which was
// armed with ticket, or until ctx ends. It returns nil if it was woken.
func (co *coroutine) park(ctx context.Context, ticket uint64, op string) error {
	stop := co.parking(ctx, ticket, op)
	co.yield(struct{}{})
	return co.unparked(ctx, stop)
}

// parking is what park does before it yields.
func (co *coroutine) parking(ctx context.Context, ticket uint64, op string) (stop func() bool) {
	co.task.parking()
	if m := co.loop.meter; m != nil {
		m.waits(co.task, op)
	}
	return co.watch(ctx, ticket)
}

// unparked is what park does after it has yielded.
func (co *coroutine) unparked(ctx context.Context, stop func() bool) error {
	if stop != nil {
		stop()
	}
	if m := co.loop.meter; m != nil {
		m.waits(co.task, "")
	}
	if co.state&waitMask == woken {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return waitError(err, context.Cause(ctx))
	}
	return ErrKilled
}

// watch sees that the wait ends with ctx. The task's own context needs no
// watching: who cancels it wakes its coroutine.
func (co *coroutine) watch(ctx context.Context, ticket uint64) (stop func() bool) {
	if t, ok := ctx.(*task); ok && t == co.task {
		co.onTask = true
		return nil
	}
	done := ctx.Done()
	co.onTask = done == co.task.Done()
	if done == nil || co.onTask {
		return nil
	}
	return context.AfterFunc(ctx, func() { co.wakeAnywhere(ticket, cancelled) })
}

// await waits for a future, in the coroutine; others see that as the wait as, or,
// if that is nil, as what it is.
func (co *coroutine) await(ctx context.Context, f *future, as *wait, op string) error {
	w := co.beginAwait(ctx, f, as, op)
	if !w.begun {
		return w.err
	}
	co.yield(struct{}{})
	return co.endAwait(ctx, f, w)
}

// A pendingAwait is a coroutine's wait for a future.
type pendingAwait struct {
	begun bool        // the coroutine must yield
	err   error       // why not; nil if the future is done
	stop  func() bool // see watch
}

func (co *coroutine) beginAwait(ctx context.Context, f *future, as *wait, op string) (w pendingAwait) {
	if f.isDone() {
		return w
	}
	if w.err = co.mayWait(ctx); w.err != nil {
		return w
	}
	if as != nil {
		w.err = co.task.begin(as, op)
	} else {
		w.err = co.task.awaits(ctx, f)
	}
	if w.err != nil {
		return w
	}
	ticket := co.arm()
	co.listener.ticket = ticket
	if !f.listen(&co.listener) {
		co.disarm()
		co.task.forgetWait() // it is over before it began
		return w
	}
	w.begun, w.stop = true, co.parking(ctx, ticket, op)
	return w
}

func (co *coroutine) endAwait(ctx context.Context, f *future, w pendingAwait) error {
	err := co.unparked(ctx, w.stop)
	co.task.forgetWait()
	if err == nil {
		return nil
	}
	co.task.awaiting.Store(nil)
	f.unlisten(&co.listener)
	if f.isDone() {
		return nil
	}
	return err
}
