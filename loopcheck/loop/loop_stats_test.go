package loop

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A loop that is stuck says in what, and what waits for it.
func TestSnapshotOfStuckLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, other := New(WithName("ui"), WithStats()), New(WithName("db"))
		free := blockLoop(t, other)
		on(t, l, func() { time.Sleep(2 * time.Second) })
		l.Go(func(ctx context.Context) error { return Sleep(ctx, time.Hour) }).Detach()
		asks := Go(l, func(ctx context.Context) (int, error) { return Call(ctx, other, ok) })
		synctest.Wait()
		time.Sleep(time.Second)
		release := l.Hold()
		stuck := make(chan struct{})
		l.Post(func() { <-stuck })
		synctest.Wait()
		l.Post(func() {})
		time.Sleep(5 * time.Second)
		s := l.Snapshot()
		if s.Loop != "ui" || s.State != "open" || s.Outside != 1 || s.Timers != 1 {
			t.Errorf("%+v", s)
		}
		st := s.Stats
		if st.Running == nil || st.Running.Kind != "post" || st.Running.For != 5*time.Second || !strings.Contains(st.Running.Func, "TestSnapshotOfStuckLoop") {
			t.Errorf("running: %+v", st.Running)
		}
		if st.Longest == nil || st.Longest.Kind != "call" || st.Longest.For != 2*time.Second || st.Busy != 2*time.Second {
			t.Errorf("longest: %+v, busy %v", st.Longest, st.Busy)
		}
		if s.Pending == 0 || st.Lag != 5*time.Second {
			t.Errorf("%d pending for %v", s.Pending, st.Lag)
		}
		if st.Coroutines != 2 || len(st.Waiting) != 2 {
			t.Fatalf("coroutines: %+v", st)
		}
		for _, w := range st.Waiting {
			isCall := w.In == "Call" && w.On == "db"
			if w.For != 6*time.Second || !strings.Contains(w.Func, "TestSnapshotOfStuckLoop") || w.In != "Sleep" && !isCall {
				t.Errorf("waiting: %+v", w)
			}
		}
		if text, err := json.Marshal(s); err != nil || !bytes.Contains(text, []byte(`"State":"open"`)) {
			t.Errorf("%s, %v", text, err)
		}
		if !strings.Contains(st.Running.Stack, "TestSnapshotOfStuckLoop") || strings.Contains(st.Running.Stack, "Snapshot(") {
			t.Errorf("what runs is at\n%s", st.Running.Stack)
		}
		close(stuck)
		synctest.Wait()
		if st := l.Snapshot().Stats; st.Longest.For != 5*time.Second || !strings.Contains(st.Longest.Stack, "TestSnapshotOfStuckLoop") || st.Running != nil {
			t.Errorf("afterwards the longest is %+v", st.Longest)
		}
		free()
		asks.Await(bg)
		release(nil)
		l.Kill()
		other.Close()
	})
}

// Of a coroutine that does not let its loop go on the stack is its own, and a loop that
// runs has none to show before it is stuck.
func TestSnapshotOfBusyCoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(WithStats())
		defer l.Close()
		l.Go(func(ctx context.Context) error { return Yield(ctx) }).Await(bg)
		l.Go(func(ctx context.Context) error {
			Yield(ctx)
			time.Sleep(time.Second) // on the loop
			return nil
		}).Detach()
		synctest.Wait()
		if r := l.Snapshot().Stats.Running; r == nil || r.Stack != "" {
			t.Errorf("at once: %+v", r)
		}
		time.Sleep(stuckAfter)
		if r := l.Snapshot().Stats.Running; r == nil || !strings.Contains(r.Stack, "time.Sleep") || !strings.Contains(r.Stack, "TestSnapshotOfBusyCoroutine") {
			t.Errorf("later: %+v", r)
		}
	})
}

