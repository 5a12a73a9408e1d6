package loopcheck_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// readings are programs that one may call healthy, and what a strict reader finds.
var readings = []struct {
	name    string
	reading loopcheck.Reading
	on      bool // unless somebody says otherwise
	kind    loopcheck.Kind
	program func(t *loopcheck.T)
}{
	{"a wait with a time-out, given up", loopcheck.GivenUpWait, false, loopcheck.UnawaitedFuture, func(t *loopcheck.T) {
		answer, _ := loop.NewPromise[int](t.NewLoop())
		soon, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		answer.Await(soon)
	}},
	{"a coroutine cancelled while it waits for another", loopcheck.GivenUpWait, false, loopcheck.UnawaitedError, func(t *loopcheck.T) {
		l := t.NewLoop()
		outer := loop.Go(l, func(ctx context.Context) (int, error) {
			inner := loop.GoContext(ctx, l, func(ctx context.Context) (int, error) { return 0, loop.Sleep(ctx, time.Hour) })
			return inner.Await(ctx)
		})
		t.Wait()
		outer.Cancel(nil)
		outer.Await(bg)
		t.Wait()
	}},
	{"All with a time-out, given up", loopcheck.GivenUpWait, false, loopcheck.UnawaitedFuture, func(t *loopcheck.T) {
		answer, _ := loop.NewPromise[int](t.NewLoop())
		soon, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		loop.All(soon, answer)
	}},
	{"an idle time-out at the end", loopcheck.IdleTimer, true, loopcheck.PendingTimer, func(t *loopcheck.T) {
		l := t.NewLoop()
		l.After(time.Hour, func() {})
		l.Close()
	}},
	{"a post after the end, checked", loopcheck.RefusedPost, true, loopcheck.LostPost, func(t *loopcheck.T) {
		l := t.NewLoop()
		l.Close()
		if err := l.Post(func() {}); !errors.Is(err, loop.ErrClosed) {
			t.Error(err)
		}
	}},
	{"a call that falls back to a plain one", loopcheck.RefusedWait, true, loopcheck.SelfCall, func(t *loopcheck.T) {
		l := t.NewLoop()
		l.Post(func() {
			if _, err := loop.Call(bg, l, one); errors.Is(err, loop.ErrOnLoop) {
				one()
			}
		})
		t.Wait()
	}},
	{"a call whose panic is handled", loopcheck.ReturnedPanic, true, loopcheck.PanicInCallback, func(t *loopcheck.T) {
		var pe *loop.PanicError
		if err := t.NewLoop().Call(bg, func() error { panic("expected") }); !errors.As(err, &pe) {
			t.Error(err)
		}
	}},
}

// Each reading can be switched, and by default the doubtful one is off.
func TestReadings(t *testing.T) {
	for _, r := range readings {
		t.Run(r.name, func(t *testing.T) {
			strict, lenient := loopcheck.Strict(r.reading), loopcheck.Lenient(r.reading)
			for _, test := range []struct {
				name string
				opts []loopcheck.Option
				want bool
			}{
				{"default", nil, r.on},
				{"strict", []loopcheck.Option{strict}, true},
				{"lenient", []loopcheck.Option{lenient}, false},
				{"the last one says", []loopcheck.Option{lenient, strict}, true},
			} {
				found := collect(t, r.program, test.opts...)
				if got := len(found) == 1 && found[0].Kind == r.kind; got != test.want || len(found) > 1 {
					t.Errorf("%s: found %v", test.name, found)
				}
			}
		})
	}
}

// First gives up for all of its futures, so nothing of them is left.
func TestFirstGivesUp(t *testing.T) {
	for _, f := range collect(t, func(t *loopcheck.T) {
		l := t.NewLoop()
		soon, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		nap := func(ctx context.Context) (int, error) { return 0, loop.Sleep(ctx, time.Hour) }
		loop.First(soon, loop.Go(l, nap), loop.Go(l, nap))
	}, loopcheck.Strict(loopcheck.GivenUpWait)) {
		t.Error(f)
	}
}
