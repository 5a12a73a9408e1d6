package loop

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// T4: FIFO per goroutine, posts and submissions alike; timers by time, then call.
func TestTrapT4Order(t *testing.T) {
	l := New()
	defer l.Close()
	free := blockLoop(t, l)
	var mu sync.Mutex
	got := map[int][]int{}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 1000 {
				note := func() { mu.Lock(); got[g] = append(got[g], i); mu.Unlock() }
				switch i % 3 {
				case 0:
					l.Post(note)
				case 1:
					Submit(l, func() (int, error) { note(); return 0, nil })
				case 2:
					Go(l, func(context.Context) (int, error) { note(); return 0, nil })
				}
			}
		})
	}
	wg.Wait()
	free()
	on(t, l, func() {})
	for g, seq := range got {
		for i, v := range seq {
			if v != i {
				t.Fatalf("goroutine %d: position %d holds %d", g, i, v)
			}
		}
	}
	synctest.Test(t, func(t *testing.T) {
		l := New()
		var order []string
		now := time.Second
		l.After(now, func() { order = append(order, "b") })
		l.After(now/2, func() { order = append(order, "a") })
		l.After(now, func() { order = append(order, "c") })
		time.Sleep(2 * time.Second)
		on(t, l, func() {
			if strings.Join(order, "") != "abc" {
				t.Errorf("timers ran in order %v", order)
			}
		})
		l.Kill()
	})
}

// T5: callbacks that post themselves for ever keep neither timers nor coroutines
// nor other posts waiting; and so it is for timers that arm themselves.
func TestTrapT5Starvation(t *testing.T) {
	l := New()
	defer l.Close()
	var stop atomic.Bool
	var again func()
	again = func() {
		if !stop.Load() {
			l.Post(again)
			l.After(0, func() {})
		}
	}
	l.Post(again)
	fired := make(chan struct{})
	l.After(0, func() { close(fired) })
	<-fired
	in(t, l, func(ctx context.Context) {
		for range 10 {
			Yield(ctx)
		}
	})
	on(t, l, func() {})
	stop.Store(true)
	synctest.Test(t, func(t *testing.T) { // the clock stands still meanwhile
		l := New()
		ticks, seen := 0, 0
		var tick func()
		tick = func() {
			if ticks++; ticks < 1000 {
				l.After(0, tick)
			}
			if ticks == 1 {
				l.Post(func() { seen = ticks })
			}
		}
		l.After(0, tick)
		synctest.Wait()
		if seen == 0 || seen > 10 {
			t.Errorf("a post ran after %d timers that arm themselves", seen)
		}
		l.Kill()
	})
}

// T6: the bound counts; PostWait waits for room in order, and Close wakes it.
func TestTrapT6Bound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(WithMaxPending(2))
		free := blockLoop(t, l)
		var ran []int
		l.Post(func() { ran = append(ran, 0) })
		l.Post(func() { ran = append(ran, 1) })
		if err := l.Post(func() {}); err != ErrFull {
			t.Fatalf("third post: %v, want ErrFull", err)
		}
		if _, err := Submit(l, ok).Await(bg); err != ErrFull {
			t.Errorf("Submit on a full loop: %v, want ErrFull", err)
		}
		for i := range 3 {
			go l.PostWait(bg, func() { ran = append(ran, 2+i) })
			synctest.Wait()
		}
		ctx, cancel := context.WithCancel(bg)
		gaveUp := make(chan error, 1)
		go func() { gaveUp <- l.PostWait(ctx, func() { ran = append(ran, 99) }) }()
		synctest.Wait()
		cancel()
		if err := <-gaveUp; !errors.Is(err, context.Canceled) {
			t.Errorf("PostWait with a cancelled context: %v", err)
		}
		free()
		synctest.Wait()
		if fmt.Sprint(ran) != "[0 1 2 3 4]" {
			t.Errorf("ran %v", ran)
		}
		if n := l.Pending(); n != 0 {
			t.Errorf("%d pending after the burst", n)
		}
		free = blockLoop(t, l)
		l.Post(func() {})
		l.Post(func() {})
		blocked := make(chan error, 1)
		go func() { blocked <- l.PostWait(bg, func() {}) }()
		synctest.Wait()
		go l.Kill()
		if err := <-blocked; err != ErrClosed {
			t.Errorf("PostWait while the loop closes: %v, want ErrClosed", err)
		}
		free()
	})
}

// Coroutines that are always ready keep nobody out: neither a post from outside
// nor one of their own, a timer, another Run or the end of the loop.
func TestReadyCoroutinesKeepNobodyOut(t *testing.T) {
	l := New()
	defer l.Close()
	ends := map[string]func(end func()){
		"a post":           func(end func()) { l.Post(end) },
		"a submission":     func(end func()) { Submit(l, func() (int, error) { end(); return 0, nil }).Detach() },
		"a timer":          func(end func()) { l.After(0, end) },
		"a wake":           func(end func()) { go wakeFromOutside(l, end) },
		"a post on itself": func(end func()) { Go(l, func(context.Context) (int, error) { return 0, l.Post(end) }) },
	}
	for name, ask := range ends {
		for range 100 {
			ended := false
			spinning := make(chan struct{})
			busy := Go(l, func(ctx context.Context) (int, error) {
				for turn := 0; !ended; turn++ {
					if err := Yield(ctx); err != nil {
						return 0, err
					}
					if turn == 3 {
						close(spinning) // with an empty queue by now
					}
				}
				return 0, nil
			})
			<-spinning
			ask(func() { ended = true })
			if _, err := busy.Await(bg); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	spinning := make(chan struct{})
	busy := Go(l, func(ctx context.Context) (int, error) {
		for turn := 0; ; turn++ {
			if err := Yield(ctx); err != nil {
				return 0, err
			}
			if turn == 3 {
				close(spinning)
			}
		}
	})
	<-spinning
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if err := l.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Run takes the loop over and returns %v", err)
	}
	if _, err := busy.Await(bg); err == nil {
		t.Error("the coroutine outlives its loop")
	}
}

// wakeFromOutside resolves a promise off the loop, whose coroutine then calls end.
func wakeFromOutside(l *Loop, end func()) {
	waited, resolve := NewPromise[int](l)
	waits := make(chan struct{})
	Go(l, func(ctx context.Context) (int, error) {
		close(waits)
		waited.Await(ctx)
		end()
		return 0, nil
	}).Detach()
	<-waits
	resolve(1, nil)
}
