package loop

import (
	"context"
	"runtime"
	"sync/atomic"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// A task is one run of a function as a coroutine. It is also the context that
// the function gets.
type task struct {
	taskContext
	stopWatch func() bool // of the parent context
	loop      *Loop
	co        *coroutine
	body      taskBody
	fut       *future
	id        uint32   // for the observer
	at        int32    // its index in the loop's tasks
	listener  listener // at its own future: how to cancel it
	group     *TaskGroup

	// What it waits for, as others must know. What it awaits with its own context,
	// as most do, needs no note.
	actor
	awaiting     atomic.Pointer[future]
	placeInList  int32
	placeInGroup int32
	listed       bool // it is on its loop's list of those that have waited

	final  bool   // it runs although its loop closes: an Exit
	onPark func() // Seq wants to know
}

// A taskBody is the typed half of a task.
type taskBody interface {
	exec()
	fail(err error)
}

// A typedTask is a task with its function and its future.
type typedTask[T any] struct {
	task
	Future[T]
	fn func(ctx context.Context) (T, error)
}

// taskKey finds the task in a context.
type taskKey struct{}

// Value returns the task itself for its key.
func (t *task) Value(key any) any {
	if key == (taskKey{}) {
		return t
	}
	return t.taskContext.Value(key)
}

// Go runs f as a coroutine of l and returns a future of its result. f runs on the
// loop, and while it waits, in Await, Sleep, Queue.Get and the like, the loop
// goes on with other work. ctx is cancelled when the future is, and when the loop
// shuts down; waits with it, or with a context made from it, then return its
// error, and f should clean up and return. To wait in the clean-up use
// context.WithoutCancel(ctx). f must not call runtime.LockOSThread.
//
// Unlike a function that was only defined, f is on its way when Go returns. It is
// nobody's child: it goes on when who started it ends. Panics and Goexit in f are
// errors of the future. A nil f panics.
func Go[T any](l *Loop, f func(ctx context.Context) (T, error)) *Future[T] {
	if f == nil {
		panic("loop: Go of a nil func")
	}
	return newTask(context.Background(), l, "Go", f).start("Go")
}

// GoContext is [Go] with a parent for the coroutine's context: it has ctx's values, a
// trace's, say, and ends with ctx too. To pass on the values alone use
// context.WithoutCancel(ctx).
func GoContext[T any](ctx context.Context, l *Loop, f func(ctx context.Context) (T, error)) *Future[T] {
	if f == nil {
		panic("loop: GoContext of a nil func")
	}
	return newTask(ctx, l, "GoContext", f).start("GoContext")
}

func newTask[T any](parent context.Context, l *Loop, op string, f func(context.Context) (T, error)) *typedTask[T] {
	return newTaskOf(parent, l, op, f, f)
}

// newTaskOf makes a task whose f does what fn says, the function that the user gave.
func newTaskOf[T any](parent context.Context, l *Loop, op string, f func(context.Context) (T, error), fn any) *typedTask[T] {
	t := makeTask(parent, l, f)
	t.announce(op, fn)
	return t
}

// makeTask makes a task that nobody knows of yet.
func makeTask[T any](parent context.Context, l *Loop, f func(context.Context) (T, error)) *typedTask[T] {
	t := &typedTask[T]{fn: f}
	t.task.loop, t.body, t.fut = l, t, &t.future
	t.future.loop = l
	t.future.state.Store(isTask)
	t.task.listener.waiter = &t.task
	t.future.begin(&t.task.listener)
	t.initContext(parent)
	return t
}

// announce tells the observer of the task, which performs fn, and makes it end with
// its parent.
func (t *typedTask[T]) announce(op string, fn any) {
	t.task.loop.created(&t.future, op)
	t.task.id = t.future.id
	if m := t.task.loop.meter; m != nil {
		m.started(&t.task, fn)
	}
	if parent := t.parent; parent.Done() != nil {
		t.stopWatch = context.AfterFunc(parent, func() { t.cancel(context.Cause(parent)) })
	}
}

// start hands the task to its loop.
func (t *typedTask[T]) start(op string) *Future[T] {
	if err := t.task.loop.put(&t.task, op); err != nil {
		t.abort(err)
	}
	return &t.Future
}

// A task is a node of the queue until it begins.

func (t *task) run() {
	l := t.loop
	l.begin()
	if !t.fut.claim() {
		t.forget()
		return // cancelled while it was queued
	}
	l.turn.addTask(t)
	if l.turn.cancelled && !t.final {
		t.cancelContext(ErrClosed) // it begins, to see that it is too late
	}
	t.co = l.newCoroutine()
	t.co.task = t
	l.report(observe.TaskStarted, uint64(t.id), "", nil, nil)
	l.observeBegin("task", t, uint64(t.id))
	l.resume(t.co)
	l.observeEnd()
}

func (t *task) drop(d *DroppedError) {
	if t.final {
		t.run()
		return
	}
	t.forget()
	if t.fut.claim() {
		d.Tasks++ // first: the error handler may panic
		t.body.fail(ErrClosed)
	}
}

// abort fails a task that was never handed over.
func (t *task) abort(err error) {
	t.forget()
	if t.fut.claim() {
		t.body.fail(err)
	}
}

// forget releases what the task's context holds.
func (t *task) forget() {
	if t.stopWatch != nil {
		t.stopWatch()
	}
	t.cancelContext(context.Canceled)
	if m := t.loop.meter; m != nil {
		m.ended(t)
	}
}

func (t *task) counts() bool { return !t.final }

// exec performs the task, in its coroutine.
func (t *typedTask[T]) exec() {
	defer t.leave()
	v, err := t.fn(&t.task)
	t.end(err)
	t.complete(v, err)
}

// leave completes a task whose function left by panic or Goexit, and the
// coroutine is free for another task, unless Goexit is ending it.
func (t *typedTask[T]) leave() {
	co := t.co
	if !t.isDone() {
		err := ErrGoexit
		if r := recover(); r != nil {
			pe := t.task.loop.panicError(r)
			t.task.loop.report(observe.CallbackPanicked, uint64(t.task.id), "Await", pe, nil)
			err = pe
		}
		t.end(err)
		t.fail(err)
	}
	t.co, co.task = nil, nil
}

// end takes the task off the loop's books, just before its future completes.
func (t *task) end(err error) {
	t.forget()
	t.unlist()
	t.awaiting.Store(nil)
	t.loop.turn.removeTask(t)
	t.loop.report(observe.TaskEnded, uint64(t.id), "", err, nil)
}

func (u *turn) addTask(t *task) {
	t.at = int32(len(u.tasks))
	u.tasks = append(u.tasks, t)
}

// removeTask puts the last task in t's place.
func (u *turn) removeTask(t *task) {
	last := len(u.tasks) - 1
	moved := u.tasks[last]
	u.tasks[t.at], moved.at = moved, t.at
	u.tasks[last] = nil
	u.tasks = u.tasks[:last]
}

// cancel cancels the task's context and wakes its coroutine if it waits with
// it. It may be called on any goroutine.
func (t *task) cancel(cause error) {
	t.cancelContext(cause)
	t.loop.errand(&cancellation{task: t})
}

// A cancellation wakes, on the loop, a coroutine whose task was cancelled.
type cancellation struct {
	task *task
}

func (c *cancellation) run() {
	co := c.task.co
	if co == nil || !co.onTask {
		return
	}
	if s := co.state; s&waitMask == waiting {
		co.wake(s, cancelled)
	}
}

func (c *cancellation) drop(*DroppedError) {} // killTasks resumes every task
func (c *cancellation) counts() bool       { return false }

// killTasks makes all coroutines go on: their waits return errors, now and from
// now on.
func (l *Loop) killTasks() {
	for _, t := range l.turn.tasks {
		if s := t.co.state; s&waitMask == waiting {
			t.co.wake(s, cancelled)
		}
	}
}

// deafness is how many refused waits a killed coroutine may ignore.
const deafness = 1000

// endIfDeaf ends a coroutine that goes on waiting although its loop is killed.
func (co *coroutine) endIfDeaf() {
	if !co.loop.turn.killed {
		return
	}
	if co.refused++; co.refused > deafness {
		runtime.Goexit()
	}
}

func (t *task) parking() {
	if t.onPark != nil {
		t.onPark()
	}
}

// TaskLoop returns the loop whose coroutine ctx belongs to; ok is false if it
// belongs to none.
func TaskLoop(ctx context.Context) (l *Loop, ok bool) {
	t, ok := ctx.Value(taskKey{}).(*task)
	if !ok {
		return nil, false
	}
	return t.loop, true
}

// runningCoroutine returns the coroutine of l that runs the caller, or nil if the
// caller is none or l has not been told: see here.
func (l *Loop) runningCoroutine() *coroutine {
	if self() != l.who.coroID.load() {
		return nil
	}
	return l.turn.current
}

// running returns the coroutine that runs the caller, which must be the one
// that ctx belongs to, or ErrNotTask. The goroutine decides: a context can be
// handed to another one.
func running(ctx context.Context, op string) (*coroutine, error) {
	id := self()
	if t, ok := ctx.(*task); ok && id == t.loop.who.coroID.load() {
		return t.loop.turn.current, nil
	}
	if p := here(id); p != nil && p.co != nil {
		return p.co, nil
	}
	if t, ok := ctx.Value(taskKey{}).(*task); ok {
		stack := callers(2)
		t.loop.report(observe.WrongGoroutine, uint64(t.id), op, ErrNotTask, stack)
	}
	return nil, ErrNotTask
}
