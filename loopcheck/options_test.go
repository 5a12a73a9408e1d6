package loopcheck_test

import (
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck"
)

// pause blocks the loop for a second.
func pause(t *loopcheck.T) {
	t.NewLoop().Post(allowedSleep)
	t.Wait()
}

func allowedSleep() { time.Sleep(time.Second) }

func TestOptions(t *testing.T) {
	tests := []struct {
		name string
		opt  loopcheck.Option
		want int
	}{
		{"none", loopcheck.Allow(), 1},
		{"a budget that is enough", loopcheck.Budget(2*time.Second, time.Minute), 0},
		{"a budget that is not", loopcheck.Budget(time.Second/2, time.Minute), 1},
		{"no limit", loopcheck.Budget(-1, -1), 0},
		{"allowed to block", loopcheck.AllowBlocking("loopcheck_test.allowedSleep"), 0},
		{"another one is allowed to", loopcheck.AllowBlocking("loopcheck_test.Sleep"), 1},
		{"expected", loopcheck.Allow(loopcheck.SlowCallback), 0},
		{"another kind is expected", loopcheck.Allow(loopcheck.Deadlock), 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if found := collect(t, pause, test.opt); len(found) != test.want {
				t.Errorf("%d findings, want %d: %v", len(found), test.want, found)
			}
		})
	}
}

// A budget of 0 is no virtual time at all, and so is the default.
func TestBudgetZero(t *testing.T) {
	if found := collect(t, pause, loopcheck.Budget(0, time.Minute)); len(found) != 1 {
		t.Errorf("found %v", found)
	}
	quick := func(t *loopcheck.T) {
		l := t.NewLoop()
		for range 100 {
			l.Post(func() {})
			time.Sleep(time.Nanosecond)
		}
	}
	if found := collect(t, quick, loopcheck.Budget(0, time.Minute)); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

// One finding a function, however often it blocks.
func TestSlowCallbackIsReportedOnce(t *testing.T) {
	found := collect(t, func(t *loopcheck.T) {
		l := t.NewLoop()
		for range 20 {
			l.Post(allowedSleep)
		}
		time.Sleep(time.Minute)
	})
	if len(found) != 1 {
		t.Errorf("%d findings: %v", len(found), found)
	}
}

func TestPCTPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("PCT(0) did not panic")
		}
	}()
	loopcheck.PCT(0)
}