// What has ended is in no snapshot, however it ended.
func TestSnapshotForgets(t *testing.T) {
	for name, leave := range abnormal {
		synctest.Test(t, func(t *testing.T) {
			l := New(WithStats(), WithPanicHandler(func(*PanicError) {}))
			if s := l.Snapshot(); s.State != "unused" || s.Stats.Running != nil {
				t.Errorf("%+v", s)
			}
			l.Post(leave)
			l.After(time.Second, leave)
			Submit(l, func() (int, error) { leave(); return 0, nil }).Cancel(nil)
			ends(Go(l, func(ctx context.Context) (int, error) { Yield(ctx); leave(); return 0, nil }))
			queued := blockLoop(t, l)
			Go(l, func(context.Context) (int, error) { return 0, nil }).Cancel(nil)
			queued()
			time.Sleep(time.Minute)
			synctest.Wait() // the last turn is over
			s := l.Snapshot()
			if s.Stats.Running != nil || s.Stats.Coroutines != 0 || len(s.Stats.Waiting) != 0 || s.Pending != 0 || s.Timers != 0 {
				t.Errorf("%s: %+v, %+v", name, s, s.Stats)
			}
			l.Close()
			if s := l.Snapshot(); s.State != "closed" {
				t.Errorf("%+v", s)
			}
		})
	}
}

// Without the option there are the counts alone; anybody may ask at any time.
func TestSnapshotInAStorm(t *testing.T) {
	for _, opts := range [][]Option{nil, {WithStats()}} {
		l := New(opts...)
		asked := make(chan struct{})
		go func() {
			defer close(asked)
			for range 200 {
				if s := l.Snapshot(); (s.Stats != nil) != (opts != nil) {
					t.Errorf("%+v", s)
				}
				runtime.Gosched()
			}
		}()
		for range 200 {
			l.Post(func() {})
			l.Go(func(ctx context.Context) error { return Yield(ctx) }).Detach()
			Submit(l, ok).Await(bg)
		}
		<-asked
		l.Close()
	}
}

// An execution trace shows callbacks as regions and coroutines as tasks.
func TestTrace(t *testing.T) {
	if os.Getenv("LOOP_TRACE") == "" { // only one trace can be taken at a time
		cmd := exec.Command(os.Args[0], "-test.run=^TestTrace$")
		cmd.Env = append(os.Environ(), "LOOP_TRACE=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	var text bytes.Buffer
	if err := trace.Start(&text); err != nil {
		t.Fatal(err)
	}
	l := New(WithName("traced"), WithStats())
	in(t, l, func(ctx context.Context) { Yield(ctx) })
	l.Post(func() {})
	l.Close()
	trace.Stop()
	for _, want := range []string{"traced: post", "traced: task", "traced: loop.in"} {
		if !bytes.Contains(text.Bytes(), []byte(want)) {
			t.Errorf("the trace has no %q", want)
		}
	}
}

// Profiles tell loops apart: what runs on a named loop, coroutines too and also where Run
// serves it, carries the loop's name as a label, and Run's goroutine no longer once it
// has returned.
func TestProfileLabels(t *testing.T) {
	labelled := func() bool {
		var profile strings.Builder
		pprof.Lookup("goroutine").WriteTo(&profile, 1)
		for entry := range strings.SplitSeq(profile.String(), "\n\n") {
			if strings.Contains(entry, `"loop":"`+t.Name()+`"`) && strings.Contains(entry, "TestProfileLabels") {
				return true
			}
		}
		return false
	}
	check := func(l *Loop) {
		on(t, l, func() {
			if !labelled() {
				t.Error("a callback carries no label")
			}
		})
		in(t, l, func(ctx context.Context) {
			if Yield(ctx); !labelled() {
				t.Error("a coroutine carries no label")
			}
		})
	}
	served := New(WithName(t.Name()))
	check(served)
	served.Close()
	ran := New(WithName(t.Name()))
	end := make(chan struct{})
	go func() { defer close(end); check(ran); ran.Close() }()
	if err := ran.Run(bg); err != nil {
		t.Error(err)
	}
	<-end
	if labelled() {
		t.Error("a label is left")
	}
}
