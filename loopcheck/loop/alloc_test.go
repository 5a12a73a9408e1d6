package loop

import (
	"context"
	"runtime"
	"testing"
	"time"
)

// The race detector allocates, and makes sync.Pool forget at random; the portable
// owner check allocates as well.
func skipWhereInexact(t *testing.T) {
	if raceEnabled {
		t.Skip("allocation figures do not hold under -race")
	}
	if testing.AllocsPerRun(10, func() { self() }) > 0 {
		t.Skip("allocation figures do not hold with the portable owner check")
	}
}

func TestAllocations(t *testing.T) {
	skipWhereInexact(t)
	l := New()
	defer l.Close()
	n := 0
	post := func() { n++ }
	ctx, cancel := context.WithCancel(bg)
	defer cancel()
	resolved := Submit(l, ok)
	resolved.Await(bg)
	tests := []struct {
		name string
		most float64
		f    func()
	}{
		{"Post", 0, func() { l.Post(post) }},
		{"Call", 0, func() { Call(bg, l, ok) }},
		{"Call with a context that can end", 0, func() { Call(ctx, l, ok) }},
		{"Submit and Await", 1, func() { Submit(l, ok).Await(bg) }},
		{"Submit and Await with a context that can end", 1, func() { Submit(l, ok).Await(ctx) }},
		{"Await of what is there", 0, func() { resolved.Await(bg) }},
		{"After and Stop", 1, func() { l.After(time.Hour, post).Stop() }},
		{"OnLoop", 0, func() { l.OnLoop() }},
	}
	for _, test := range tests {
		if got := testing.AllocsPerRun(1000, test.f); got > test.most {
			t.Errorf("%s: %v allocations, want %v", test.name, got, test.most)
		}
	}
	in(t, l, func(ctx context.Context) {
		ev := NewEvent(l)
		ev.Set()
		for name, f := range map[string]func(){
			"Yield":               func() { Yield(ctx) },
			"Sleep":               func() { Sleep(ctx, 0) },
			"Wait of a set event": func() { ev.Wait(ctx) },
		} {
			if got := testing.AllocsPerRun(100, f); got > 0 {
				t.Errorf("%s in a coroutine: %v allocations, want 0", name, got)
			}
		}
		if got := testing.AllocsPerRun(100, func() { Submit(l, ok).Await(ctx) }); got > 1 {
			t.Errorf("Submit and Await in a coroutine: %v allocations, want 1", got)
		}
		nop := func(context.Context) (int, error) { return 0, nil }
		if got := testing.AllocsPerRun(100, func() { Go(l, nop).Await(ctx) }); got > 1 {
			t.Errorf("Go and Await in a coroutine: %v allocations, want 1", got)
		}
	})
}

// heap returns the bytes that are in use once everything unused is collected.
func heap() float64 {
	for range 3 { // a sync.Pool lets go in two steps
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

func TestBytesPending(t *testing.T) {
	skipWhereInexact(t)
	const n = 200_000
	futures := make([]*Future[int], n)
	tests := []struct {
		name string
		most float64
		hand func(l *Loop, i int)
	}{
		{"post", 10, func(l *Loop, i int) { l.Post(quiet) }},
		{"submission", 70, func(l *Loop, i int) { futures[i] = Submit(l, ok) }},
		{"timer", 94, func(l *Loop, i int) { l.After(time.Hour, quiet) }},
	}
	for _, test := range tests {
		l := New()
		on(t, l, func() {})
		free := blockLoop(t, l)
		before := heap()
		for i := range n {
			test.hand(l, i)
		}
		pending := heap()
		if per := (pending - before) / n; per > test.most {
			t.Errorf("%.1f bytes for each pending %s, want at most %v", per, test.name, test.most)
		}
		free()
		on(t, l, func() {})
		clear(futures)
		if test.name == "timer" {
			l.Kill()
		}
		on := heap() - before
		if on > 1<<16 {
			t.Errorf("%.0f bytes are kept after a burst of %d %ss", on, n, test.name)
		}
		l.Kill()
	}
	runtime.KeepAlive(futures)
}
