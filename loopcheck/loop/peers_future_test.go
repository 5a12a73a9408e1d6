package loop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

var errOther = errors.New("another failure")

func TestPeersFuture(t *testing.T) {
	checkBehaviours(t, []behaviour{
		{"a new promise is not done", "asyncio futures initial_state, result", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			if _, _, done := f.TryResult(); done {
				p.Error("done")
			}
			resolve(0, nil)
			p.ends(f)
		}},
		{"cancelled, it fails for good", "asyncio futures cancel", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			if !f.Cancel(nil) || f.Cancel(nil) || resolve(1, nil) {
				p.Error("Cancel, Cancel again and resolve should report true, false, false")
			}
			p.ends(f, context.Canceled)
		}},
		{"cancelled for a cause, it says the cause", "asyncio futures cancel message", func(p *scene) {
			f, _ := NewPromise[int](p.l)
			f.Cancel(errModel)
			p.ends(f, context.Canceled, errModel)
		}},
		{"resolved, it keeps its result", "asyncio futures result; JavaScript: settled once", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			if !resolve(42, nil) || resolve(43, errModel) || f.Cancel(nil) {
				p.Error("resolve, resolve again and Cancel should report true, false, false")
			}
			if v := p.ends(f); v != 42 {
				p.Errorf("result %d", v)
			}
		}},
		{"an error is its result as well", "asyncio futures exception", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			resolve(0, errModel)
			if f.Cancel(nil) {
				p.Error("Cancel had an effect")
			}
			p.ends(f, errModel)
		}},
		{"awaited twice, it gives its result twice", "asyncio futures yield_from_twice", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			p.l.After(time.Second, func() { resolve(7, nil) })
			p.in(func(ctx context.Context) {
				for range 2 {
					if v, err := f.Await(ctx); v != 7 || err != nil {
						p.Errorf("%d, %v", v, err)
					}
				}
			})
		}},
		{"awaited when it is done, it lets nobody run in between (differs: a wait may)", "asyncio, JavaScript", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			resolve(1, nil)
			p.in(func(ctx context.Context) {
				p.l.Post(func() { p.say("post") })
				f.Await(ctx)
				p.say("coroutine")
			})
			p.heard("coroutine post")
		}},
		{"those who asked to be told are told in that order, each once", "asyncio futures callbacks; JavaScript then", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			for i := range 5 {
				f.Then(func(v int, err error) { p.say(fmt.Sprint(i, v, err)) })
			}
			resolve(9, nil)
			p.heard("0 9 <nil> 1 9 <nil> 2 9 <nil> 3 9 <nil> 4 9 <nil>")
		}},
		{"who asks when it is done is told later, not while asking", "asyncio add_done_callback on a done future; JavaScript", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			resolve(0, nil)
			on(p.T, p.l, func() {
				f.Then(func(int, error) { p.say("told") })
				p.say("asked")
			})
			p.heard("asked told")
		}},
		{"what is told takes its turn among posts (differs: no microtasks)", "JavaScript microtasks before tasks", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			f.Then(func(int, error) { p.say("told") })
			on(p.T, p.l, func() {
				p.l.Post(func() { p.say("post") })
				resolve(0, nil)
				p.say("now")
			})
			p.heard("now post told")
		}},
		{"who is told gets the error", "asyncio callbacks; JavaScript catch", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			f.Then(func(_ int, err error) { p.say(err.Error()) })
			resolve(0, errModel)
			p.heard("failed")
		}},
		{"one who is told may panic, and the next is told", "asyncio callbacks", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			f.Then(func(int, error) { panic("told") })
			f.Then(func(int, error) { p.say("told") })
			resolve(0, nil)
			p.heard("told")
		}},
		{"a chain of those who are told goes on in order", "JavaScript chains", func(p *scene) {
			first, resolve := NewPromise[int](p.l)
			second, next := NewPromise[int](p.l)
			first.Then(func(v int, err error) { p.say("first"); next(v+1, err) })
			second.Then(func(v int, _ error) { p.say(fmt.Sprint("second ", v)) })
			resolve(1, nil)
			p.heard("first second 2")
		}},
		{"who gives a wait up does not cancel what it waited for", "asyncio wait_for and shield; JavaScript", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			soon, cancel := context.WithTimeout(bg, time.Second)
			defer cancel()
			_, err := f.Await(soon)
			p.fails(err, context.DeadlineExceeded)
			resolve(5, nil)
			if v := p.ends(f); v != 5 {
				p.Errorf("result %d", v)
			}
		}},
		{"one of those who wait gives up, the others go on", "asyncio", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			wait := func(ctx context.Context) (int, error) { return f.Await(ctx) }
			a, b := Go(p.l, wait), Go(p.l, wait)
			synctest.Wait()
			a.Cancel(nil)
			p.ends(a, context.Canceled)
			resolve(3, nil)
			if v := p.ends(b); v != 3 {
				p.Errorf("result %d", v)
			}
		}},
		{"cancelling it wakes all who wait", "asyncio futures cancel", func(p *scene) {
			f, _ := NewPromise[int](p.l)
			var all []*Future[int]
			for range 3 {
				all = append(all, Go(p.l, func(ctx context.Context) (int, error) { return f.Await(ctx) }))
			}
			synctest.Wait()
			f.Cancel(errModel)
			for _, w := range all {
				p.ends(w, context.Canceled, errModel)
			}
		}},
		{"any goroutine may resolve it", "asyncio call_soon_threadsafe(fut.set_result)", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			w := Go(p.l, func(ctx context.Context) (int, error) { return f.Await(ctx) })
			synctest.Wait()
			go resolve(8, nil)
			if v := p.ends(w); v != 8 {
				p.Errorf("result %d", v)
			}
		}},
		{"of many who resolve it one wins", "concurrent.futures; JavaScript race", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			won := make(chan bool, 20)
			for i := range cap(won) {
				go func() { won <- resolve(i, nil) }()
			}
			synctest.Wait()
			winners := 0
			for range cap(won) {
				if <-won {
					winners++
				}
			}
			if p.ends(f); winners != 1 {
				p.Errorf("%d won", winners)
			}
		}},
		{"Done is closed when it is done, before and after", "asyncio done; conc", func(p *scene) {
			f, resolve := NewPromise[int](p.l)
			before := f.Done()
			resolve(0, nil)
			<-before
			<-f.Done()
			p.ends(f)
		}},
		{"a submission that runs cannot be cancelled", "concurrent.futures set_running", func(p *scene) {
			began, free := make(chan struct{}), make(chan struct{})
			f := Submit(p.l, func() (int, error) { close(began); <-free; return 4, nil })
			<-began
			if f.Cancel(nil) {
				p.Error("Cancel had an effect")
			}
			close(free)
			if v := p.ends(f); v != 4 {
				p.Errorf("result %d", v)
			}
		}},
	})
}

