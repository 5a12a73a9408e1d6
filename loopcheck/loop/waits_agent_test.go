package loop

import (
	"context"
	"slices"
	"time"
)

// runTask is the agent as a coroutine.
func (a *agent) runTask(m *waitModel) func(ctx context.Context) (int, error) {
	return func(ctx context.Context) (int, error) { return a.run(ctx, m) }
}

func (a *agent) run(ctx context.Context, m *waitModel) (int, error) {
	a.begun, a.ctx = true, ctx
	defer a.unlockAll(m)
	for {
		var w order
		if a.kind == coroutineAgent {
			var err error
			if w, err = a.queue.Get(context.WithoutCancel(ctx)); err != nil {
				return 0, err
			}
		} else {
			w = <-a.orders
		}
		if w.do == doFinish {
			if w.fails {
				return 0, errModel
			}
			return a.n, nil
		}
		a.doing = &w
		err := a.perform(ctx, m, &w)
		m.mu.Lock()
		a.doing, a.result = nil, err
		m.mu.Unlock()
	}
}

func (a *agent) unlockAll(m *waitModel) {
	for _, i := range a.holds {
		m.mutexes[i].Unlock()
	}
	a.holds = nil
}

// perform carries out an order.
func (a *agent) perform(ctx context.Context, m *waitModel, w *order) error {
	if a.kind != jobAgent && w.how != own || w.how == deaf {
		ctx = context.WithoutCancel(ctx)
	}
	if w.how == timed {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Hour)
		defer cancel()
	}
	var futures []*Future[int]
	for _, b := range w.others {
		futures = append(futures, b.fut)
	}
	var err error
	switch w.do {
	case doAwait:
		_, err = futures[0].Await(ctx)
	case doAll:
		_, err = All(ctx, futures...)
	case doFirst:
		_, _, err = First(ctx, futures...)
	case doCall:
		_, err = Call(ctx, m.loops[w.loop], func() (int, error) { w.called.Store(true); return 1, nil })
	case doLock:
		if err = m.mutexes[w.mutex].Lock(ctx); err == nil {
			a.holds = append(a.holds, w.mutex)
		}
	case doUnlock:
		a.holds = slices.DeleteFunc(a.holds, func(i int) bool { return i == w.mutex })
		m.mutexes[w.mutex].Unlock()
	case doGroup:
		err = a.group(ctx, m, w)
	case doShutdown:
		err = m.loops[w.loop].Shutdown(ctx)
	case doKill:
		err = m.loops[w.loop].Kill()
	}
	return err
}

// group waits for children, which are new agents.
func (a *agent) group(ctx context.Context, m *waitModel, w *order) error {
	w.others = nil
	return Group(ctx, func(ctx context.Context, g *TaskGroup) error {
		for range 2 {
			b := m.newAgent(coroutineAgent, a.home)
			w.others = append(w.others, b)
			fut, resolve := NewPromise[int](m.loops[a.home])
			b.fut, b.inGroup = fut, true
			g.Go(func(ctx context.Context) error {
				v, err := b.run(ctx, m)
				defer resolve(v, err)
				return err
			})
		}
		return nil
	})
}
