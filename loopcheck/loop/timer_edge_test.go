package loop

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// A handClock is a clock that a test sets by hand.
type handClock struct {
	now    time.Time
	timers []*handTimer
}

type handTimer struct {
	clock *handClock
	at    time.Time
	armed bool
	f     func()
}

func (c *handClock) Now() time.Time { return c.now }

func (c *handClock) AfterFunc(d time.Duration, f func()) ClockTimer {
	t := &handTimer{clock: c, f: f}
	c.timers = append(c.timers, t)
	t.Reset(d)
	return t
}

func (t *handTimer) Stop() bool { was := t.armed; t.armed = false; return was }

func (t *handTimer) Reset(d time.Duration) bool {
	was := t.armed
	t.at, t.armed = t.clock.now.Add(d), true
	return was
}

// set moves the clock, and rings what is due by then.
func (c *handClock) set(now time.Time) {
	c.now = now
	for _, t := range c.timers {
		if t.armed && !t.at.After(now) {
			t.armed = false
			t.f()
		}
	}
}

// "For ever" is a duration that programs use: it disturbs no other timer, however
// long the loop has been there.
func TestTimerForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		defer l.Close()
		time.Sleep(time.Millisecond)
		ran := map[string]int{}
		count := func(what string) func() { return func() { ran[what]++ } }
		l.After(time.Second, count("before"))
		forEver := []*Timer{
			l.After(math.MaxInt64, count("never")),
			l.After(math.MaxInt64-1, count("never")),
			l.Every(math.MaxInt64, count("never")),
			l.Every(math.MaxInt64-time.Millisecond, count("never")),
		}
		asleep := Go(l, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, math.MaxInt64) })
		l.After(time.Second, count("after"))
		l.Every(time.Second, count("tick"))
		in(t, l, func(ctx context.Context) {
			if err := Sleep(ctx, 2500*time.Millisecond); err != nil {
				t.Error(err)
			}
		})
		on(t, l, func() {
			if ran["before"] != 1 || ran["after"] != 1 || ran["tick"] != 2 || ran["never"] != 0 {
				t.Errorf("ran %v", ran)
			}
		})
		for _, timer := range forEver {
			if !timer.Stop() {
				t.Error("a timer that never runs was not armed")
			}
		}
		asleep.Cancel(nil)
		if _, err := asleep.Await(bg); err == nil {
			t.Error("a Sleep for ever ended by itself")
		}
	})
}

// A time that has passed is due: After(time.Until(t), f) runs f at once, in the
// order of the calls among all that are due.
func TestTimeThatHasPassed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		defer l.Close()
		var ran []int
		free := blockLoop(t, l)
		for i, d := range []time.Duration{0, -1, math.MinInt64, time.Until(time.Now().Add(-time.Hour)), 0} {
			l.After(d, func() { ran = append(ran, i) })
		}
		free()
		in(t, l, func(ctx context.Context) {
			if err := Sleep(ctx, -time.Second); err != nil {
				t.Error(err)
			}
			if err := Sleep(ctx, math.MinInt64); err != nil {
				t.Error(err)
			}
		})
		if !slices.Equal(ran, []int{0, 1, 2, 3, 4}) {
			t.Errorf("ran %v", ran)
		}
	})
}

// A clock may jump to any time, back behind the loop's making too: what is due
// runs once, a ticker goes on at its beat, and nothing spins.
func TestTimersWhenClockJumps(t *testing.T) {
	base := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	edges := []time.Duration{0, 1, time.Hour, 1 << 62, math.MaxInt64 - 1, math.MaxInt64, -1, -time.Hour, math.MinInt64 + 1, math.MinInt64}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		edge := func() time.Duration { return edges[r.IntN(len(edges))] }
		c := &handClock{now: base}
		l := New(WithClock(c))
		ran, ticks := 0, 0
		on(t, l, func() { c.set(base.Add(edge())) })
		on(t, l, func() {
			l.Every(max(1, edge()), func() { ticks++ })
			for range 5 {
				l.After(max(0, edge()), func() { ran++ })
			}
		})
		for range 10 {
			before := ticks
			on(t, l, func() { c.set(base.Add(edge())) })
			on(t, l, func() {}) // the timers that are due run before this
			on(t, l, func() {
				if ticks > before+2 {
					t.Errorf("seed %d: %d ticks in one moment", seed, ticks-before)
				}
			})
		}
		on(t, l, func() { c.set(base.Add(math.MaxInt64 - 1)) })
		on(t, l, func() {})
		on(t, l, func() {
			now := l.timers.now()
			for _, timer := range l.timers.heap {
				if timer.period == 0 && timer.when <= now {
					t.Errorf("seed %d: a timer for %v has not run at %v", seed, timer.when, now)
				}
			}
			if ran > 5 {
				t.Errorf("seed %d: 5 timers ran %d times", seed, ran)
			}
		})
		l.Kill()
	}
}

