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

	// state is the number of the present wait, and whether it lasts.
	state     atomic.Uint64
	queued    node       // its link in the queue when it is to go on
	nextReady *coroutine // its link in the loop's ready list

	onTask   bool // the present wait ends when the task is cancelled
	refused  int  // waits refused since the loop was killed
	listener listener
	timer    Timer // of Sleep
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
	if n := len(l.idleCoros); n > 0 {
		co := l.idleCoros[n-1]
		l.idleCoros[n-1] = nil
		l.idleCoros = l.idleCoros[:n-1]
		return co
	}
	co := &coroutine{loop: l}
	co.place = place{l, co}
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
	defer co.leave()
	co.loop.coroID.store(co.id)
	for {
		co.task.body.exec()
		if !yield(struct{}{}) {
			return
		}
	}
}

// leave forgets the coroutine's identity before its goroutine ends.
func (co *coroutine) leave() {
	leavePlace(co.id)
	if co.loop.coroID.load() == co.id {
		co.loop.coroID.store(nobody)
	}
}

// resume switches to co, until it waits or its task has ended.
func (l *Loop) resume(co *coroutine) {
	l.entering(co)
	co.next()
	l.left(co)
}

func (l *Loop) entering(co *coroutine) {
	l.current = co
	if co.id != nobody && l.coroID.load() != co.id {
		l.coroID.store(co.id)
	}
}

func (l *Loop) left(co *coroutine) {
	l.current = nil
	if co.task == nil {
		l.retire(co)
	}
}

// retire keeps a coroutine without a task for the next one.
func (l *Loop) retire(co *coroutine) {
	if len(l.idleCoros) >= maxIdleCoroutines || l.killed {
		co.stop()
		return
	}
	l.idleCoros = append(l.idleCoros, co)
}

// A coroutine is a node of the queue when it is to go on.

func (co *coroutine) run() {
	l, t := co.loop, co.task
	l.observeBegin("task", nil, t.id)
	l.resume(co)
	l.observeEnd()
}

func (co *coroutine) drop(*DroppedError) { co.run() } // it learns that the loop is killed
func (co *coroutine) link() *node        { return &co.queued }
func (co *coroutine) counts() bool       { return false }

// arm begins a wait; exactly one wake with the ticket it returns will end it.
// Who will wake it is told the ticket between arm and suspend.
func (co *coroutine) arm() (ticket uint64) {
	ticket = co.state.Load()&^waitMask + waitStep | waiting
	co.state.Store(ticket)
	return ticket
}

// disarm ends a wait that turned out to be needless, before suspend.
func (co *coroutine) disarm() { co.state.Store(co.state.Load() &^ waitMask) }

// wake ends the wait that ticket stands for, unless it has ended. The coroutine
// goes on as soon as its turn comes.
func (co *coroutine) wake(ticket, how uint64) bool {
	if !co.state.CompareAndSwap(ticket, ticket&^waitMask|how) {
		return false
	}
	if id, l := self(), co.loop; id == l.ownerID.load() || id == l.coroID.load() {
		l.ready(co)
	} else {
		l.errand(co)
	}
	return true
}

func (co *coroutine) wakeUp(n *listener) { co.wake(n.ticket, woken) }

// wakeBySleep is Sleep's timer callback.
func (co *coroutine) wakeBySleep() { co.wake(co.state.Load()&^waitMask|waiting, woken) }

// mayWait refuses to wait when ctx has ended or the loop is killed.
func (co *coroutine) mayWait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		co.endIfDeaf()
		return waitError(err, context.Cause(ctx))
	}
	if co.loop.killed {
		co.endIfDeaf()
		return ErrKilled
	}
	return nil
}

// suspend lets the loop go on until somebody wakes the coroutine, which was
// armed with ticket, or until ctx ends. It returns nil if it was woken.
func (co *coroutine) suspend(ctx context.Context, ticket uint64) error {
	co.task.suspending()
	stop := co.watch(ctx, ticket)
	co.yield(struct{}{})
	if stop != nil {
		stop()
	}
	if co.state.Load()&waitMask == woken {
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
	return context.AfterFunc(ctx, func() { co.wake(ticket, cancelled) })
}

// await waits for a future, in the coroutine.
func (co *coroutine) await(ctx context.Context, f *future) error {
	if f.isDone() {
		return nil
	}
	if err := co.mayWait(ctx); err != nil {
		return err
	}
	if err := co.task.awaits(f); err != nil {
		return err
	}
	ticket := co.arm()
	co.listener.ticket = ticket
	if !f.listen(&co.listener) {
		co.disarm()
		return nil
	}
	err := co.suspend(ctx, ticket)
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