func TestPeersSeveral(t *testing.T) {
	checkBehaviours(t, []behaviour{
		{"All gives the values in the order of the futures", "asyncio gather; JavaScript all; Kotlin awaitAll", func(p *scene) {
			vs, err := All(bg, p.naps(3*time.Second, "c"), p.naps(time.Second, "a"), p.naps(2*time.Second, "b"))
			if p.fails(err); !slices.Equal(vs, []int{3, 1, 2}) {
				p.Errorf("%v", vs)
			}
			p.heard("a b c")
		}},
		{"All of none is nothing, at once", "asyncio gather; JavaScript all", func(p *scene) {
			vs, err := All[int](bg)
			if p.fails(err); len(vs) != 0 {
				p.Errorf("%v", vs)
			}
		}},
		{"All of one future twice has its value twice", "asyncio gather duplicates", func(p *scene) {
			f := p.naps(time.Second, "a")
			vs, err := All(bg, f, f)
			if p.fails(err); !slices.Equal(vs, []int{1, 1}) {
				p.Errorf("%v", vs)
			}
		}},
		{"All fails with the first to fail, at once, and the others go on", "asyncio gather; JavaScript all", func(p *scene) {
			slow := p.naps(time.Hour, "slow")
			fails := p.start(func(ctx context.Context) error { Sleep(ctx, time.Second); return errModel })
			begin := time.Now()
			_, err := All(bg, slow, fails)
			p.fails(err, errModel)
			if d := time.Since(begin); d != time.Second {
				p.Errorf("after %v", d)
			}
			time.Sleep(time.Hour)
			p.heard("slow")
		}},
		{"who gives All up cancels none (differs: gather does)", "asyncio gather cancel", func(p *scene) {
			f := p.naps(time.Hour, "slow")
			w := p.start(func(ctx context.Context) error { _, err := All(ctx, f); return err })
			synctest.Wait()
			w.Cancel(nil)
			p.ends(w, context.Canceled)
			time.Sleep(time.Hour)
			p.heard("slow")
		}},
		{"First cancels the others", "asyncio wait and cancel; JavaScript race", func(p *scene) {
			which, v, err := First(bg, p.naps(2*time.Second, "slow"), p.naps(time.Second, "fast"))
			if p.fails(err); which != 1 || v != 1 {
				p.Errorf("future %d, %d", which, v)
			}
			p.heard("fast slow was cancelled")
		}},
		{"who gives First up cancels all (differs: asyncio leaves them)", "asyncio wait with a timeout", func(p *scene) {
			soon, cancel := context.WithTimeout(bg, time.Second)
			defer cancel()
			which, _, err := First(soon, p.naps(time.Hour, "a"), p.naps(time.Hour, "b"))
			if p.fails(err, context.DeadlineExceeded); which != -1 {
				p.Errorf("future %d", which)
			}
			p.heard("a was cancelled b was cancelled")
		}},
		{"All and First of what is done need no wait, though the time is over", "asyncio wait_for(0)", func(p *scene) {
			over, cancel := context.WithCancel(bg)
			cancel()
			for range 20 { // it was a matter of luck
				f, resolve := NewPromise[int](p.l)
				resolve(3, nil)
				open, _ := NewPromise[int](p.l)
				_, err := All(over, f, f)
				p.fails(err)
				_, v, err := First(over, open, f)
				if p.fails(err); v != 3 {
					p.Errorf("%d", v)
				}
				p.in(func(ctx context.Context) {
					ctx, cancel := context.WithCancel(ctx)
					cancel()
					_, err := All(ctx, f)
					p.fails(err)
				})
			}
		}},
		{"First takes an error for an end", "JavaScript race", func(p *scene) {
			_, _, err := First(bg, p.naps(time.Hour, "slow"), p.start(func(context.Context) error { return errModel }))
			p.fails(err, errModel)
		}},
		{"First of those that are done is the first given", "JavaScript race", func(p *scene) {
			a, b := Submit(p.l, func() (int, error) { return 1, nil }), Submit(p.l, func() (int, error) { return 2, nil })
			synctest.Wait()
			if which, v, err := First(bg, b, a); which != 0 || v != 2 || err != nil {
				p.Errorf("future %d, %d, %v", which, v, err)
			}
		}},
	})
}

