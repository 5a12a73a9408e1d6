package loop

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestPeersCancel(t *testing.T) {
	checkBehaviours(t, []behaviour{
		{"cancelled when its result is there, the wait has the result and the next one fails", "asyncio cancel_with_message_then_future_result", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			w := p.start(func(ctx context.Context) error {
				v, err := f.Await(ctx)
				if p.fails(err); v != 1 {
					p.Errorf("%d", v)
				}
				return Sleep(ctx, time.Second)
			})
			synctest.Wait()
			on(p.T, p.l, func() { resolve(1, nil); w.Cancel(errModel) })
			p.ends(w, context.Canceled, errModel)
		}},
		{"cancelled when its error is there, the wait has that error", "asyncio cancel_with_message_then_future_exception", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			w := p.start(func(ctx context.Context) error { _, err := f.Await(ctx); return err })
			synctest.Wait()
			on(p.T, p.l, func() { resolve(0, errOther); w.Cancel(errModel) })
			p.ends(w, errOther)
		}},
		{"both it and what it waits for are cancelled", "asyncio cancel_both_task_and_inner_future", func(p *scene) {
			f := p.naps(time.Hour, "inner")
			w := p.start(func(ctx context.Context) error { _, err := f.Await(ctx); return err })
			synctest.Wait()
			on(p.T, p.l, func() { f.Cancel(nil); w.Cancel(nil) })
			p.ends(w, context.Canceled)
			p.ends(f, context.Canceled)
			p.heard("inner was cancelled")
		}},
		{"cancelled on its way out it keeps its result", "asyncio cancel_at_end", func(p *scene) {
			own := make(chan *Future[int], 1)
			f := Go(p.l, func(ctx context.Context) (int, error) { (<-own).Cancel(nil); return 3, nil })
			own <- f
			if v := p.ends(f); v != 3 {
				p.Errorf("%d", v)
			}
		}},
		{"it panics while it is cancelled: the panic is its result", "asyncio baseexception_during_cancel; Kotlin CancelAndJoinChildCrash", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				Sleep(ctx, time.Hour)
				panic(errModel)
			})
			synctest.Wait()
			f.Cancel(nil)
			p.ends(f, errModel)
		}},
		{"cancelling after the end of the loop does nothing", "AnyIO start_task_soon_cancel_after_stop", func(p *scene) {
			f := p.naps(time.Hour, "it")
			synctest.Wait()
			p.l.Close()
			if f.Cancel(errModel) {
				p.Error("had an effect")
			}
			p.ends(f, context.Canceled, ErrClosed)
		}},
		{"one that tells how far it is may fail later", "AnyIO start_crash_after_started_call", func(p *scene) {
			begun, tell := NewPromise[int](p.l)
			f := p.start(func(ctx context.Context) error { tell(1, nil); return errModel })
			_, err := begun.Await(bg)
			p.fails(err)
			p.ends(f, errModel)
		}},
		{"an error of this package's own may be a result", "asyncio stop_iteration_exception", func(p *scene) {
			for _, e := range []error{ErrOnLoop, ErrKilled, ErrClosed, ErrGoexit, ErrNotTask, context.Canceled, context.DeadlineExceeded} {
				p.ends(p.start(func(context.Context) error { return e }), e)
				_, err := Call(bg, p.l, func() (int, error) { return 0, e })
				p.fails(err, e)
			}
		}},
		{"one of another loop may be awaited (differs: asyncio refuses it)", "asyncio other_loop_future", func(p *scene) {
			other := New()
			defer other.Close()
			f := Go(other, func(ctx context.Context) (int, error) { return 4, Sleep(ctx, time.Second) })
			p.in(func(ctx context.Context) {
				v, err := f.Await(ctx)
				if p.fails(err); v != 4 {
					p.Errorf("%d", v)
				}
			})
		}},
		{"started on a closed loop it fails at once", "asyncio error_in_call_soon, call_soon on a closed loop; pond SubmitOnStoppedPool", func(p *scene) {
			p.l.Close()
			p.ends(p.start(func(context.Context) error { p.Error("ran"); return nil }), ErrClosed)
			p.ends(Submit(p.l, ok), ErrClosed)
			p.ends(Offload(p.l, nil, failing), ErrClosed)
		}},
		{"who is told asks again, and is told again", "asyncio schedule_callbacks_list_mutation", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			f.Then(func(int, error) {
				p.say("a")
				f.Then(func(int, error) { p.say("c") })
			})
			f.Then(func(int, error) { p.say("b") })
			resolve(1, nil)
			p.heard("a b c")
		}},
		{"in the order of their ends, by a queue", "asyncio as_completed, with a timeout; conc stream", func(p *scene) {
			p.in(func(ctx context.Context) {
				q := NewQueue[int](p.l, 3)
				for _, d := range []time.Duration{3, 1, 2} {
					p.naps(d*time.Second, fmt.Sprint(int(d))).Then(func(v int, _ error) { q.TryPut(v) })
				}
				for want := 1; want <= 3; want++ {
					v, err := q.Get(ctx)
					if p.fails(err); v != want {
						p.Errorf("%d, want %d", v, want)
					}
				}
				short, cancel := context.WithTimeout(ctx, time.Second)
				defer cancel()
				_, err := q.Get(short)
				p.fails(err, context.DeadlineExceeded)
			})
		}},
		{"All of several of which one was cancelled fails as cancelled", "asyncio gather one_cancellation", func(p *scene) {
			a, b := p.naps(time.Second, "a"), p.naps(time.Second, "b")
			synctest.Wait()
			a.Cancel(errModel)
			_, err := All(bg, a, b)
			p.fails(err, context.Canceled, errModel)
			time.Sleep(time.Second)
			p.ends(b)
			p.heard("a was cancelled b")
		}},
		{"First of one future twice is that one", "asyncio wait_duplicate_coroutines", func(p *scene) {
			f := p.naps(time.Second, "it")
			which, v, err := First(bg, f, f)
			if p.fails(err); which != 0 || v != 1 {
				p.Errorf("%d %d", which, v)
			}
		}},
		{"the time is over in the moment of the result: the one or the other", "asyncio wait_concurrent_complete", func(p *scene) {
			p.in(func(ctx context.Context) {
				short, cancel := context.WithTimeout(ctx, time.Second)
				defer cancel()
				f := p.naps(time.Second, "it")
				if v, err := f.Await(short); err == nil && v != 1 || err != nil && !errors.Is(err, context.DeadlineExceeded) {
					p.Errorf("%d %v", v, err)
				}
				v, err := f.Await(ctx)
				if p.fails(err); v != 1 {
					p.Errorf("%d", v)
				}
			})
		}},
	})
}

