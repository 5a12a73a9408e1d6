package loop

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestPeersTask(t *testing.T) {
	checkBehaviours(t, []behaviour{
		{"its value, its error and its panic are the result", "asyncio tasks; Kotlin async; conc", func(p *scene) {
			if v := p.ends(Go(p.l, func(context.Context) (int, error) { return 3, nil })); v != 3 {
				p.Errorf("%d", v)
			}
			p.ends(p.start(func(context.Context) error { return errModel }), errModel)
			p.ends(p.start(func(context.Context) error { panic(errModel) }), errModel)
		}},
		{"it begins in its turn (differs: an async function runs up to its first await)", "JavaScript; Kotlin undispatched", func(p *scene) {
			on(p.T, p.l, func() {
				p.start(func(context.Context) error { p.say("coroutine"); return nil }).Detach()
				p.say("now")
			})
			p.heard("now coroutine")
		}},
		{"cancelled before it begins it never runs (differs: it gets the chance)", "asyncio task_cancel before start; AnyIO cancel_immediately", func(p *scene) {
			free := blockLoop(p.T, p.l)
			f := p.start(func(context.Context) error { p.say("ran"); return nil })
			f.Cancel(nil)
			free()
			p.ends(f, context.Canceled)
			p.heard("")
		}},
		{"cancelled where it waits, the wait returns the error", "asyncio cancel_yield", func(p *scene) {
			f := p.naps(time.Hour, "nap")
			synctest.Wait()
			f.Cancel(errModel)
			p.ends(f, context.Canceled, errModel)
			p.heard("nap was cancelled")
		}},
		{"it may take the cancellation and return a value", "asyncio cancel_inner_future, catching", func(p *scene) {
			f := Go(p.l, func(ctx context.Context) (int, error) { Sleep(ctx, time.Hour); return 6, nil })
			synctest.Wait()
			f.Cancel(nil)
			if v := p.ends(f); v != 6 {
				p.Errorf("%d", v)
			}
		}},
		{"it may clean up in its own time", "asyncio finally; Trio shield; Kotlin NonCancellable", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				Sleep(ctx, time.Hour)
				p.say("begins")
				err := Sleep(context.WithoutCancel(ctx), time.Minute)
				p.say("has cleaned up")
				return err
			})
			synctest.Wait()
			f.Cancel(nil)
			time.Sleep(time.Minute)
			p.ends(f)
			p.heard("begins has cleaned up")
		}},
		{"an error of the clean-up is the result", "asyncio exception in finally", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				Sleep(ctx, time.Hour)
				return errModel
			})
			synctest.Wait()
			f.Cancel(nil)
			p.ends(f, errModel)
		}},
		{"cancelled it stays cancelled (differs: asyncio's is one-off)", "asyncio cancel; Trio cancel scopes; Kotlin", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				Sleep(ctx, time.Hour)
				return Sleep(ctx, time.Hour)
			})
			synctest.Wait()
			f.Cancel(nil)
			p.ends(f, context.Canceled)
		}},
		{"cancelling twice is cancelling once, with the first cause", "asyncio cancel twice", func(p *scene) {
			f := p.naps(time.Hour, "nap")
			synctest.Wait()
			f.Cancel(errModel)
			f.Cancel(errOther)
			p.ends(f, errModel)
			p.heard("nap was cancelled")
		}},
		{"cancelling what is done does nothing", "asyncio cancel_done", func(p *scene) {
			f := p.naps(0, "nap")
			p.ends(f)
			if f.Cancel(nil) {
				p.Error("Cancel had an effect")
			}
			p.ends(f)
		}},
		{"it cancels itself, and the next wait ends", "asyncio cancel_current_task", func(p *scene) {
			var f *Future[int]
			free := blockLoop(p.T, p.l)
			f = p.start(func(ctx context.Context) error {
				Yield(ctx)
				f.Cancel(nil)
				p.say("goes on")
				return Sleep(ctx, time.Hour)
			})
			free()
			p.ends(f, context.Canceled)
			p.heard("goes on")
		}},
		{"waiting for a cancelled one fails, and who waits is not cancelled", "asyncio cancel of the inner", func(p *scene) {
			inner := p.naps(time.Hour, "inner")
			p.in(func(ctx context.Context) {
				Yield(ctx)
				inner.Cancel(nil)
				_, err := inner.Await(ctx)
				p.fails(err, context.Canceled)
				p.fails(Sleep(ctx, time.Second))
			})
		}},
		{"cancelling who waits lets what it waits for go on (differs: asyncio hands it on)", "asyncio cancel of the outer; shield", func(p *scene) {
			inner := p.naps(time.Hour, "inner")
			outer := p.start(func(ctx context.Context) error { _, err := inner.Await(ctx); return err })
			synctest.Wait()
			outer.Cancel(nil)
			p.ends(outer, context.Canceled)
			time.Sleep(time.Hour)
			p.heard("inner")
		}},
		{"cancel and join, while it waits for who cancels", "Kotlin cancelAndJoin, child waits for parent", func(p *scene) {
			var parent *Future[int]
			free := blockLoop(p.T, p.l)
			parent = p.start(func(ctx context.Context) error {
				child := p.start(func(ctx context.Context) error { _, err := parent.Await(ctx); return err })
				Yield(ctx)
				Yield(ctx)
				child.Cancel(nil)
				_, err := child.Await(ctx)
				p.fails(err, context.Canceled)
				return nil
			})
			free()
			p.ends(parent)
		}},
		{"it does not end with who started it (differs from a scope's child)", "asyncio create_task; Kotlin GlobalScope", func(p *scene) {
			starter := p.start(func(ctx context.Context) error {
				p.naps(time.Second, "child").Detach()
				return Sleep(ctx, time.Hour)
			})
			synctest.Wait()
			starter.Cancel(nil)
			time.Sleep(time.Minute)
			p.ends(starter, context.Canceled)
			p.heard("child")
		}},
		{"it ends with its parent if it was given one", "Kotlin structured concurrency; AnyIO", func(p *scene) {
			parent := p.start(func(ctx context.Context) error {
				child := GoContext(ctx, p.l, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Hour) })
				Sleep(ctx, time.Hour)
				_, err := child.Await(context.WithoutCancel(ctx))
				return err
			})
			synctest.Wait()
			parent.Cancel(errModel)
			p.ends(parent, context.Canceled, errModel)
		}},
		{"one that waits for itself is told", "asyncio task awaits itself", func(p *scene) {
			var f *Future[int]
			free := blockLoop(p.T, p.l)
			f = Go(p.l, func(ctx context.Context) (int, error) { return f.Await(ctx) })
			free()
			p.ends(f, ErrDeadlock)
		}},
		{"a chain of a thousand ends", "asyncio deep chains; Trio", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			last := f
			for range 1000 {
				before := last
				last = Go(p.l, func(ctx context.Context) (int, error) {
					v, err := before.Await(ctx)
					return v + 1, err
				})
			}
			resolve(0, nil)
			if v := p.ends(last); v != 1000 {
				p.Errorf("%d", v)
			}
		}},
		{"those that yield take turns", "asyncio sleep(0); Trio checkpoint; Kotlin yield", func(p *scene) {
			free := blockLoop(p.T, p.l)
			for _, name := range []string{"a", "b"} {
				p.start(func(ctx context.Context) error {
					for range 3 {
						p.say(name)
						Yield(ctx)
					}
					return nil
				}).Detach()
			}
			free()
			p.heard("a b a b a b")
		}},
		{"yielding notices the cancellation", "Kotlin yield; Trio checkpoint", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				for {
					if err := Yield(ctx); err != nil {
						return err
					}
				}
			})
			on(p.T, p.l, func() {})
			f.Cancel(nil)
			<-f.Done()
			p.ends(f, context.Canceled)
		}},
		{"a Sleep that is cancelled leaves no timer", "asyncio sleep cancelled", func(p *scene) {
			f := p.naps(time.Hour, "nap")
			synctest.Wait()
			f.Cancel(nil)
			p.ends(f, context.Canceled)
			if on(p.T, p.l, func() {}); !p.l.timers.none() {
				p.Error("a timer is left")
			}
		}},
		{"a plain goroutine waits for one, and may give up while that goes on", "asyncio run_coroutine_threadsafe and its timeout", func(p *scene) {
			f := p.naps(time.Minute, "nap")
			soon, cancel := context.WithTimeout(bg, time.Second)
			defer cancel()
			_, err := f.Await(soon)
			p.fails(err, context.DeadlineExceeded)
			if v, err := f.Await(bg); v != 60 || err != nil {
				p.Errorf("%d, %v", v, err)
			}
			p.heard("nap")
		}},
		{"a plain goroutine cancels one", "asyncio run_coroutine_threadsafe cancel", func(p *scene) {
			f := p.naps(time.Minute, "nap")
			synctest.Wait()
			go f.Cancel(nil)
			p.ends(f, context.Canceled)
		}},
		{"Goexit ends it and no other", "testing.FailNow in a coroutine", func(p *scene) {
			p.ends(p.start(func(context.Context) error { runtime.Goexit(); return nil }), ErrGoexit)
			p.ends(p.naps(0, "nap"))
		}},
	})
}

