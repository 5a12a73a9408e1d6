package watch_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/watch"
)

// A recorder collects what a program's watchers find.
type recorder struct {
	mu    sync.Mutex
	found []watch.Finding
}

func (r *recorder) report(f watch.Finding) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.found = append(r.found, f)
}

// lines writes the findings without their places in files, one a line.
func (r *recorder) lines() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	for _, f := range r.found {
		first, _, _ := strings.Cut(f.String(), "\n")
		fmt.Fprintln(&b, first)
	}
	return b.String()
}

func TestSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		w := watch.New("hub", r.report, watch.Limit(time.Second))
		for range 3 {
			w.Handle(slow)
			w.Handle(quick)
		}
		synctest.Wait()
		if n := strings.Count(r.lines(), "\n"); n != 1 {
			t.Fatalf("%d findings, want one for each slow handler:\n%s", n, r.lines())
		}
		f := r.found[0]
		if f.Kind != watch.SlowCallback || f.Loop != "hub" || f.Rule != "loopblock" {
			t.Errorf("found %v", f)
		}
		if !strings.Contains(f.Msg, "watch_test.slow") || !strings.Contains(f.Msg, "has run for 1s in time.Sleep at watch_test.go:") {
			t.Errorf("message %q", f.Msg)
		}
		if len(f.Stack) == 0 || !strings.HasSuffix(f.Stack[0].Func, "watch_test.slow") {
			t.Errorf("stack\n%v", f.Stack)
		}
		if len(f.Created) == 0 || !strings.Contains(f.Created[0].Func, "TestSlow") {
			t.Errorf("created at\n%v", f.Created)
		}
	})
}

func slow()  { time.Sleep(2 * time.Second) }
func quick() { time.Sleep(time.Millisecond) }

// TestManyQuick: a timer that is still an older handler's blames nobody.
func TestManyQuick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		w := watch.New("hub", r.report, watch.Limit(time.Second))
		for range 100 {
			w.Handle(func() { time.Sleep(time.Second - 1) })
		}
		synctest.Wait()
		if got := r.lines(); got != "" {
			t.Error(got)
		}
	})
}

func TestWrongGoroutine(t *testing.T) {
	var r recorder
	w := watch.New("hub", r.report)
	w.Check("hub.members") // before there is a loop, anybody may
	w.Own()
	w.Handle(func() { w.Check("hub.members") })
	done := make(chan bool)
	go func() {
		defer close(done)
		w.Check("hub.members")
		w.Check("hub.members")
		w.Handle(func() {})
	}()
	<-done
	want := "wrong goroutine: hub.members is touched off the loop, which owns it; hand the change over to the loop (loop hub, rule loopowner)\n" +
		"wrong goroutine: a handler begins on one goroutine, and the loop runs on another: the loop's called Own; hand it over to the loop (loop hub, rule loopowner)\n"
	if got := r.lines(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestNil: code may keep its calls where nobody watches.
func TestNil(t *testing.T) {
	var w *watch.Watcher
	ran := false
	w.Own()
	w.Check("hub.members")
	w.Handle(func() { ran = true })
	w.Begin()()
	w.BeginFunc(slow)()
	if !ran {
		t.Error("a nil Watcher keeps the handler from running")
	}
}

func Example() {
	w := watch.New("hub", func(f watch.Finding) { fmt.Println(f.Kind) })
	members := map[string]bool{}
	in := make(chan string)
	loop := make(chan bool)
	go func() {
		defer close(loop)
		for name := range in {
			w.Handle(func() { members[name] = true })
		}
	}()
	in <- "ada"
	close(in)
	<-loop
	w.Check("members") // nobody serves the loop any more, but it was another goroutine's
	fmt.Println(len(members))
	// Output:
	// wrong goroutine
	// 1
}
