package loop

import "context"

// A TaskGroup is a number of coroutines that are awaited together; see [Group].
type TaskGroup struct {
	loop    *Loop
	ctx     context.Context
	cancel  context.CancelCauseFunc
	running int
	limit   int                               // SetLimit, 0 for none
	queued  []func(ctx context.Context) error // in order, while limit run
	over    bool                              // Group has returned
	line    line
	waiting []*task // those that have waited themselves; guarded as the loop's list
	err     error   // the first
}

// Group runs f, in the coroutine that ctx belongs to, and waits for all coroutines
// that f starts with g.Go. The first error, f's included, cancels the others'
// context, and Group returns it when all have ended. A panic in f does so too and
// goes on; one in a coroutine is a *PanicError. Outside coroutines Group
// returns ErrNotTask and does not call f. f gets the group's context, so that the
// first error ends its own waits as well.
func Group(ctx context.Context, f func(ctx context.Context, g *TaskGroup) error) error {
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
	if err := f(g.ctx, g); err != nil {
		g.fail(err)
	}
	returned = true
	if err := g.wait(ctx); err != nil {
		return err
	}
	return g.err
}

// SetLimit lets at most n coroutines of the group be under way at a time, from now on:
// others that Go is given wait, in order, until one ends. Go itself never waits. It
// must be called on the group's loop, and panics unless n is positive.
func (g *TaskGroup) SetLimit(n int) {
	if n <= 0 {
		panic("loop: SetLimit needs a positive number; leave it out for no limit")
	}
	g.loop.must("TaskGroup.SetLimit")
	g.limit = n
	g.fill()
}

// Go starts f as a coroutine of the group, as soon as [TaskGroup.SetLimit] allows. It
// must be called on the group's loop. After the first error f begins with a context
// that has ended. Once Group has returned nobody would wait for f: then Go panics, as
// for a nil f.
func (g *TaskGroup) Go(f func(ctx context.Context) error) {
	if f == nil {
		panic("loop: TaskGroup.Go of a nil func")
	}
	g.loop.must("TaskGroup.Go")
	if g.over {
		panic("loop: TaskGroup.Go after its Group has returned; nobody would wait for the coroutine")
	}
	if g.limit > 0 && g.running >= g.limit {
		g.queued = append(g.queued, f)
		return
	}
	g.begin(f)
}

// fill begins what waits for its turn, as far as the limit allows.
func (g *TaskGroup) fill() {
	for len(g.queued) > 0 && g.running < g.limit {
		next := g.queued[0]
		g.queued[0] = nil
		g.queued = g.queued[1:]
		if !g.begin(next) {
			g.loop.turn.dropped.Tasks++
		}
	}
}

// begin starts f; it reports false if the loop takes nothing any more.
func (g *TaskGroup) begin(f func(ctx context.Context) error) bool {
	g.running++
	t := newTaskOf(g.ctx, g.loop, "TaskGroup.Go", resultless(f), f)
	t.group = g
	fut := t.start("TaskGroup.Go")
	if fut.then(func(_ struct{}, err error) { g.ended(err) }) != nil {
		g.ended(ErrClosed)
	}
	return !fut.isDone()
}

func (g *TaskGroup) ended(err error) {
	if err != nil {
		g.fail(err)
	}
	g.running--
	g.fill()
	if g.running == 0 {
		g.line.wakeAll()
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
