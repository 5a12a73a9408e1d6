package loop

import (
	"context"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

func TestPeersMutex(t *testing.T) {
	// holder starts a coroutine that holds the mutex for d.
	holder := func(p *scene, m *Mutex, d time.Duration, what string) *Future[int] {
		return p.start(func(ctx context.Context) error {
			if err := m.Lock(ctx); err != nil {
				p.say(what + " gave up")
				return err
			}
			defer m.Unlock()
			p.say(what)
			return Sleep(ctx, d)
		})
	}
	checkBehaviours(t, []behaviour{
		{"it is handed over in the order of asking", "asyncio Lock acquire order", func(p *scene) {
			m := NewMutex(p.l)
			for i := range 4 {
				holder(p, m, time.Second, fmt.Sprint(i)).Detach()
			}
			time.Sleep(time.Minute)
			p.heard("0 1 2 3")
		}},
		{"who gives up is passed over", "asyncio Lock cancel_race", func(p *scene) {
			m := NewMutex(p.l)
			holder(p, m, time.Second, "first").Detach()
			impatient := holder(p, m, time.Second, "second")
			holder(p, m, time.Second, "third").Detach()
			synctest.Wait()
			impatient.Cancel(nil)
			time.Sleep(time.Minute)
			p.ends(impatient, context.Canceled)
			p.heard("first second gave up third")
		}},
		{"cancelled in the moment in which it gets it, it passes it on or has it", "asyncio Lock cancel_release_race", func(p *scene) {
			m := NewMutex(p.l)
			var second *Future[int]
			p.start(func(ctx context.Context) error {
				m.Lock(ctx)
				Sleep(ctx, time.Second)
				m.Unlock()
				second.Cancel(nil)
				return nil
			}).Detach()
			second = holder(p, m, 0, "second")
			holder(p, m, 0, "third").Detach()
			time.Sleep(time.Minute)
			if p.heard("second third"); m.locked {
				p.Error("it is locked for ever")
			}
		}},
		{"who holds it and asks again is told", "asyncio Lock; Trio", func(p *scene) {
			m := NewMutex(p.l)
			p.in(func(ctx context.Context) {
				m.Lock(ctx)
				p.fails(m.Lock(ctx), ErrDeadlock)
				m.Unlock()
			})
		}},
		{"unlocked when it is not locked, it panics", "asyncio Lock release unacquired", func(p *scene) {
			on(p.T, p.l, func() {
				if panicOf(NewMutex(p.l).Unlock) == nil {
					p.Error("no panic")
				}
			})
		}},
		{"a holder that panics unlocks it on its way", "asyncio async with lock", func(p *scene) {
			m := NewMutex(p.l)
			p.start(func(ctx context.Context) error {
				m.Lock(ctx)
				defer m.Unlock()
				panic("holder")
			}).Detach()
			holder(p, m, 0, "next").Detach()
			p.heard("next")
		}},
	})
}

func TestPeersEvent(t *testing.T) {
	waits := func(p *scene, ev *Event, what string) *Future[int] {
		return p.start(func(ctx context.Context) error {
			err := ev.Wait(ctx)
			p.say(what)
			return err
		})
	}
	checkBehaviours(t, []behaviour{
		{"setting it wakes all, in the order of their coming", "asyncio Event wait", func(p *scene) {
			ev := NewEvent(p.l)
			for _, name := range []string{"a", "b", "c"} {
				waits(p, ev, name).Detach()
			}
			p.l.Post(ev.Set)
			p.heard("a b c")
		}},
		{"set, it lets wait nobody, until it is cleared", "asyncio Event wait_on_set, clear", func(p *scene) {
			ev := NewEvent(p.l)
			p.l.Post(ev.Set)
			p.ends(waits(p, ev, "set"))
			p.l.Post(ev.Clear)
			late := waits(p, ev, "late")
			p.heard("set")
			p.l.Post(ev.Set)
			p.ends(late)
		}},
		{"set and cleared at once, it has woken who waited", "asyncio Event clear_with_waiters", func(p *scene) {
			ev := NewEvent(p.l)
			w := waits(p, ev, "woken")
			p.l.Post(func() { ev.Set(); ev.Clear(); ev.Set() })
			p.ends(w)
		}},
		{"who gives up leaves the others", "asyncio Event wait_cancel", func(p *scene) {
			ev := NewEvent(p.l)
			a, b := waits(p, ev, "a"), waits(p, ev, "b")
			synctest.Wait()
			a.Cancel(nil)
			p.ends(a, context.Canceled)
			p.l.Post(ev.Set)
			p.ends(b)
		}},
	})
}

func TestPeersQueue(t *testing.T) {
	gets := func(p *scene, q *Queue[int]) *Future[int] {
		return Go(p.l, func(ctx context.Context) (int, error) { return q.Get(ctx) })
	}
	puts := func(p *scene, q *Queue[int], v int) *Future[int] {
		return p.start(func(ctx context.Context) error { return q.Put(ctx, v) })
	}
	drain := func(p *scene, q *Queue[int]) (all []int) {
		on(p.T, p.l, func() {
			for v, ok := q.TryGet(); ok; v, ok = q.TryGet() {
				all = append(all, v)
			}
		})
		return all
	}
	checkBehaviours(t, []behaviour{
		{"values come out in the order in which they went in", "asyncio Queue order", func(p *scene) {
			q := NewQueue[int](p.l, 3)
			for _, v := range []int{1, 3, 2} {
				puts(p, q, v).Detach()
			}
			synctest.Wait()
			if got := fmt.Sprint(drain(p, q)); got != "[1 3 2]" {
				p.Error(got)
			}
		}},
		{"who gets from an empty one waits", "asyncio Queue blocking_get_wait", func(p *scene) {
			q := NewQueue[int](p.l, 1)
			g := gets(p, q)
			p.l.After(time.Second, func() { q.TryPut(4) })
			time.Sleep(time.Second)
			if v := p.ends(g); v != 4 {
				p.Errorf("%d", v)
			}
		}},
		{"who puts into a full one waits, and goes on in order", "asyncio Queue blocking_put_wait, maxsize", func(p *scene) {
			q := NewQueue[int](p.l, 1)
			var all []*Future[int]
			for i := range 3 {
				all = append(all, puts(p, q, i))
			}
			synctest.Wait()
			for i := range 3 {
				if v := p.ends(gets(p, q)); v != i {
					p.Errorf("%d, want %d", v, i)
				}
			}
			for _, f := range all {
				p.ends(f)
			}
		}},
		{"a get that is given up takes nothing", "asyncio Queue get_cancelled, get_cancelled_race", func(p *scene) {
			q := NewQueue[int](p.l, 1)
			a, b := gets(p, q), gets(p, q)
			synctest.Wait()
			a.Cancel(nil)
			p.ends(a, context.Canceled)
			p.ends(puts(p, q, 7))
			if v := p.ends(b); v != 7 {
				p.Errorf("%d", v)
			}
		}},
		{"a get that is given up when its value comes leaves it to another", "asyncio Queue get_cancelled_race, woken", func(p *scene) {
			q := NewQueue[int](p.l, 1)
			a, b := gets(p, q), gets(p, q)
			on(p.T, p.l, func() { q.TryPut(7); a.Cancel(nil) })
			synctest.Wait()
			got := 0
			for _, f := range []*Future[int]{a, b} {
				if v, err, done := f.TryResult(); done && err == nil && v == 7 {
					got++
				}
			}
			if got != 1 {
				p.Errorf("%d have it", got)
			}
			p.l.Post(q.Close)
		}},
		{"a put that is given up puts nothing", "asyncio Queue put_cancelled_race", func(p *scene) {
			q := NewQueue[int](p.l, 1)
			puts(p, q, 1).Detach()
			b, c := puts(p, q, 2), puts(p, q, 3)
			synctest.Wait()
			c.Cancel(nil)
			p.ends(c, context.Canceled)
			if got := fmt.Sprint(p.ends(gets(p, q)), p.ends(gets(p, q)), drain(p, q)); got != "1 2 []" {
				p.Error(got)
			}
			p.ends(b)
		}},
		{"TryPut overtakes those who wait for room (as asyncio's)", "asyncio Queue put_nowait with waiting putters", func(p *scene) {
			q := NewQueue[int](p.l, 1)
			puts(p, q, 1).Detach()
			puts(p, q, 2).Detach()
			synctest.Wait()
			on(p.T, p.l, func() {
				q.TryGet()
				if !q.TryPut(99) {
					p.Error("it did not")
				}
			})
			if got := fmt.Sprint(p.ends(gets(p, q)), p.ends(gets(p, q))); got != "99 2" {
				p.Error(got)
			}
		}},
		{"closed, it gives what it has and then the end, and takes nothing", "asyncio Queue shutdown; Kotlin channel close", func(p *scene) {
			q := NewQueue[int](p.l, 2)
			p.ends(puts(p, q, 1))
			p.l.Post(q.Close)
			p.ends(puts(p, q, 2), ErrClosed)
			if v := p.ends(gets(p, q)); v != 1 {
				p.Errorf("%d", v)
			}
			p.ends(gets(p, q), io.EOF)
		}},
		{"closing it ends all waits", "asyncio Queue shutdown with waiters", func(p *scene) {
			empty, full := NewQueue[int](p.l, 1), NewQueue[int](p.l, 1)
			p.ends(puts(p, full, 1))
			g, w := gets(p, empty), puts(p, full, 2)
			synctest.Wait()
			p.l.Post(empty.Close)
			p.l.Post(full.Close)
			p.ends(g, io.EOF)
			p.ends(w, ErrClosed)
		}},
		{"a queue of tokens is a semaphore", "asyncio and Trio Semaphore; errgroup SetLimit", func(p *scene) {
			tokens := NewQueue[int](p.l, 2)
			running, most := 0, 0
			p.ends(p.start(func(ctx context.Context) error {
				return Group(ctx, func(ctx context.Context, g *TaskGroup) error {
					for range 6 {
						if err := tokens.Put(ctx, 0); err != nil {
							return err
						}
						g.Go(func(ctx context.Context) error {
							running++
							most = max(most, running)
							Yield(ctx)
							running--
							tokens.TryGet()
							return nil
						})
					}
					return nil
				})
			}))
			if most != 2 {
				p.Errorf("%d at once", most)
			}
		}},
	})
}

func TestPeersBridge(t *testing.T) {
	checkBehaviours(t, []behaviour{
		{"each value is received once, in the order of its sender", "Trio memory channels; Go channels", func(p *scene) {
			b := NewBridge[int](p.l, 2)
			var got []int
			f := p.start(func(ctx context.Context) error {
				for v := range b.All(ctx) {
					got = append(got, v)
				}
				return nil
			})
			for i := range 20 {
				p.fails(b.Send(bg, i))
			}
			b.Close()
			p.ends(f)
			for i, v := range got {
				if v != i || len(got) != 20 {
					p.Fatalf("%v", got)
				}
			}
		}},
		{"a send that is given up has not happened", "Trio send cancelled", func(p *scene) {
			b := NewBridge[int](p.l, 1)
			b.TrySend(1)
			soon, cancel := context.WithTimeout(bg, time.Second)
			defer cancel()
			p.fails(b.Send(soon, 2), context.DeadlineExceeded)
			on(p.T, p.l, func() {
				if v, _ := b.TryRecv(); v != 1 {
					p.Errorf("%d", v)
				}
				if v, ok := b.TryRecv(); ok {
					p.Errorf("%d was sent", v)
				}
			})
		}},
		{"closed, it fails the senders and lets the receiver finish", "Trio close_send; Go close", func(p *scene) {
			b := NewBridge[int](p.l, 1)
			b.TrySend(1)
			sent := make(chan error)
			go func() { sent <- b.Send(bg, 2) }()
			synctest.Wait()
			b.Close()
			p.fails(<-sent, ErrClosed)
			p.in(func(ctx context.Context) {
				v, err := b.Recv(ctx)
				if p.fails(err); v != 1 {
					p.Errorf("%d", v)
				}
				_, err = b.Recv(ctx)
				p.fails(err, io.EOF)
			})
		}},
	})
}
