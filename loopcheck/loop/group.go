package loop

import "context"

// A TaskGroup is a number of coroutines that are awaited together; see [Group].
type TaskGroup struct {
	loop    *Loop
	ctx     context.Context
	cancel  context.CancelCauseFunc
	running int
	over    bool // Group has returned
	line    line
	waiting []*task // those that have waited themselves; guarded as the loop's list
	err     error   // the first
}

// Group runs f, in the coroutine that ctx belongs to, and waits for all coroutines
// that f starts with g.Go. The first error, f's included, cancels the others'
// context, and Group returns it when all have ended. A panic in f does so too and
// goes on; one in a coroutine is a *PanicError. Outside coroutines Group
// returns ErrNotTask and does not call f. What f itself waits for it waits for with
// g.Context(), so that the first error ends that wait as well.
func Group(ctx context.Context, f func(g *TaskGroup) error) error {
	if f == nil {
		panic("loop: Group of a nil func")
	}
	co, err := running(ctx, "Group")
	if err != nil {
		return err
	}
	g := &TaskGroup{loop: co.loop}
	g.ctx, g.cancel = context.WithCancelCause(ctx)
	defer func() {
		g.over = true
		g.cancel(context.Canceled)
	}()
	returned := false
	defer func() {
		if !returned { // a panic or Goexit: nobody is left behind
			g.cancel(context.Canceled)
			g.wait(ctx)
		}
	}()
	if err := f(g); err != nil {
		g.fail(err)
	}
	returned = true
	if err := g.wait(ctx); err != nil {
		return err
	}
	return g.err
}

// Context returns the context of the group's coroutines.
func (g *TaskGroup) Context() context.Context { return g.ctx }

// Go starts f as a coroutine of the group. It must be called on the group's loop.
// Once Group has returned nobody would wait for f: then it panics, as for a nil f.
func (g *TaskGroup) Go(f func(ctx context.Context) error) {
	if f == nil {
		panic("loop: TaskGroup.Go of a nil func")
	}
	g.loop.must("TaskGroup.Go")
	if g.over {
		panic("loop: TaskGroup.Go after its Group has returned; nobody would wait for the coroutine")
	}
	g.running++
	t := newTask(g.ctx, g.loop, "TaskGroup.Go", resultless(f))
	t.group = g
	fut := t.start("TaskGroup.Go")
	if fut.Then(func(_ struct{}, err error) { g.ended(err) }) != nil {
		g.ended(ErrClosed)
	}
}

func (g *TaskGroup) ended(err error) {
	if err != nil {
		g.fail(err)
	}
	if g.running--; g.running == 0 {
		g.line.callAll()
	}
}

func (g *TaskGroup) fail(err error) {
	if g.err == nil {
		g.err = err
		g.cancel(err)
	}
}

// wait waits for all coroutines, however ctx fares: they see its end themselves.
func (g *TaskGroup) wait(ctx context.Context) error {
	for g.running > 0 {
		w := &wait{on: g.loop.name, ender: groupEnds{g}}
		if err := g.line.waitAs(context.WithoutCancel(ctx), w, "Group"); err != nil {
			return err
		}
	}
	return nil
}
