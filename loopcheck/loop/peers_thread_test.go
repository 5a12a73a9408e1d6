package loop

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestPeersFromThread(t *testing.T) {
	checkBehaviours(t, []behaviour{
		{"a worker runs a coroutine, or a function, and gets what it returns", "AnyIO run_corofunc, run_sync; Trio from_thread", func(p *scene) {
			p.in(func(ctx context.Context) {
				v, err := Offload(p.l, nil, func(ctx context.Context) (int, error) {
					a, err := Go(p.l, func(ctx context.Context) (int, error) { return 1, Sleep(ctx, time.Second) }).Await(ctx)
					b, _ := Call(ctx, p.l, func() (int, error) { return 2, nil })
					return a + b, err
				}).Await(ctx)
				if p.fails(err); v != 3 {
					p.Errorf("%d", v)
				}
			})
		}},
		{"a worker gets the error of what it runs, and hands its own out", "AnyIO run_async_exception, run_sync_exception", func(p *scene) {
			p.ends(Offload(p.l, nil, func(ctx context.Context) (int, error) {
				_, err := p.start(func(context.Context) error { return errModel }).Await(ctx)
				p.fails(err, errModel)
				_, err = Call(ctx, p.l, func() (int, error) { return 0, errOther })
				p.fails(err, errOther)
				return 0, errModel
			}), errModel)
		}},
		{"any goroutine may do so (differs: only a worker may)", "AnyIO unclaimed thread; Trio", func(p *scene) {
			got := make(chan int)
			go func() { v, _ := Call(bg, p.l, ok); got <- v }()
			if v := <-got; v != 1 {
				p.Errorf("%d", v)
			}
		}},
		{"values go into coroutines and workers, there and back", "AnyIO contextvar_propagation; asyncio to_thread; Trio", func(p *scene) {
			ctx := context.WithValue(bg, valueKey{}, 6)
			f := OffloadContext(ctx, p.l, nil, func(ctx context.Context) (int, error) {
				return GoContext(ctx, p.l, func(ctx context.Context) (int, error) {
					return ctx.Value(valueKey{}).(int), Yield(ctx)
				}).Await(ctx)
			})
			if v := p.ends(f); v != 6 {
				p.Errorf("%d", v)
			}
		}},
		{"a worker sees that it is cancelled", "AnyIO check_cancelled; Trio from_thread.check_cancelled", func(p *scene) {
			f := Offload(p.l, nil, func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, context.Cause(ctx) })
			synctest.Wait()
			f.Cancel(errModel)
			p.ends(f, errModel)
		}},
		{"a worker that heeds no cancellation may be left alone", "AnyIO abandon_on_cancel; Trio", func(p *scene) {
			free := make(chan struct{})
			f := Offload(p.l, nil, func(context.Context) (int, error) { <-free; return 5, nil })
			w := p.start(func(ctx context.Context) error { _, err := f.Await(ctx); return err })
			synctest.Wait()
			w.Cancel(nil)
			p.ends(w, context.Canceled)
			close(free)
			if v := p.ends(f); v != 5 {
				p.Errorf("%d", v)
			}
		}},
		{"the cancellation of who waits reaches what a worker runs for it", "AnyIO cancelscope_propagation", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				_, err := OffloadContext(ctx, p.l, nil, func(ctx context.Context) (int, error) {
					return GoContext(ctx, p.l, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Hour) }).Await(context.WithoutCancel(ctx))
				}).Await(context.WithoutCancel(ctx))
				return err
			})
			synctest.Wait()
			f.Cancel(errModel)
			p.ends(f, context.Canceled, errModel)
		}},
		{"on the loop it is refused, and says so", "AnyIO call_portal_from_event_loop_thread; Trio", func(p *scene) {
			p.in(func(ctx context.Context) {
				_, err := Call(ctx, p.l, ok)
				p.fails(err, ErrOnLoop)
			})
		}},
		{"a signal that it has begun, with a value", "AnyIO start_task; Trio nursery.start", func(p *scene) {
			started, begun := NewPromise[int](p.l)
			f := p.start(func(ctx context.Context) error {
				begun(2, nil)
				Sleep(ctx, time.Second)
				return errModel
			})
			v, err := started.Await(bg)
			if p.fails(err); v != 2 {
				p.Errorf("%d", v)
			}
			time.Sleep(time.Second)
			p.ends(f, errModel)
		}},
		{"one that ends before it has said so does not leave the caller waiting", "AnyIO start_no_started_call, crash_before_started", func(p *scene) {
			started, _ := NewPromise[int](p.l)
			f := p.start(func(context.Context) error { return errModel })
			_, _, err := First(bg, started, f)
			p.fails(err, errModel)
		}},
		{"as many workers as the pool has, and one after the other in one", "Trio capacity limiter; conc limit; pond; ants", func(p *scene) {
			for _, n := range []int{1, 3} {
				pool := NewPool(n)
				var now, most atomic.Int32
				var fs []*Future[int]
				for range 10 {
					fs = append(fs, Offload(p.l, pool, func(context.Context) (int, error) {
						most.Store(max(most.Load(), now.Add(1)))
						time.Sleep(time.Second)
						now.Add(-1)
						return 0, nil
					}))
				}
				_, err := All(bg, fs...)
				if p.fails(err); int(most.Load()) != n {
					p.Errorf("%d at once, want %d", most.Load(), n)
				}
				p.fails(pool.Close())
			}
		}},
		{"one worker keeps the order", "pond, one worker; ants", func(p *scene) {
			pool := NewPool(1)
			var got []int
			for i := range 10 {
				pool.Execute(func() { got = append(got, i) })
			}
			if pool.Close(); fmt.Sprint(got) != "[0 1 2 3 4 5 6 7 8 9]" {
				p.Errorf("%v", got)
			}
		}},
		{"a worker that panics or leaves by Goexit is replaced", "pond; ants; conc", func(p *scene) {
			pool := NewPool(1)
			p.ends(Offload(p.l, pool, func(context.Context) (int, error) { panic(errModel) }), errModel)
			p.ends(Offload(p.l, pool, func(context.Context) (int, error) { runtime.Goexit(); return 0, nil }), ErrGoexit)
			p.ends(Offload(p.l, pool, func(context.Context) (int, error) { return 1, nil }))
			pool.Close()
		}},
		{"closing a pool waits for what it has, and takes no more", "concurrent.futures shutdown; pond StopAndWait; conc Wait", func(p *scene) {
			pool := NewPool(1)
			var ran atomic.Int32
			for range 3 {
				pool.Execute(func() { time.Sleep(time.Second); ran.Add(1) })
			}
			if pool.Close(); ran.Load() != 3 {
				p.Errorf("%d ran", ran.Load())
			}
			p.fails(pool.Execute(func() { p.Error("ran") }), ErrClosed)
			p.ends(Offload(p.l, pool, func(context.Context) (int, error) { p.Error("ran"); return 0, nil }), ErrClosed)
		}},
		{"what is cancelled in a pool's queue never runs", "concurrent.futures cancel; pond", func(p *scene) {
			pool := NewPool(1)
			free := make(chan struct{})
			first := Offload(p.l, pool, func(context.Context) (int, error) { <-free; return 0, nil })
			second := Offload(p.l, pool, func(context.Context) (int, error) { p.Error("ran"); return 0, nil })
			synctest.Wait()
			if !second.Cancel(nil) {
				p.Error("Cancel had no effect")
			}
			close(free)
			p.ends(first)
			p.ends(second, context.Canceled)
			pool.Close()
		}},
		{"a pool has goroutines when there is work, and none otherwise", "AnyIO run_sync_from_thread_pooling; ants", func(p *scene) {
			before := runtime.NumGoroutine()
			pool := NewPool(5)
			for range 20 {
				p.ends(Offload(p.l, pool, func(context.Context) (int, error) { return 0, nil }))
			}
			if synctest.Wait(); runtime.NumGoroutine() > before+1 { // the loop's own
				p.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
			}
		}},
	})
}

