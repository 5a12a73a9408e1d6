package loop

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestPeersWorker(t *testing.T) {
	checkBehaviours(t, []behaviour{
		{"what a worker that was left alone runs on the loop goes on", "AnyIO cancelscope_propagation_when_abandoned", func(p *scene) {
			free := make(chan struct{})
			f := Offload(p.l, nil, func(context.Context) (int, error) {
				<-free
				return Call(bg, p.l, func() (int, error) { return 8, nil })
			})
			w := p.start(func(ctx context.Context) error { _, err := f.Await(ctx); return err })
			synctest.Wait()
			w.Cancel(nil)
			p.ends(w, context.Canceled)
			close(free)
			if v := p.ends(f); v != 8 {
				p.Errorf("%d", v)
			}
		}},
		{"code knows the loop that it runs on, and off it that it is on none", "AnyIO sniffio; asyncio get_running_loop", func(p *scene) {
			p.in(func(ctx context.Context) {
				if l, ok := TaskLoop(ctx); !ok || l != p.l {
					p.Errorf("%v %v", l, ok)
				}
			})
			p.ends(Offload(p.l, nil, func(ctx context.Context) (int, error) {
				if _, ok := TaskLoop(ctx); ok || p.l.OnLoop() {
					p.Error("a worker is on the loop")
				}
				return 0, nil
			}))
		}},
		{"a sequence of the loop's is drawn on a thread", "AnyIO run_asyncgen_from_thread, call_anext", func(p *scene) {
			var r Runner
			defer r.Close()
			n := 0
			for v, err := range Seq(bg, &r, Iterator[int](endless{})) {
				if p.fails(err); v != 1 {
					p.Errorf("%d", v)
				}
				if n++; n == 3 {
					break
				}
			}
		}},
		{"a runner's loop is made as one says, with its name", "asyncio Runner custom_factory; AnyIO start_with_thread_name", func(p *scene) {
			got, err := RunOnce(bg, func(ctx context.Context) (string, error) {
				l, _ := TaskLoop(ctx)
				return l.Name(), nil
			}, WithName("portal"))
			if p.fails(err); got != "portal" {
				p.Error(got)
			}
		}},
		{"one job's values are not the next one's", "Trio worker_thread_context_not_leaked", func(p *scene) {
			pool := NewPool(1)
			defer pool.Close()
			p.ends(OffloadContext(context.WithValue(bg, valueKey{}, 6), p.l, pool, func(ctx context.Context) (int, error) {
				if ctx.Value(valueKey{}) != 6 {
					p.Error("a value is lost")
				}
				return 0, nil
			}))
			p.ends(Offload(p.l, pool, func(ctx context.Context) (int, error) {
				if v := ctx.Value(valueKey{}); v != nil {
					p.Errorf("%v", v)
				}
				return 0, nil
			}))
		}},
		{"a worker that asks the loop while that ends has an answer or ErrClosed", "Trio from_thread_run_during_shutdown", func(p *scene) {
			free := make(chan struct{})
			f := Offload(p.l, nil, func(ctx context.Context) (int, error) {
				<-ctx.Done() // the loop ends
				<-free
				_, err := Call(bg, p.l, ok)
				return 0, err
			})
			synctest.Wait()
			go p.l.Close()
			synctest.Wait()
			close(free)
			p.ends(f, ErrClosed)
		}},
		{"a worker offloads, and waits", "Trio recursive_to_thread", func(p *scene) {
			f := Offload(p.l, nil, func(ctx context.Context) (int, error) {
				return Offload(p.l, nil, func(ctx context.Context) (int, error) {
					return Call(ctx, p.l, func() (int, error) { return 9, nil })
				}).Await(ctx)
			})
			if v := p.ends(f); v != 9 {
				p.Errorf("%d", v)
			}
		}},
		{"a worker that the loop waits for may come back to it", "Trio reentry_doesnt_deadlock", func(p *scene) {
			p.in(func(ctx context.Context) {
				for range 100 {
					_, err := Offload(p.l, nil, func(ctx context.Context) (int, error) { return Call(ctx, p.l, ok) }).Await(ctx)
					p.fails(err)
				}
			})
		}},
		{"workers of one's own make", "Trio custom_limiter; asyncio set_default_executor", func(p *scene) {
			var n atomic.Int32
			own := executorFunc(func(f func()) error { n.Add(1); go f(); return nil })
			p.ends(Offload(p.l, own, func(context.Context) (int, error) { return 0, nil }))
			if n.Load() != 1 {
				p.Errorf("%d", n.Load())
			}
		}},
		{"workers that take nothing, and workers that panic: the result says so", "Trio limiter_error, fail_to_spawn; ants ErrPoolOverload", func(p *scene) {
			p.ends(Offload(p.l, executorFunc(func(func()) error { return errModel }), failing), errModel)
			panicOf(func() {
				f := Offload(p.l, executorFunc(func(func()) error { panic(errOther) }), failing)
				p.Errorf("Offload returned %v", f)
			})
			p.ends(Submit(p.l, ok))
		}},
		{"waiting for all workers: those that have come to the pool, none and many", "Trio wait_all_threads_completed; ants ReleaseTimeout; pond StopAndWait", func(p *scene) {
			NewPool(3).Close()
			pool, n := NewPool(3), 0
			for range 10 {
				Offload(p.l, pool, func(context.Context) (int, error) { time.Sleep(time.Second); return 0, nil }).
					Then(func(int, error) { n++ })
			}
			pool.Close()
			p.heard("")
			if n != 10 {
				p.Errorf("%d", n)
			}
		}},
		{"many who gave a wait up leave nothing behind", "asyncio cancelled_getters_not_being_held, cancelled_puts_not_being_held", func(p *scene) {
			p.in(func(ctx context.Context) {
				q := NewQueue[int](p.l, 1)
				for range 100 {
					short, cancel := context.WithTimeout(ctx, time.Second)
					_, err := q.Get(short)
					p.fails(err, context.DeadlineExceeded)
					cancel()
				}
				p.fails(q.Put(ctx, 1))
				for range 100 {
					short, cancel := context.WithTimeout(ctx, time.Second)
					p.fails(q.Put(short, 2), context.DeadlineExceeded)
					cancel()
				}
				v, err := q.Get(ctx)
				if p.fails(err); v != 1 {
					p.Errorf("%d", v)
				}
				if _, ok := q.TryGet(); ok {
					p.Error("what was given up is in it")
				}
			})
		}},
		{"tokens come to those who wait in their order, cancelled ones passed over", "asyncio Semaphore acquire_fifo_order, acquire_cancel_before_awoken", func(p *scene) {
			q := NewQueue[struct{}](p.l, 1)
			waits := func(what string) *Future[int] {
				return p.start(func(ctx context.Context) error {
					_, err := q.Get(ctx)
					if err == nil {
						p.say(what)
						q.TryPut(struct{}{})
					}
					return err
				})
			}
			a, b, c := waits("a"), waits("b"), waits("c")
			synctest.Wait()
			b.Cancel(nil)
			p.ends(b, context.Canceled)
			on(p.T, p.l, func() { q.TryPut(struct{}{}) })
			p.ends(a)
			p.ends(c)
			p.heard("a c")
		}},
	})
}