func TestPeersTimeoutAndError(t *testing.T) {
	checkBehaviours(t, []behaviour{
		{"an error in time goes out as it is", "asyncio foreign_exception_passed; Kotlin ExceptionFromWithinTimeout", func(p *scene) {
			p.in(func(ctx context.Context) {
				short, cancel := context.WithTimeout(ctx, time.Second)
				defer cancel()
				_, err := GoContext(short, p.l, failing).Await(ctx)
				p.fails(err, errModel)
				if errors.Is(err, context.DeadlineExceeded) {
					p.Error(err)
				}
			})
		}},
		{"an error of the clean-up after the time is the result", "asyncio foreign_exception_on_timeout; Kotlin SuppressExceptionWithAnotherException", func(p *scene) {
			p.in(func(ctx context.Context) {
				short, cancel := context.WithTimeout(ctx, time.Second)
				defer cancel()
				_, err := GoContext(short, p.l, func(ctx context.Context) (int, error) {
					Sleep(ctx, time.Hour)
					return 0, errModel
				}).Await(ctx)
				p.fails(err, errModel)
			})
		}},
		{"who takes the time's end may return a value", "Kotlin SuppressExceptionWithResult", func(p *scene) {
			short, cancel := context.WithTimeout(bg, time.Second)
			defer cancel()
			f := GoContext(short, p.l, func(ctx context.Context) (int, error) {
				p.fails(Sleep(ctx, time.Hour), context.DeadlineExceeded)
				return 7, nil
			})
			time.Sleep(time.Second)
			if v := p.ends(f); v != 7 {
				p.Errorf("%d", v)
			}
		}},
		{"who never waits is not stopped", "Kotlin BasicNoSuspend; asyncio timeout_not_called", func(p *scene) {
			short, cancel := context.WithTimeout(bg, time.Second)
			defer cancel()
			f := GoContext(short, p.l, func(ctx context.Context) (int, error) {
				time.Sleep(time.Minute) // busy
				return 7, nil
			})
			time.Sleep(time.Minute)
			if v := p.ends(f); v != 7 {
				p.Errorf("%d", v)
			}
		}},
		{"both times are over while the loop was busy: the outer one is heard as well", "asyncio nested_timeouts_loop_busy", func(p *scene) {
			p.in(func(ctx context.Context) {
				outer, endOuter := context.WithTimeout(ctx, time.Second)
				defer endOuter()
				inner, endInner := context.WithTimeout(outer, 2*time.Second)
				defer endInner()
				time.Sleep(time.Minute) // busy
				synctest.Wait()
				p.fails(Sleep(inner, time.Hour), context.DeadlineExceeded)
				p.fails(outer.Err(), context.DeadlineExceeded)
				p.fails(Sleep(ctx, time.Second))
			})
		}},
		{"a time within the clean-up of another", "asyncio nested_timeout_in_finally", func(p *scene) {
			p.in(func(ctx context.Context) {
				short, cancel := context.WithTimeout(ctx, time.Second)
				defer cancel()
				p.fails(Sleep(short, time.Hour), context.DeadlineExceeded)
				again, stop := context.WithTimeout(context.WithoutCancel(short), time.Second)
				defer stop()
				p.fails(again.Err())
				p.fails(Sleep(again, time.Hour), context.DeadlineExceeded)
			})
		}},
		{"a time within the clean-up of a cancelled one", "asyncio timeout_after_cancellation", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				err := Sleep(ctx, time.Hour)
				short, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
				defer cancel()
				p.fails(Sleep(short, time.Hour), context.DeadlineExceeded)
				return err
			})
			synctest.Wait()
			f.Cancel(errModel)
			time.Sleep(time.Second)
			p.ends(f, context.Canceled, errModel)
		}},
		{"a time around a group ends its children, and waits for them", "asyncio timeout_taskgroup; Kotlin WithTimeoutChildWait", func(p *scene) {
			p.in(func(ctx context.Context) {
				short, cancel := context.WithTimeout(ctx, time.Second)
				defer cancel()
				err := Group(short, func(ctx context.Context, g *TaskGroup) error {
					g.Go(func(ctx context.Context) error {
						err := Sleep(ctx, time.Hour)
						p.fails(Sleep(context.WithoutCancel(ctx), time.Second))
						p.say("cleaned")
						return err
					})
					return nil
				})
				p.fails(err, context.DeadlineExceeded)
				p.fails(ctx.Err())
				if len(p.said) != 1 {
					p.Errorf("%q", p.said)
				}
			})
		}},
	})
}