// A clock that was never set shows the year 1, from which no Duration reaches to the
// present. When it is set, what was armed before is due, in its order, and what is
// armed from then on runs in its time.
func TestTimersWhenClockJumpsFarther(t *testing.T) {
	present := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := new(handClock)
	l := New(WithClock(c))
	defer l.Kill()
	var ran []string
	after := func(d time.Duration, what string) {
		on(t, l, func() { l.After(d, func() { ran = append(ran, what) }) })
	}
	set := func(now time.Time, want ...string) {
		t.Helper()
		on(t, l, func() { c.set(now) })
		on(t, l, func() {})
		on(t, l, func() {
			if !slices.Equal(ran, want) {
				t.Errorf("at %v %q have run, want %q", now, ran, want)
			}
			ran = nil
		})
	}
	after(math.MaxInt64, "never")
	after(2*time.Hour, "b")
	after(time.Hour, "a")
	after(time.Second, "first")
	set(c.now.Add(time.Second), "first")
	set(present, "a", "b")
	after(time.Hour, "c")
	set(present.Add(time.Hour), "c")
	after(1<<62, "d")
	set(present.AddDate(1000, 0, 0), "d")
	after(time.Second, "e")
	set(present.AddDate(1000, 0, 1), "e")
	on(t, l, func() { c.set(time.Time{}) }) // back, while nothing but what never runs is armed
	after(time.Second, "f")
	set(c.now.Add(time.Second), "f")
}

// A clock that goes back farther than a Duration reaches makes what is armed wait, and
// nothing that is armed from then on. When it comes back all is due, in its order.
func TestTimersWhenClockGoesFarBack(t *testing.T) {
	present := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, past := range map[string]time.Time{"year 1": {}, "just beyond": present.Add(math.MinInt64).Add(-1)} {
		t.Run(name, func(t *testing.T) {
			c := &handClock{now: present}
			l := New(WithClock(c))
			defer l.Kill()
			var ran []string
			after := func(d time.Duration, what string) {
				on(t, l, func() { l.After(d, func() { ran = append(ran, what) }) })
			}
			set := func(now time.Time, want ...string) {
				t.Helper()
				on(t, l, func() { c.set(now) })
				on(t, l, func() {})
				on(t, l, func() {
					if !slices.Equal(ran, want) {
						t.Errorf("at %v %q have run, want %q", now, ran, want)
					}
					ran = nil
				})
			}
			after(2*time.Hour, "b")
			after(time.Hour, "a")
			set(past)
			after(2*time.Second, "y")
			after(time.Second, "x")
			set(past.Add(time.Second), "x")
			set(past.Add(time.Minute), "y")
			after(time.Hour, "z")
			set(past.Add(time.Hour - 1))
			set(present.AddDate(0, 0, 1), "z", "a", "b")
			after(time.Second, "c")
			set(present.AddDate(0, 0, 2), "c")
		})
	}
}

// A panickyClock panics when it is asked for what fails names.
type panickyClock struct{ fails string }

func (c *panickyClock) check(what string) {
	if c.fails == what {
		panic("clock: " + what)
	}
}

func (c *panickyClock) Now() time.Time {
	c.check("Now")
	return time.Now()
}

func (c *panickyClock) AfterFunc(d time.Duration, f func()) ClockTimer {
	c.check("AfterFunc")
	return panickyTimer{time.AfterFunc(d, f), c}
}

type panickyTimer struct {
	*time.Timer
	clock *panickyClock
}

func (t panickyTimer) Reset(d time.Duration) bool {
	t.clock.check("Reset")
	return t.Timer.Reset(d)
}

func (t panickyTimer) Stop() bool {
	t.clock.check("Stop")
	return t.Timer.Stop()
}

// A clock that panics fails the call that asked it, on the loop or off it, and leaves
// no lock behind: once it works again timers do.
func TestClockThatPanics(t *testing.T) {
	for _, what := range []string{"Now", "AfterFunc", "Reset"} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				clock := new(panickyClock)
				l := New(WithClock(clock), WithPanicHandler(func(*PanicError) {}))
				l.After(time.Hour, func() {})
				if what == "AfterFunc" {
					l = New(WithClock(clock), WithPanicHandler(func(*PanicError) {}))
				}
				clock.fails = what
				if panicOf(func() { l.After(time.Minute, func() {}) }) == nil {
					t.Error("After did not panic")
				}
				on(t, l, func() { clock.fails = "" })
				ran := make(chan struct{})
				l.After(time.Second, func() { clock.fails = what; close(ran) })
				<-ran
				on(t, l, func() {}) // while the clock fails others come to their turn
				on(t, l, func() { clock.fails = "" })
				if _, err := Go(l, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Second) }).Await(bg); err != nil {
					t.Error(err)
				}
				l.Shutdown(bg)
				if n := l.Snapshot().Timers; n != 0 {
					t.Errorf("%d timers are left", n)
				}
			})
		})
	}
}

// A clock that panics when the loop lets go of it keeps the loop from nothing.
func TestClockThatPanicsAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := &panickyClock{fails: "Stop"}
		panics := 0
		l := New(WithClock(clock), WithPanicHandler(func(*PanicError) { panics++ }))
		timer := l.After(time.Hour, func() {})
		var dropped *DroppedError
		if err := l.Close(); !errors.As(err, &dropped) || dropped.Timers != 1 {
			t.Errorf("Close: %v, want one dropped timer", err)
		}
		if panics != 1 {
			t.Errorf("%d panics were handled, want 1", panics)
		}
		if timer.Stop() {
			t.Error("the timer is armed still")
		}
	})
}
