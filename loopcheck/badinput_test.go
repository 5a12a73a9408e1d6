package loopcheck_test

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// badVariable makes the tests of TestBad… run: they fail on purpose, in a process
// of their own, which TestBadInput starts.
const badVariable = "LOOPCHECK_TEST_BAD"

func bad(t *testing.T) {
	if os.Getenv(badVariable) == "" {
		t.Skip("fails on purpose; TestBadInput runs it")
	}
}

func TestBadInBubble(t *testing.T) {
	bad(t)
	synctest.Test(t, func(t *testing.T) { loopcheck.Run(t, func(*loopcheck.T) {}) })
}

func TestBadExploreInBubble(t *testing.T) {
	bad(t)
	synctest.Test(t, func(t *testing.T) { loopcheck.Explore(t, 1, func(*loopcheck.T) {}) })
}

func TestBadRunInRun(t *testing.T) {
	bad(t)
	loopcheck.Run(t, func(t *loopcheck.T) { loopcheck.Run(t.T, func(*loopcheck.T) {}) })
}

func TestBadNoSchedules(t *testing.T) {
	bad(t)
	loopcheck.Explore(t, 0, func(*loopcheck.T) {})
}

// A goroutine that computes keeps a bubble from ever waiting.
func TestBadEndless(t *testing.T) {
	bad(t)
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	loopcheck.Run(t, func(*loopcheck.T) {
		for {
			select {
			case <-done:
				return
			default:
				runtime.Gosched()
			}
		}
	}, loopcheck.Timeout(20*time.Millisecond))
}

// A lock is nothing that synctest takes for waiting, so a bubble hangs.
func TestBadLockHeld(t *testing.T) {
	bad(t)
	loopcheck.Run(t, func(t *loopcheck.T) {
		l := t.NewLoop(loop.WithName("ui"))
		held := make(chan struct{}, 1)
		var mu sync.Mutex
		l.Post(func() { mu.Lock(); held <- struct{}{}; mu.Lock() })
		<-held
		t.Wait()
	}, loopcheck.Timeout(20*time.Millisecond))
}

func TestBadEmptySelect(t *testing.T) {
	bad(t)
	loopcheck.Run(t, func(*loopcheck.T) { select {} })
}

func TestBadGoexit(t *testing.T) {
	bad(t)
	loopcheck.Run(t, func(t *loopcheck.T) {
		loop.New(loop.WithName("left")).Post(func() {})
		runtime.Goexit()
	})
	t.Error("the test went on")
}

func TestBadFailNow(t *testing.T) {
	bad(t)
	loopcheck.Run(t, func(t *loopcheck.T) {
		l := loop.New(loop.WithName("left"))
		l.Post(func() {})
		l.After(time.Hour, func() {})
		go func() { select {} }()
		t.Fatal("on purpose")
	})
	t.Error("the test went on")
}

func TestBadFailNowOnLoop(t *testing.T) {
	bad(t)
	loopcheck.Run(t, func(t *loopcheck.T) {
		l := t.NewLoop()
		err := loop.Submit(l, func() (int, error) { t.FailNow(); return 1, nil })
		if _, err := err.Await(t.Context()); !errors.Is(err, loop.ErrGoexit) {
			t.Errorf("Await: %v", err)
		}
		l.Post(func() { t.Fatal("on the loop") })
		t.Wait()
		if _, err := loop.Submit(l, one).Await(t.Context()); err != nil {
			t.Errorf("the loop is dead: %v", err)
		}
	})
}

func TestBadPanic(t *testing.T) {
	bad(t)
	loopcheck.Run(t, func(*loopcheck.T) { panic("on purpose") })
}

func TestBadSeed(t *testing.T) {
	bad(t)
	t.Setenv("LOOPCHECK_SEED", "six")
	loopcheck.Explore(t, 1, func(*loopcheck.T) {})
}

func TestBadSkip(t *testing.T) {
	bad(t)
	loopcheck.Run(t, func(t *loopcheck.T) { loop.New().Post(func() {}); t.Skip("on purpose") })
	t.Error("the test went on")
}

// TestBadThenGood passes: it runs after each of the others.
func TestBadThenGood(t *testing.T) {
	bad(t)
	loopcheck.Run(t, func(t *loopcheck.T) {
		l := t.NewLoop()
		if v, err := loop.Submit(l, one).Await(t.Context()); v != 1 || err != nil {
			t.Errorf("%v, %v", v, err)
		}
	})
}

func TestBadInput(t *testing.T) {
	tests := []struct {
		name, want string
		crashes    bool // the process ends, as it does without the harness
		skips      bool
	}{
		{name: "InBubble", want: "loopcheck.Run: called in a synctest bubble, and bubbles do not nest"},
		{name: "ExploreInBubble", want: "loopcheck.Explore: called in a synctest bubble"},
		{name: "RunInRun", want: "loopcheck.Run: called in a synctest bubble"},
		{name: "NoSchedules", want: "asked for 0 schedules"},
		{name: "Endless", want: "deadlock: the test did not end in 20ms of real time: the test waits in"},
		{name: "LockHeld", want: "loop ui waits in sync.(*Mutex).Lock at badinput_test.go"},
		{name: "EmptySelect", want: "deadlock: every goroutine of the test waits, and nothing will wake one: the test waits in an empty select at badinput_test.go"},
		{name: "Goexit", want: "ended its goroutine with runtime.Goexit"},
		{name: "FailNow", want: "on purpose"},
		{name: "FailNowOnLoop", want: "on the loop"},
		{name: "Panic", want: "panic: on purpose", crashes: true},
		{name: "Seed", want: `LOOPCHECK_SEED="six" is no seed`},
		{name: "Skip", want: "--- SKIP: TestBadSkip", skips: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out := rerun(t, "^(TestBad"+test.name+"|TestBadThenGood)$", badVariable+"=1")
			if !strings.Contains(out, test.want) {
				t.Errorf("the output lacks %q:\n%s", test.want, out)
			}
			if failed := strings.Contains(out, "--- FAIL: TestBad"+test.name); failed == (test.skips || test.crashes) {
				t.Errorf("failed = %v:\n%s", failed, out)
			}
			if good := strings.Contains(out, "--- PASS: TestBadThenGood"); good == test.crashes {
				t.Errorf("the next test passed = %v:\n%s", good, out)
			}
			for _, unwanted := range []string{"the test went on", "the loop is dead", "unclosed loop", "pending timer", "leaked goroutine"} {
				if strings.Contains(out, unwanted) {
					t.Errorf("the output has %q:\n%s", unwanted, out)
				}
			}
		})
	}
}

// rerun runs tests of this binary in a process of its own and returns its output.
func rerun(t *testing.T, pattern string, env ...string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run="+pattern, "-test.v", "-test.timeout=2m")
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out)
}