func TestPeersTimeout(t *testing.T) {
	within := func(ctx context.Context, limit, work time.Duration) error {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		return Sleep(ctx, work)
	}
	checkBehaviours(t, []behaviour{
		{"it ends what takes longer, and who waited goes on", "asyncio timeout; AnyIO fail_after; Kotlin withTimeout", func(p *scene) {
			p.in(func(ctx context.Context) {
				p.fails(within(ctx, time.Second, time.Minute), context.DeadlineExceeded)
				p.fails(Sleep(ctx, time.Second))
			})
		}},
		{"it leaves alone what is faster", "asyncio wait_for; Kotlin withTimeout", func(p *scene) {
			p.in(func(ctx context.Context) { p.fails(within(ctx, time.Minute, time.Second)) })
		}},
		{"of two the shorter one ends, whichever is within the other", "asyncio nested timeouts", func(p *scene) {
			p.in(func(ctx context.Context) {
				outer, cancel := context.WithTimeout(ctx, 2*time.Second)
				defer cancel()
				p.fails(within(outer, time.Second, time.Hour), context.DeadlineExceeded)
				p.fails(outer.Err())
				p.fails(within(outer, time.Hour, time.Hour), context.DeadlineExceeded)
				p.fails(outer.Err(), context.DeadlineExceeded)
			})
		}},
		{"one that is over at once ends the wait at once, though the result is there", "asyncio wait_for(0)", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			p.in(func(ctx context.Context) {
				over, cancel := context.WithTimeout(ctx, 0)
				defer cancel()
				_, err := f.Await(over)
				p.fails(err, context.DeadlineExceeded)
				resolve(1, nil)
				_, err = f.Await(over) // the result is there: no wait
				p.fails(err)
			})
		}},
		{"cancelling from outside is no timeout", "asyncio timeout and cancel", func(p *scene) {
			f := p.start(func(ctx context.Context) error { return within(ctx, time.Hour, time.Hour) })
			synctest.Wait()
			f.Cancel(nil)
			p.ends(f, context.Canceled)
		}},
	})
}