// A passing is a resource whose Exit handles errors, or not.
type passing struct{ handles bool }

func (r passing) make(context.Context) (Resource[string], error) { return r, nil }

func (r passing) Enter(context.Context) (string, error) { return "test", nil }

func (r passing) Exit(context.Context, error) (bool, error) { return r.handles, nil }

// An inGroup is a resource that holds a group which fails.
type inGroup struct{ ended *Future[int] }

func (r *inGroup) make(context.Context) (Resource[int], error) { return r, nil }

func (r *inGroup) Enter(ctx context.Context) (int, error) {
	l, _ := TaskLoop(ctx)
	r.ended = Go(l, func(ctx context.Context) (int, error) {
		return 0, Group(ctx, func(ctx context.Context, g *TaskGroup) error {
			g.Go(func(context.Context) error { return errModel })
			return nil
		})
	})
	return 0, nil
}

func (r *inGroup) Exit(ctx context.Context, _ error) (bool, error) {
	_, err := r.ended.Await(ctx)
	return false, err
}

func TestPeersRunner(t *testing.T) {
	returns := func(v int, err error) func(context.Context) (int, error) {
		return func(ctx context.Context) (int, error) { Yield(ctx); return v, err }
	}
	checkBehaviours(t, []behaviour{
		{"RunOnce returns what its function does", "asyncio run_return, run_raises", func(p *scene) {
			if v, err := RunOnce(bg, returns(42, nil)); v != 42 || err != nil {
				p.Errorf("%d, %v", v, err)
			}
			_, err := RunOnce(bg, returns(0, errModel))
			p.fails(err, errModel)
		}},
		{"on a loop RunOnce is refused", "asyncio run_from_running_loop", func(p *scene) {
			p.in(func(ctx context.Context) {
				_, err := RunOnce(ctx, returns(0, nil))
				p.fails(err, ErrOnLoop)
			})
		}},
		{"RunOnce cancels what is left, and waits for it", "asyncio run_cancels_hanging_tasks", func(p *scene) {
			var left *Future[int]
			v, err := RunOnce(bg, func(ctx context.Context) (int, error) {
				l, _ := TaskLoop(ctx)
				left = Go(l, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Hour) })
				return 123, Yield(ctx)
			})
			if p.fails(err); v != 123 {
				p.Errorf("%d", v)
			}
			p.ends(left, context.Canceled)
		}},
		{"RunOnce returns its function's error, whatever is left does", "asyncio closes_gens_after_hanging_tasks_errors", func(p *scene) {
			_, err := RunOnce(bg, func(ctx context.Context) (int, error) {
				l, _ := TaskLoop(ctx)
				Go(l, func(ctx context.Context) (int, error) { Sleep(ctx, time.Hour); panic("left") }).Cancel(nil)
				return 0, errModel
			})
			p.fails(err, errModel)
		}},
		{"what fails while RunOnce shuts down is heard of, if it was detached", "asyncio run_reports_hanging_tasks_errors", func(p *scene) {
			var heard error
			v, err := RunOnce(bg, func(ctx context.Context) (int, error) {
				l, _ := TaskLoop(ctx)
				l.Go(func(ctx context.Context) error { Sleep(ctx, time.Hour); return errModel }).Detach()
				return 123, Yield(ctx)
			}, WithErrorHandler(func(err error) { heard = err }))
			p.fails(err)
			if p.fails(heard, errModel); v != 123 {
				p.Errorf("%d", v)
			}
		}},
		{"a runner runs one after the other on one loop", "asyncio Runner run, run_keeps_context", func(p *scene) {
			var r Runner
			var loops []*Loop
			for range 2 {
				Run(bg, &r, func(ctx context.Context) (int, error) {
					l, _ := TaskLoop(ctx)
					loops = append(loops, l)
					return 0, nil
				})
			}
			if loops[0] != loops[1] || loops[0] != r.Loop() {
				p.Error("two loops")
			}
			p.fails(r.Close())
		}},
		{"a closed runner runs nothing, and may be closed again", "asyncio Runner explicit_close, double_close, second_with_block", func(p *scene) {
			var r Runner
			p.fails(r.Close())
			p.fails(r.Close())
			_, err := Run(bg, &r, returns(0, nil))
			p.fails(err, ErrClosed)
		}},
		{"a runner within itself is refused", "asyncio recursive_run", func(p *scene) {
			var r Runner
			_, err := Run(bg, &r, func(ctx context.Context) (int, error) { return Run(ctx, &r, returns(0, nil)) })
			p.fails(err, ErrOnLoop)
			p.fails(r.Close())
		}},
		{"an interrupt reaches one that is always ready", "asyncio interrupt_call_soon", func(p *scene) {
			ctx, interrupt := context.WithCancel(bg)
			_, err := RunOnce(ctx, func(ctx context.Context) (int, error) {
				for turn := 0; ; turn++ {
					if turn == 3 {
						interrupt()
					}
					if err := Yield(ctx); err != nil {
						return 0, err
					}
				}
			})
			p.fails(err, context.Canceled)
		}},
		{"an interrupt reaches one that waits", "asyncio interrupt_wait", func(p *scene) {
			ctx, interrupt := context.WithTimeout(bg, time.Second)
			defer interrupt()
			_, err := RunOnce(ctx, func(ctx context.Context) (int, error) {
				l, _ := TaskLoop(ctx)
				return 0, NewEvent(l).Wait(ctx)
			})
			p.fails(err, context.DeadlineExceeded)
		}},
		{"an interrupt lets what is left clean up", "asyncio run, interrupted", func(p *scene) {
			ctx, interrupt := context.WithTimeout(bg, time.Second)
			defer interrupt()
			cleaned := false
			RunOnce(ctx, func(ctx context.Context) (int, error) {
				l, _ := TaskLoop(ctx)
				Go(l, func(ctx context.Context) (int, error) {
					Sleep(ctx, time.Hour)
					cleaned = Sleep(context.WithoutCancel(ctx), time.Minute) == nil
					return 0, nil
				}).Detach()
				return 0, Sleep(ctx, time.Hour)
			})
			if !cleaned {
				p.Error("it was cut")
			}
		}},
		{"one that cancels itself fails as cancelled", "asyncio interrupt_cancelled_task", func(p *scene) {
			_, err := RunOnce(bg, func(ctx context.Context) (int, error) {
				ctx, cancel := context.WithCancel(ctx)
				cancel()
				return 0, Sleep(ctx, time.Hour)
			})
			p.fails(err, context.Canceled)
		}},
		{"closing it cancels what runs (differs: a portal waits)", "AnyIO aexit_with_exception, aexit_without_exception", func(p *scene) {
			var r Runner
			failed := make(chan error)
			go func() {
				_, err := Run(bg, &r, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Hour) })
				failed <- err
			}()
			synctest.Wait()
			go r.Close()
			p.fails(<-failed, context.Canceled, ErrClosed)
		}},
		{"a panic in what it runs leaves it whole", "AnyIO raise_baseexception_from_task", func(p *scene) {
			var r Runner
			_, err := Run(bg, &r, func(context.Context) (int, error) { panic(errModel) })
			p.fails(err, errModel)
			p.fails(r.Close())
		}},
		{"a coroutine of another loop may make, use and close one", "AnyIO from_async", func(p *scene) {
			p.in(func(ctx context.Context) {
				var r Runner
				_, err := Run(ctx, &r, returns(1, nil))
				p.fails(err)
				p.fails(r.Close())
			})
		}},
		{"a resource gives its value, and body's error goes out", "AnyIO async_context_manager_success, _error", func(p *scene) {
			var r Runner
			err := With(bg, &r, passing{}.make, func(v string) error {
				if v != "test" {
					p.Errorf("%q", v)
				}
				return errModel
			})
			p.fails(err, errModel)
			p.fails(r.Close())
		}},
		{"a resource may handle body's error", "AnyIO async_context_manager_error_ignore", func(p *scene) {
			var r Runner
			p.fails(With(bg, &r, passing{handles: true}.make, func(string) error { return errModel }))
			p.fails(r.Close())
		}},
		{"a resource with a group in it hands the group's error out", "AnyIO exception_in_task_group", func(p *scene) {
			var r Runner
			p.fails(With(bg, &r, (&inGroup{}).make, func(int) error { return nil }), errModel)
			p.fails(r.Close())
		}},
		{"one that never used its loop has started nothing", "asyncio Runner lazy; AnyIO", func(p *scene) {
			before := runtime.NumGoroutine()
			p.fails(NewRunner().Close())
			if runtime.NumGoroutine() > before {
				p.Error("a goroutine more")
			}
		}},
		{"a loop used by many threads ends once", "AnyIO start_blocking_portal; JavaScript", func(p *scene) {
			r := NewRunner()
			var closed atomic.Int32
			done := make(chan struct{})
			for range 10 {
				go func() {
					Run(bg, r, returns(1, nil))
					if r.Close() == nil && closed.Add(1) == 10 {
						close(done)
					}
				}()
			}
			<-done
			if err := r.Loop().Post(func() {}); !errors.Is(err, ErrClosed) {
				p.Error(err)
			}
		}},
	})
}