func TestPeersHandles(t *testing.T) {
	checkBehaviours(t, []behaviour{
		{"posts run in order, and what they post later", "asyncio call_soon; JavaScript tasks; goja setImmediate", func(p *scene) {
			free := blockLoop(p.T, p.l)
			p.l.Post(func() { p.say("a"); p.l.Post(func() { p.say("c") }) })
			p.l.Post(func() { p.say("b") })
			free()
			p.heard("a b c")
		}},
		{"timers of one time run in the order of their calls", "asyncio call_at", func(p *scene) {
			for i := range 4 {
				p.l.After(time.Second, func() { p.say(fmt.Sprint(i)) })
			}
			time.Sleep(time.Second)
			p.heard("0 1 2 3")
		}},
		{"timers run by their times", "asyncio call_later", func(p *scene) {
			for _, n := range []int{3, 1, 2} {
				p.l.After(time.Duration(n)*time.Second, func() { p.say(fmt.Sprint(n)) })
			}
			time.Sleep(time.Minute)
			p.heard("1 2 3")
		}},
		{"a timer of no time runs soon, not at once", "asyncio call_later(0)", func(p *scene) {
			on(p.T, p.l, func() { p.l.After(0, func() { p.say("timer") }); p.say("now") })
			p.heard("now timer")
		}},
		{"a stopped timer does not run, and Stop says what it did", "asyncio handle.cancel; goja clearTimeout", func(p *scene) {
			timer := p.l.After(time.Second, func() { p.say("timer") })
			if !timer.Stop() || timer.Stop() {
				p.Error("Stop should report true once")
			}
			time.Sleep(time.Minute)
			p.heard("")
		}},
		{"a timer may stop one of the same time", "asyncio handle.cancel", func(p *scene) {
			on(p.T, p.l, func() {
				var second *Timer
				p.l.After(time.Second, func() { p.say("first"); second.Stop() })
				second = p.l.After(time.Second, func() { p.say("second") })
			})
			time.Sleep(time.Minute)
			p.heard("first")
		}},
		{"a timer may stop another", "goja clearTimeout in a timeout", func(p *scene) {
			second := p.l.After(2*time.Second, func() { p.say("second") })
			p.l.After(time.Second, func() { second.Stop() })
			time.Sleep(time.Minute)
			p.heard("")
		}},
		{"a timer that runs stops itself in vain, and may arm the next", "goja clearTimeout of the running one", func(p *scene) {
			var timer *Timer
			n := 0
			var again func()
			again = func() {
				if timer != nil && timer.Stop() {
					p.Error("Stop of the running timer prevented a run")
				}
				if n++; n < 5 {
					timer = p.l.After(time.Second, again)
				}
			}
			p.l.After(0, again)
			time.Sleep(time.Minute)
			if on(p.T, p.l, func() {}); n != 5 {
				p.Errorf("ran %d times", n)
			}
		}},
		{"a ticker ends itself", "goja setInterval", func(p *scene) {
			n := 0
			on(p.T, p.l, func() {
				var ticker *Timer
				ticker = p.l.Every(time.Second, func() {
					if n++; n == 3 {
						ticker.Stop()
					}
				})
			})
			time.Sleep(time.Minute)
			if on(p.T, p.l, func() {}); n != 3 {
				p.Errorf("ticked %d times", n)
			}
		}},
		{"a ticker stopped by the callback that kept it waiting does not tick", "goja clearInterval race", func(p *scene) {
			on(p.T, p.l, func() {
				ticker := p.l.Every(time.Second, func() { p.say("tick") })
				time.Sleep(4 * time.Second)
				ticker.Stop()
			})
			p.heard("")
		}},
		{"any goroutine may arm and stop timers", "goja concurrent", func(p *scene) {
			done := make(chan struct{})
			go func() {
				timer := p.l.After(time.Hour, func() { p.say("never") })
				p.l.After(time.Second, func() { p.say("timer"); close(done) })
				timer.Stop()
			}()
			<-done
			p.heard("timer")
		}},
		{"what is armed before the loop runs comes to its time", "goja setTimeout before Run", func(p *scene) {
			l := New()
			ctx, cancel := context.WithCancel(bg)
			l.After(time.Second, cancel)
			begin := time.Now()
			p.fails(l.Run(ctx), context.Canceled)
			if d := time.Since(begin); d != time.Second {
				p.Errorf("after %v", d)
			}
		}},
		{"Run goes on when nothing is left (differs: goja's ends)", "goja Run", func(p *scene) {
			l := New()
			ended := make(chan error, 1)
			go func() { ended <- l.Run(bg) }()
			synctest.Wait()
			if len(ended) != 0 {
				p.Error("Run has ended")
			}
			p.fails(l.Shutdown(bg))
			p.fails(<-ended)
		}},
		{"the end drops timers and counts them", "goja StopNoWait", func(p *scene) {
			l := New()
			l.After(time.Hour, func() { p.Error("ran") })
			on(p.T, l, func() {})
			var d *DroppedError
			if err := l.Shutdown(bg); !errors.As(err, &d) || d.Timers != 1 {
				p.Errorf("%v", err)
			}
		}},
		{"after the end nothing is taken", "goja RunOnLoop on a terminated loop; asyncio closed loop", func(p *scene) {
			l := New()
			l.Shutdown(bg)
			p.fails(l.Post(func() { p.Error("ran") }), ErrClosed)
			_, err := Submit(l, ok).Await(bg)
			p.fails(err, ErrClosed)
		}},
	})
}
