package loop

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The test suites of other event loops, task groups and pools demand behaviours of
// theirs. Those that apply here are tests of this package, in its own words: each
// names the suites that have it. Where this package differs on purpose the test
// says "differs", and the documents say why.

// A behaviour is one of them.
type behaviour struct {
	what  string
	whose string
	check func(p *scene)
}

// A scene is where a behaviour shows: a loop in a bubble, and what was said on it.
type scene struct {
	*testing.T
	l    *Loop
	said []string
}

func checkBehaviours(t *testing.T, all []behaviour) {
	for _, b := range all {
		t.Run(b.what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &scene{T: t, l: New(WithErrorHandler(func(error) {}), WithPanicHandler(func(*PanicError) {}))}
				b.check(p)
				if err := p.l.Shutdown(bg); err != nil {
					t.Errorf("Shutdown: %v", err)
				}
				if n := p.l.Pending(); n != 0 {
					t.Errorf("%d pending", n)
				}
				if t.Failed() {
					t.Logf("demanded by %s", b.whose)
				}
			})
		})
	}
}

// say notes that something happened, on the loop.
func (p *scene) say(what string) { p.said = append(p.said, what) }

// heard checks what was said, in which order.
func (p *scene) heard(want string) {
	p.Helper()
	synctest.Wait()
	on(p.T, p.l, func() {})
	if got := strings.Join(p.said, " "); got != want {
		p.Errorf("heard %q, want %q", got, want)
	}
}

// start starts a coroutine that has no result but its error.
func (p *scene) start(f func(ctx context.Context) error) *Future[int] {
	return Go(p.l, func(ctx context.Context) (int, error) { return 0, f(ctx) })
}

// naps starts a coroutine that says what after d, and gives that length up when
// it is cancelled.
func (p *scene) naps(d time.Duration, what string) *Future[int] {
	return Go(p.l, func(ctx context.Context) (int, error) {
		if err := Sleep(ctx, d); err != nil {
			p.say(what + " was cancelled")
			return 0, err
		}
		p.say(what)
		return int(d / time.Second), nil
	})
}

// ends checks that a future is done, with an error that is each of those wanted, or
// with none if there are none.
func (p *scene) ends(f *Future[int], want ...error) int {
	p.Helper()
	synctest.Wait()
	v, err, done := f.TryResult()
	if !done {
		p.Error("not done")
		return 0
	}
	p.fails(err, want...)
	return v
}

// fails checks that err is each of those wanted, or nil if there are none.
func (p *scene) fails(err error, want ...error) {
	p.Helper()
	if len(want) == 0 && err != nil {
		p.Errorf("%v, want no error", err)
	}
	for _, target := range want {
		if !errors.Is(err, target) {
			p.Errorf("%v, want one that is %v", err, target)
		}
	}
}

// in runs f as a coroutine and waits for it.
func (p *scene) in(f func(ctx context.Context)) {
	p.Helper()
	in(p.T, p.l, f)
}
