package loopcheck_test

import (
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck"
)

// What goleak's own suite demands, demanded of Guard, which looks with it.

// stuckIn are the ways in which a goroutine waits for ever; free ends that.
var stuckIn = map[string]func() (wait, free func()){
	"a receive": func() (wait, free func()) {
		c := make(chan int)
		return func() { <-c }, func() { close(c) }
	},
	"a send": func() (wait, free func()) {
		c := make(chan int)
		return func() { c <- 1 }, func() { <-c }
	},
	"a select": func() (wait, free func()) {
		a, b := make(chan int), make(chan int)
		return func() {
			select {
			case <-a:
			case b <- 1:
			}
		}, func() { close(a) }
	},
	"a lock": func() (wait, free func()) {
		var mu sync.Mutex
		mu.Lock()
		return func() { mu.Lock(); mu.Unlock() }, mu.Unlock
	},
	"a wait group": func() (wait, free func()) {
		var wg sync.WaitGroup
		wg.Add(1)
		return wg.Wait, wg.Done
	},
	"a condition": func() (wait, free func()) {
		c := sync.NewCond(new(sync.Mutex))
		ended := false
		return func() {
				c.L.Lock()
				defer c.L.Unlock()
				for !ended {
					c.Wait()
				}
			}, func() {
				c.L.Lock()
				defer c.L.Unlock()
				ended = true
				c.Broadcast()
			}
	},
	"a pipe": func() (wait, free func()) {
		r, w := io.Pipe()
		return func() { r.Read(make([]byte, 1)) }, func() { w.Close() }
	},
	"a connection": func() (wait, free func()) {
		a, b := net.Pipe()
		return func() { a.Read(make([]byte, 1)) }, func() { b.Close(); a.Close() }
	},
}

// A goroutine that is left is found wherever it is stuck, and each is, once.
func TestPeersLeakIsFound(t *testing.T) {
	found := guarded(t, func(*testing.T) {
		for _, make := range stuckIn {
			wait, free := make()
			t.Cleanup(free)
			go wait()
		}
	})
	if len(found) != len(stuckIn) {
		t.Errorf("%d goroutines were left, found %v", len(stuckIn), found)
	}
	for _, f := range found {
		if f.Kind != loopcheck.LeakedGoroutine || !strings.Contains(f.String(), "peers_test.go") {
			t.Errorf("found %v", f)
		}
	}
}

// What no test leaves is not found.
func TestPeersNoLeak(t *testing.T) {
	quit := make(chan struct{})
	var old sync.WaitGroup
	old.Go(func() { <-quit })
	t.Cleanup(func() { close(quit); old.Wait() })
	for name, test := range map[string]func(t *testing.T){
		"nothing":                      func(*testing.T) {},
		"what was there before":        func(*testing.T) {},
		"what a Cleanup ends":          func(t *testing.T) { end := make(chan int); go func() { <-end }(); t.Cleanup(func() { close(end) }) },
		"what a deferred call ends":    func(*testing.T) { end := make(chan int); defer close(end); go func() { <-end }() },
		"what ends by itself, shortly": func(*testing.T) { go spin(1000) },
		"what a subtest ends": func(t *testing.T) {
			t.Run("sub", func(t *testing.T) { end := make(chan int); go func() { <-end }(); close(end) })
		},
		"what a skipped test leaves": func(t *testing.T) { go func() { <-quit }(); t.Skip("on purpose") },
	} {
		t.Run(name, func(t *testing.T) {
			if found := guarded(t, test); len(found) != 0 {
				t.Errorf("found %v", found)
			}
		})
	}
}

// spin is busy for some turns of the processor.
func spin(turns int) {
	for range turns {
		runtime.Gosched()
	}
}

// A leak is found beside one that was there before, also where that has ended and
// its place was taken.
func TestPeersNewLeakBesideOldOne(t *testing.T) {
	quit, early := make(chan struct{}), make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() { <-early })
	go func() { <-quit }()
	defer close(quit)
	found := guarded(t, func(*testing.T) {
		close(early)
		ended.Wait()
		go func() { <-quit }()
	})
	if len(found) != 1 || found[0].Kind != loopcheck.LeakedGoroutine {
		t.Errorf("found %v, want one leaked goroutine", found)
	}
}

// A timer's goroutine was made by the standard library: the message names what it runs.
func TestPeersLeakOfTimer(t *testing.T) {
	quit, runs := make(chan struct{}), make(chan struct{})
	defer close(quit)
	found := guarded(t, func(*testing.T) {
		time.AfterFunc(0, func() { close(runs); <-quit })
		<-runs
	})
	if len(found) != 1 || !strings.HasPrefix(found[0].Msg, "the goroutine that runs loopcheck_test.TestPeersLeakOfTimer.") {
		t.Errorf("found %v", found)
	}
}

// What a goroutine leaves that has ended itself is the test's all the same.
func TestPeersLeakOfGrandchild(t *testing.T) {
	quit := make(chan struct{})
	defer close(quit)
	found := guarded(t, func(*testing.T) {
		wait(func() { go func() { <-quit }() })
	})
	if len(found) != 1 || found[0].Kind != loopcheck.LeakedGoroutine {
		t.Errorf("found %v, want one leaked goroutine", found)
	}
}
