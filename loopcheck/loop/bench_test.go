package loop

import (
	"context"
	"iter"
	"sync"
	"testing"
	"time"
)

// The benchmarks stand beside the bare operations that bound them, so that one
// run shows the ratios: go test -bench . -run '^$' ./loopcheck/loop

var bg = context.Background()

func BenchmarkLockUnlock(b *testing.B) {
	var mu sync.Mutex
	n := 0
	for b.Loop() {
		mu.Lock()
		n++
		mu.Unlock()
	}
}

func BenchmarkChanFunc(b *testing.B) {
	ch := make(chan func(), 1024)
	done := make(chan struct{})
	n := 0
	f := func() { n++ }
	go func() {
		defer close(done)
		for f := range ch {
			f()
		}
	}()
	for b.Loop() {
		ch <- f
	}
	close(ch)
	<-done
}

func BenchmarkPost(b *testing.B) {
	l := New()
	n := 0
	f := func() { n++ }
	for b.Loop() {
		l.Post(f)
	}
	l.Shutdown(bg)
}

func BenchmarkPostWithStats(b *testing.B) {
	l := New(WithStats())
	n := 0
	f := func() { n++ }
	for b.Loop() {
		l.Post(f)
	}
	l.Shutdown(bg)
}

func BenchmarkPost8Producers(b *testing.B) {
	l := New()
	n := 0
	f := func() { n++ }
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			l.Post(f)
		}
	})
	l.Shutdown(bg)
}

func BenchmarkPingPong(b *testing.B) {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v
		}
	}()
	for b.Loop() {
		ping <- 1
		<-pong
	}
	close(ping)
}

func BenchmarkCall(b *testing.B) {
	l := New()
	defer l.Close()
	f := func() (int, error) { return 1, nil }
	b.ReportAllocs()
	for b.Loop() {
		Call(bg, l, f)
	}
}

func BenchmarkCallCancellable(b *testing.B) {
	l := New()
	defer l.Close()
	ctx, cancel := context.WithCancel(bg)
	defer cancel()
	f := func() (int, error) { return 1, nil }
	b.ReportAllocs()
	for b.Loop() {
		Call(ctx, l, f)
	}
}

func BenchmarkSubmitAwait(b *testing.B) {
	l := New()
	defer l.Close()
	f := func() (int, error) { return 1, nil }
	b.ReportAllocs()
	for b.Loop() {
		Submit(l, f).Await(bg)
	}
}

func BenchmarkChanFuture(b *testing.B) {
	ch := make(chan func(), 1024)
	go func() {
		for f := range ch {
			f()
		}
	}()
	b.ReportAllocs()
	for b.Loop() {
		res := make(chan int, 1)
		ch <- func() { res <- 1 }
		<-res
	}
	close(ch)
}

const pipelined = 64

func BenchmarkSubmitAwait64(b *testing.B) {
	l := New()
	defer l.Close()
	f := func() (int, error) { return 1, nil }
	var futs [pipelined]*Future[int]
	b.ReportAllocs()
	for b.Loop() {
		for i := range futs {
			futs[i] = Submit(l, f)
		}
		for _, fut := range futs {
			fut.Await(bg)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*pipelined), "ns/future")
}

func BenchmarkChanFuture64(b *testing.B) {
	ch := make(chan func(), 1024)
	go func() {
		for f := range ch {
			f()
		}
	}()
	var futs [pipelined]chan int
	b.ReportAllocs()
	for b.Loop() {
		for i := range futs {
			res := make(chan int, 1)
			futs[i] = res
			ch <- func() { res <- 1 }
		}
		for _, res := range futs {
			<-res
		}
	}
	close(ch)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*pipelined), "ns/future")
}

func BenchmarkIterPull(b *testing.B) {
	next, stop := iter.Pull(func(yield func(int) bool) {
		for yield(1) {
		}
	})
	defer stop()
	for b.Loop() {
		next()
	}
}

func BenchmarkAwaitInCoroutine(b *testing.B) {
	l := New()
	defer l.Close()
	f := func() (int, error) { return 1, nil }
	b.ReportAllocs()
	Go(l, func(ctx context.Context) (int, error) {
		for b.Loop() {
			Submit(l, f).Await(ctx)
		}
		return 0, nil
	}).Await(bg)
}

func BenchmarkYield(b *testing.B) {
	l := New()
	defer l.Close()
	b.ReportAllocs()
	Go(l, func(ctx context.Context) (int, error) {
		for b.Loop() {
			Yield(ctx)
		}
		return 0, nil
	}).Await(bg)
}

func BenchmarkGoroutineAndWait(b *testing.B) {
	var wg sync.WaitGroup
	for b.Loop() {
		wg.Go(func() {})
		wg.Wait()
	}
}

func BenchmarkGoOnLoop(b *testing.B) {
	l := New()
	defer l.Close()
	b.ReportAllocs()
	nop := func(context.Context) (int, error) { return 0, nil }
	Go(l, func(ctx context.Context) (int, error) {
		for b.Loop() {
			Go(l, nop).Await(ctx)
		}
		return 0, nil
	}).Await(bg)
}

func BenchmarkAfterFuncStop(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		time.AfterFunc(time.Hour, func() {}).Stop()
	}
}

func BenchmarkAfterStop(b *testing.B) {
	l := New()
	defer l.Close()
	b.ReportAllocs()
	f := func() {}
	for b.Loop() {
		l.After(time.Hour, f).Stop()
	}
}

func BenchmarkOnLoop(b *testing.B) {
	l := New()
	defer l.Close()
	Call(bg, l, func() (int, error) {
		for b.Loop() {
			l.OnLoop()
		}
		return 0, nil
	})
}

func BenchmarkOnLoopInCoroutine(b *testing.B) {
	l := New()
	defer l.Close()
	Go(l, func(context.Context) (int, error) {
		for b.Loop() {
			l.OnLoop()
		}
		return 0, nil
	}).Await(bg)
}