func TestPeersGroup(t *testing.T) {
	// A child of a group that says what after d, or that it was cancelled.
	child := func(p *scene, d time.Duration, what string) func(context.Context) error {
		return func(ctx context.Context) error {
			if err := Sleep(ctx, d); err != nil {
				p.say(what + " was cancelled")
				return err
			}
			p.say(what)
			return nil
		}
	}
	fails := func(d time.Duration, err error) func(context.Context) error {
		return func(ctx context.Context) error {
			if e := Sleep(ctx, d); e != nil {
				return e
			}
			return err
		}
	}
	// group runs body in a group, in a coroutine.
	group := func(p *scene, body func(ctx context.Context, g *TaskGroup) error) *Future[int] {
		return p.start(func(ctx context.Context) error {
			err := Group(ctx, body)
			p.say("end")
			return err
		})
	}
	checkBehaviours(t, []behaviour{
		{"it waits for all", "asyncio taskgroup 01; Kotlin coroutineScope; conc; errgroup", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.Go(child(p, 2*time.Second, "b"))
				g.Go(child(p, time.Second, "a"))
				p.say("body")
				return nil
			})
			time.Sleep(time.Minute)
			p.ends(f)
			p.heard("body a b end")
		}},
		{"one may come while others run, from the body or from a child", "asyncio taskgroup 02; Trio nursery", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.Go(func(ctx context.Context) error {
					g.Go(child(p, time.Second, "grandchild"))
					return nil
				})
				Sleep(ctx, time.Minute)
				g.Go(child(p, time.Second, "late"))
				return nil
			})
			time.Sleep(time.Hour)
			p.ends(f)
			p.heard("grandchild late end")
		}},
		{"one of none ends at once", "asyncio; pond no tasks", func(p *scene) {
			f := group(p, func(ctx context.Context, _ *TaskGroup) error { return nil })
			p.ends(f)
			p.heard("end")
		}},
		{"a child that fails cancels the others", "asyncio taskgroup 04; Kotlin; errgroup; conc cancel on error", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.Go(fails(time.Second, errModel))
				g.Go(child(p, time.Hour, "other"))
				return nil
			})
			time.Sleep(time.Second)
			p.ends(f, errModel)
			p.heard("other was cancelled end")
		}},
		{"a child that fails ends the body's wait", "asyncio cancel_children_on_child_error; errgroup", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.Go(fails(time.Second, errModel))
				err := Sleep(ctx, time.Hour)
				p.fails(err, context.Canceled, errModel)
				return err
			})
			time.Sleep(time.Second)
			p.ends(f, errModel)
		}},
		{"the context from before the group goes on", "errgroup", func(p *scene) {
			f := p.start(func(before context.Context) error {
				return Group(before, func(ctx context.Context, g *TaskGroup) error {
					g.Go(fails(time.Second, errModel))
					p.fails(Sleep(before, time.Minute))
					return nil
				})
			})
			time.Sleep(time.Minute)
			p.ends(f, errModel)
		}},
		{"a body that fails cancels the children", "asyncio taskgroup 09, 10; Kotlin", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.Go(child(p, time.Hour, "child"))
				Sleep(ctx, time.Second)
				return errModel
			})
			time.Sleep(time.Second)
			p.ends(f, errModel)
			p.heard("child was cancelled end")
		}},
		{"a body that panics cancels them, waits for them, and goes on", "asyncio; conc", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				return Group(ctx, func(ctx context.Context, g *TaskGroup) error {
					g.Go(func(ctx context.Context) error {
						Sleep(ctx, time.Hour)
						p.fails(Sleep(context.WithoutCancel(ctx), time.Second))
						p.say("child")
						return nil
					})
					Yield(ctx)
					panic(errModel)
				})
			})
			time.Sleep(time.Second)
			p.ends(f, errModel)
			p.heard("child")
		}},
		{"cancelled from outside it cancels all, and waits", "asyncio cancellation, 07, 08; Trio", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				for i := range 3 {
					g.Go(child(p, time.Hour, fmt.Sprint(i)))
				}
				return Sleep(ctx, time.Hour)
			})
			synctest.Wait()
			f.Cancel(errModel)
			p.ends(f, context.Canceled, errModel)
			if len(p.said) != 4 || p.said[3] != "end" {
				p.Errorf("%q", p.said)
			}
		}},
		{"a child may take its time to clean up, and is waited for", "asyncio taskgroup 15; Trio shield", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.Go(fails(time.Second, errModel))
				g.Go(func(ctx context.Context) error {
					Sleep(ctx, time.Hour)
					Sleep(context.WithoutCancel(ctx), time.Minute)
					p.say("cleaned")
					return nil
				})
				return nil
			})
			time.Sleep(time.Hour)
			p.ends(f, errModel)
			p.heard("cleaned end")
		}},
		{"the first error is the group's (differs: asyncio and conc join them)", "asyncio ExceptionGroup; conc WithErrors; conc WithFirstError; errgroup", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.Go(fails(2*time.Second, errOther))
				g.Go(fails(time.Second, errModel))
				Sleep(ctx, time.Hour)
				return errOther
			})
			time.Sleep(time.Minute)
			p.ends(f, errModel)
			if _, err, _ := f.TryResult(); errors.Is(err, errOther) {
				p.Errorf("%v", err)
			}
		}},
		{"a group in a group hands its error out", "asyncio taskgroup 14; Kotlin", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				return Group(ctx, func(ctx context.Context, outer *TaskGroup) error {
					outer.Go(child(p, time.Hour, "other"))
					return Group(ctx, func(ctx context.Context, inner *TaskGroup) error {
						inner.Go(fails(time.Second, errModel))
						return nil
					})
				})
			})
			time.Sleep(time.Second)
			p.ends(f, errModel)
			p.heard("other was cancelled")
		}},
		{"a group in one that fails is cancelled", "asyncio taskgroup 13; Kotlin", func(p *scene) {
			f := p.start(func(ctx context.Context) error {
				return Group(ctx, func(ctx context.Context, outer *TaskGroup) error {
					outer.Go(fails(time.Second, errModel))
					return Group(ctx, func(ctx context.Context, inner *TaskGroup) error {
						inner.Go(child(p, time.Hour, "inner"))
						return nil
					})
				})
			})
			time.Sleep(time.Second)
			p.ends(f, errModel)
			p.heard("inner was cancelled")
		}},
		{"as many as its limit are under way, and the others follow in order", "errgroup SetLimit; conc WithMaxGoroutines; pond", func(p *scene) {
			for limit := 1; limit <= 3; limit++ {
				now, most := 0, 0
				var order []int
				f := p.start(func(ctx context.Context) error {
					return Group(ctx, func(ctx context.Context, g *TaskGroup) error {
						g.SetLimit(limit)
						for i := range 7 {
							g.Go(func(ctx context.Context) error {
								now++
								most = max(most, now)
								order = append(order, i)
								err := Sleep(ctx, time.Second)
								now--
								return err
							})
						}
						return nil
					})
				})
				time.Sleep(time.Minute)
				if p.ends(f); most != limit || !slices.IsSorted(order) || len(order) != 7 {
					p.Errorf("limit %d: %d at once, order %v", limit, most, order)
				}
			}
		}},
		{"a limit lets children start children", "errgroup (where that hangs)", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.SetLimit(1)
				g.Go(func(ctx context.Context) error {
					g.Go(child(p, time.Second, "grandchild"))
					p.say("child")
					return nil
				})
				return nil
			})
			time.Sleep(time.Minute)
			p.ends(f)
			p.heard("child grandchild end")
		}},
		{"what waits for its turn when one fails begins with an ended context (differs: pond skips it)", "errgroup; pond", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.SetLimit(1)
				g.Go(fails(time.Second, errModel))
				g.Go(child(p, time.Hour, "next"))
				return nil
			})
			time.Sleep(time.Second)
			p.ends(f, errModel)
			p.heard("next was cancelled end")
		}},
		{"a child's panic is the group's error", "conc panics; Kotlin", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.Go(func(context.Context) error { panic("child") })
				g.Go(child(p, time.Hour, "other"))
				return nil
			})
			synctest.Wait()
			var pe *PanicError
			if _, err, _ := f.TryResult(); !errors.As(err, &pe) || pe.Value != "child" {
				p.Errorf("%v", err)
			}
			p.heard("other was cancelled end")
		}},
		{"one that comes after the failure begins with an ended context", "errgroup; asyncio", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				g.Go(fails(0, errModel))
				Sleep(ctx, time.Hour)
				g.Go(child(p, time.Hour, "late"))
				return nil
			})
			p.ends(f, errModel)
			p.heard("late was cancelled end")
		}},
		{"after its end it takes none", "asyncio create_task after finish", func(p *scene) {
			if panicOf(func() { goAfterGroup(p.l) }) == nil {
				p.Error("it took one")
			}
		}},
		{"off its loop it takes none", "Trio nursery from another thread", func(p *scene) {
			f := group(p, func(ctx context.Context, g *TaskGroup) error {
				failed := make(chan any)
				go func() { failed <- panicOf(func() { g.Go(fails(0, nil)) }) }()
				if _, isOwner := (<-failed).(*OwnerError); !isOwner {
					p.Error("no *OwnerError")
				}
				return nil
			})
			p.ends(f)
		}},
	})
}