func TestPeersGroupAndCancel(t *testing.T) {
	naps := func(p *scene, what string, after error) func(context.Context) error {
		return func(ctx context.Context) error {
			err := Sleep(ctx, time.Hour)
			p.say(what)
			if after != nil {
				return after
			}
			return err
		}
	}
	checkBehaviours(t, []behaviour{
		{"cancelled from outside it does not hide the error of a child's clean-up", "asyncio taskgroup 08, 18; Kotlin CoroutineScopeCancellationVsException", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				return Group(ctx, func(ctx context.Context, g *TaskGroup) error {
					g.Go(naps(p, "child", errOther))
					return nil
				})
			})
			synctest.Wait()
			f.Cancel(errModel)
			p.ends(f, errOther)
			p.heard("child")
		}},
		{"a child fails in the moment in which the group is cancelled: the error is heard", "asyncio error_and_cancel", func(p *scene) {
			begun, fail := NewPromise[int](p.l)
			f := p.start(func(ctx context.Context) error {
				return Group(ctx, func(ctx context.Context, g *TaskGroup) error {
					g.Go(func(ctx context.Context) error { _, err := begun.Await(ctx); return err })
					return nil
				})
			})
			synctest.Wait()
			on(p.T, p.l, func() { fail(0, errOther); f.Cancel(errModel) })
			p.ends(f, errOther)
		}},
		{"a group in a group, both cancelled at once", "asyncio nested_groups_both_cancelled", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				return Group(ctx, func(ctx context.Context, outer *TaskGroup) error {
					outer.Go(naps(p, "outer", nil))
					return Group(ctx, func(ctx context.Context, inner *TaskGroup) error {
						inner.Go(naps(p, "inner", nil))
						return Sleep(ctx, time.Hour)
					})
				})
			})
			synctest.Wait()
			f.Cancel(errModel)
			p.ends(f, context.Canceled, errModel)
			if len(p.said) != 2 {
				p.Errorf("%q", p.said)
			}
		}},
		{"a group whose error was taken leaves its coroutine whole", "asyncio cancellation_does_not_leak_out_of_tg", func(p *scene) {
			p.in(func(ctx context.Context) {
				p.fails(Group(ctx, func(ctx context.Context, g *TaskGroup) error {
					g.Go(func(context.Context) error { return errModel })
					return nil
				}), errModel)
				p.fails(Sleep(ctx, time.Second))
				p.fails(Group(ctx, func(ctx context.Context, g *TaskGroup) error {
					g.Go(func(ctx context.Context) error { return Sleep(ctx, time.Second) })
					return nil
				}))
			})
		}},
		{"its children are cancelled and joined, and it is no failure", "Kotlin CancelAndJoinChildren", func(p *scene) {
			p.in(func(ctx context.Context) {
				short, cancel := context.WithCancel(ctx)
				err := Group(short, func(ctx context.Context, g *TaskGroup) error {
					for range 3 {
						g.Go(func(ctx context.Context) error { Sleep(ctx, time.Hour); p.say("child"); return nil })
					}
					Yield(ctx)
					cancel()
					return nil
				})
				p.fails(err)
				p.fails(ctx.Err())
			})
			p.heard("child child child")
		}},
		{"a limit that is none is refused", "conc panics on invalid WithMaxGoroutines; pond invalid MaxConcurrency", func(p *scene) {
			p.in(func(ctx context.Context) {
				Group(ctx, func(ctx context.Context, g *TaskGroup) error {
					if panicOf(func() { g.SetLimit(0) }) == nil {
						p.Error("a limit of none")
					}
					return nil
				})
			})
			if panicOf(func() { NewPool(0) }) == nil {
				p.Error("a pool of none")
			}
		}},
	})
}
