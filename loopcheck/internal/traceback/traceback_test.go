package traceback

import (
	"iter"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, dump string
		want       []Goroutine
	}{
		{"empty", "", nil},
		{"no goroutine", "panic: oh\n\nexit status 2\n", nil},
		{"one", "goroutine 7 [sleep, 2 minutes]:\ntime.Sleep(0x5)\n\t/go/src/time/sleep.go:12 +0x1f\nmain.main()\n\t/m/main.go:3 +0x1\n", []Goroutine{{
			ID: 7, State: "sleep", Minutes: 2, Frames: []Frame{{"time.Sleep", "/go/src/time/sleep.go", 12}, {"main.main", "/m/main.go", 3}},
		}}},
		{"bubble", "goroutine 8 [chan receive (durable), 3 minutes, locked to thread, synctest bubble 41]:\nm.f(...)\n\tC:/m/f.go:9\n", []Goroutine{{
			ID: 8, State: "chan receive", Minutes: 3, Bubble: 41, Frames: []Frame{{"m.f", "C:/m/f.go", 9}},
		}}},
		{"labels that imitate a bubble", "goroutine 8 [running labels:{\"a\": \", synctest bubble 3]:\"}]:\nm.f()\n\t/f.go:9\n", []Goroutine{{
			ID: 8, State: "running", Frames: []Frame{{"m.f", "/f.go", 9}},
		}}},
		{"verbose", "goroutine 8 gp=0xc0001 m=0 mp=0x12 [running, synctest bubble 2]:\nm.f()\n\t/f.go:9 fp=0x1 sp=0x2 pc=0x3\n", []Goroutine{{
			ID: 8, State: "running", Bubble: 2, Frames: []Frame{{"m.f", "/f.go", 9}},
		}}},
		{"created, generic, arguments of arguments", "goroutine 9 [select]:\nm.(*T[...]).run(0x1, {0x2, {0x3, ...}})\n\t/t.go:5 +0x1\ncreated by iter.Pull[...] in goroutine 7\n\t/go/src/iter/iter.go:271 +0x90\n", []Goroutine{{
			ID: 9, State: "select", Frames: []Frame{{"m.(*T[...]).run", "/t.go", 5}},
			Created: Frame{"iter.Pull[...]", "/go/src/iter/iter.go", 271}, Creator: 7,
		}}},
		{"created without a goroutine", "goroutine 9 [select]:\ncreated by m.f\n\t/t.go:5\n", []Goroutine{{
			ID: 9, State: "select", Created: Frame{"m.f", "/t.go", 5},
		}}},
		{"elided", "goroutine 9 [select]:\nm.f()\n\t/t.go:5\n...102 frames elided...\nm.g()\n\t/t.go:6\n...additional frames elided...\ncreated by m.h in goroutine 1\n\t/t.go:7\n", []Goroutine{{
			ID: 9, State: "select", Frames: []Frame{{"m.f", "/t.go", 5}, {"m.g", "/t.go", 6}}, Elided: 103,
			Created: Frame{"m.h", "/t.go", 7}, Creator: 1,
		}}},
		{"elided, indented", "goroutine 9 [select]:\nm.f()\n\t/t.go:5\n\t...4 frames elided...\n", []Goroutine{{
			ID: 9, State: "select", Frames: []Frame{{"m.f", "/t.go", 5}}, Elided: 4,
		}}},
		{"two, cut off", "goroutine 1 [running]:\nm.f()\n\t/t.go:5\n\ngoroutine 2 [syscall]:\nm.g()\n\t/t.g", []Goroutine{
			{ID: 1, State: "running", Frames: []Frame{{"m.f", "/t.go", 5}}},
			{ID: 2, State: "syscall", Frames: []Frame{{"m.g", "", 0}}},
		}},
		{"unavailable", "goroutine 3 [running]:\n\tgoroutine running on other thread; stack unavailable\n", []Goroutine{{ID: 3, State: "running"}}},
		{"leaked", "goroutine 3 [chan receive (leaked) (durable)]:\n", []Goroutine{{ID: 3, State: "chan receive (leaked)"}}},
		{"no blank line between", "goroutine 3 [a]:\nm.f()\n\t/t.go:5\ngoroutine 4 [b]:\nm.g()\n\t/t.go:6\n", []Goroutine{
			{ID: 3, State: "a", Frames: []Frame{{"m.f", "/t.go", 5}}},
			{ID: 4, State: "b", Frames: []Frame{{"m.g", "/t.go", 6}}},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Parse([]byte(test.dump)); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestCurrent(t *testing.T) {
	g := Current()
	if g.ID == 0 || g.Bubble != 0 || g.State != "running" {
		t.Errorf("outside a bubble: %+v", g)
	}
	var inside, other Goroutine
	synctest.Test(t, func(*testing.T) {
		inside = Current()
		done := make(chan struct{})
		go func() { other = CurrentFull(); close(done) }()
		<-done
	})
	if inside.Bubble == 0 || inside.Bubble != other.Bubble {
		t.Errorf("bubbles: %d and %d, want one and the same", inside.Bubble, other.Bubble)
	}
	if other.Creator != inside.ID {
		t.Errorf("creator = %d, want %d", other.Creator, inside.ID)
	}
	if want := "traceback.TestCurrent"; !strings.Contains(other.Created.Func, want) {
		t.Errorf("created by %q, want it to contain %q", other.Created.Func, want)
	}
}

// A dump of real goroutines: deep ones, blocked ones, coroutines.
func TestAll(t *testing.T) {
	ready, quit := make(chan uint64), make(chan struct{})
	go deep(300, func() { ready <- Current().ID; <-quit })
	id := <-ready
	defer close(quit)
	next, stop := iter.Pull(func(yield func(uint64) bool) { yield(Current().ID) })
	defer stop()
	coroutine, _ := next()

	byID := make(map[uint64]Goroutine)
	for _, g := range All() {
		byID[g.ID] = g
	}
	if g := byID[id]; g.Elided == 0 || g.Created.Func == "" || len(g.Frames) < 50 {
		t.Errorf("deep goroutine: %d frames, %d elided, created by %q", len(g.Frames), g.Elided, g.Created.Func)
	}
	g := byID[coroutine]
	if g.State != "coroutine" || g.Creator != Current().ID || !strings.HasPrefix(g.Created.Func, "iter.Pull") {
		t.Errorf("coroutine: %+v", g)
	}
}

func deep(n int, f func()) {
	if n == 0 {
		f()
		return
	}
	deep(n-1, f)
	runtime.KeepAlive(n)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("goroutine 9 [select, synctest bubble 3 labels:{\"a\": \"b\"}]:\nm.f(...)\n\t/t.go:5 +0x1\n...2 frames elided...\ncreated by m.h in goroutine 1\n\t/t.go:7\n"))
	f.Add([]byte("goroutine 9 [\n\n...\n\t:\ncreated by "))
	buf := make([]byte, 64<<10)
	f.Add(buf[:runtime.Stack(buf, true)])
	f.Fuzz(func(t *testing.T, dump []byte) {
		headers := 0
		for line := range strings.SplitSeq(string(dump), "\n") {
			if strings.HasPrefix(line, "goroutine ") {
				headers++
			}
		}
		if got := len(Parse(dump)); got > headers {
			t.Errorf("%d goroutines from %d headers", got, headers)
		}
	})
}
