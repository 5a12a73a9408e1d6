package loopcheck

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

func TestGuardTellsOfAHang(t *testing.T) {
	told := make(chan Finding, 1)
	t.Run("guarded", func(t *testing.T) {
		free := make(chan struct{})
		Guard(t, Timeout(time.Millisecond), OnFinding(func(f Finding) {
			told <- f
			close(free)
		}))
		waitInVain(free)
	})
	f := <-told
	if f.Kind != Deadlock || f.Rule != "loopdeadlock" {
		t.Errorf("found %v", f)
	}
	if !strings.Contains(f.Msg, "the test waits in a chan receive") {
		t.Errorf("it does not say what the test does: %v", f)
	}
}

func waitInVain(free chan struct{}) { <-free }

func TestGuardTellsOfAHungCallback(t *testing.T) {
	told := make(chan Finding, 1)
	t.Run("guarded", func(t *testing.T) {
		l := loop.New(loop.WithName("ui"))
		t.Cleanup(func() { l.Kill() })
		free := make(chan struct{})
		Guard(t, Budget(-1, -1), Timeout(time.Millisecond), OnFinding(func(f Finding) {
			told <- f
			close(free)
		}))
		hung := loop.New(loop.WithName("hung"))
		defer hung.Close()
		hung.Call(t.Context(), func() error { waitInVain(free); return nil })
	})
	f := <-told
	if f.Kind != Deadlock || f.Loop != "hung" || len(f.Others) != 1 {
		t.Errorf("found %v", f)
	}
}

// A dump as the runtime prints it, of goroutines that stand where they are.
func dumpOf(goroutines ...string) []traceback.Goroutine {
	return traceback.Parse([]byte(strings.Join(goroutines, "\n\n") + "\n"))
}

const (
	inReceive   = "goroutine 7 [chan receive]:\nm.f()\n\t/m/f.go:9 +0x1"
	inReceive2m = "goroutine 7 [chan receive, 2 minutes]:\nm.f()\n\t/m/f.go:9 +0x1"
	inLock      = "goroutine 8 [sync.Mutex.Lock]:\nm.g()\n\t/m/f.go:19 +0x1"
	elsewhere   = "goroutine 8 [sync.Mutex.Lock]:\nm.g()\n\t/m/f.go:29 +0x1"
	inSignals   = "goroutine 9 [syscall]:\nos/signal.signal_recv()\n\t/go/src/runtime/sigqueue.go:152 +0x98\nos/signal.loop()\n\t/go/src/os/signal/signal_unix.go:23 +0x13"
	looksOn     = "goroutine 10 [running]:\n" + standstillFunc + "()\n\t/l/standstill.go:5 +0x1"
)

func TestStandstill(t *testing.T) {
	tests := []struct {
		name          string
		first, second []traceback.Goroutine
		period        time.Duration
		hangs         bool
	}{
		{name: "all wait", first: dumpOf(inReceive, inLock), second: dumpOf(inLock, inReceive), hangs: true},
		{name: "one looks on", first: dumpOf(looksOn, inLock), second: dumpOf(inLock), hangs: true},
		{name: "one waits for signals", first: dumpOf(inSignals, inLock), second: dumpOf(inSignals, inLock), hangs: true},
		{name: "for a nil channel", first: dumpOf("goroutine 8 [chan receive (nil chan)]:\nm.g()\n\t/m/f.go:29 +0x1"), second: dumpOf("goroutine 8 [chan receive (nil chan)]:\nm.g()\n\t/m/f.go:29 +0x1"), hangs: true},
		{name: "one moved", first: dumpOf(inReceive, inLock), second: dumpOf(inReceive, elsewhere)},
		{name: "one came", first: dumpOf(inReceive), second: dumpOf(inReceive, inLock)},
		{name: "one ended", first: dumpOf(inReceive, inLock), second: dumpOf(inReceive)},
		{name: "one runs", first: running("running"), second: running("running")},
		{name: "one is about to", first: running("runnable"), second: running("runnable")},
		{name: "one reads", first: running("IO wait"), second: running("IO wait")},
		{name: "one sleeps", first: running("sleep"), second: running("sleep")},
		{name: "one is in the kernel", first: running("syscall"), second: running("syscall")},
		{name: "one was woken meanwhile", period: time.Minute, first: dumpOf(inReceive), second: dumpOf(inReceive)},
		{name: "a minute", period: time.Minute, first: dumpOf(inReceive), second: dumpOf(inReceive2m), hangs: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := &standstill{scope: &scope{}, period: test.period}
			if w.look(test.first) {
				t.Error("hangs at the first look")
			}
			if got := w.look(test.second); got != test.hangs {
				t.Errorf("hangs: %v, want %v", got, test.hangs)
			}
		})
	}
}

func running(state string) []traceback.Goroutine {
	return dumpOf(inReceive, "goroutine 11 ["+state+"]:\nm.g()\n\t/m/f.go:29 +0x1")
}

// What waits for a time goes on.
func TestStandstillOfALoopWithTimers(t *testing.T) {
	s, _, l := watched(t)
	w := &standstill{scope: s}
	timer := l.After(time.Hour, func() {})
	for range 2 {
		if w.look(dumpOf(inReceive)) {
			t.Error("hangs, although a timer is pending")
		}
	}
	timer.Stop()
	w.look(dumpOf(inReceive))
	if !w.look(dumpOf(inReceive)) {
		t.Error("does not hang, although the timer was stopped")
	}
	asleep := "goroutine 8 [coroutine]:\ngithub.com/loopcheck/loopcheck/loopcheck/loop.Sleep()\n\t/l/task_sleep.go:29 +0x1\nm.g()\n\t/m/f.go:29 +0x1"
	for range 2 {
		if w.look(dumpOf(inReceive, asleep)) {
			t.Error("hangs, although a coroutine sleeps")
		}
	}
}

func TestGuardThatShallNotLookForHangs(t *testing.T) {
	for _, timeout := range []time.Duration{0, -1, math.MinInt64} {
		w := watchForHang(t, &scope{options: newOptions([]Option{Timeout(timeout)})})
		w.mu.Lock()
		if w.timer != nil {
			t.Errorf("Timeout(%d): it looks", timeout)
		}
		w.mu.Unlock()
		w.stop()
	}
}
