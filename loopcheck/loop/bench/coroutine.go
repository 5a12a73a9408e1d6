package main

import (
	"context"
	"iter"
	"sync"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

const coroutineOps = 64 * 2000

// coroutineRows measures waiting inside a loop, and starting something to wait
// for. There, waiting costs no goroutine switch.
func coroutineRows() []row {
	return []row{
		{"coroutine: iter.Pull round trip", coroutineOps, startPull},
		{"coroutine: loop Yield", coroutineOps, startYield},
		{"coroutine: loop Await, 64 wait for one Submit", coroutineOps, startAwaitInCoroutines},
		{"coroutine: loop Submit+Await", coroutineOps, startAwaitInCoroutine},
		{"coroutine: go and WaitGroup", coroutineOps, startGoroutine},
		{"coroutine: loop Go+Await", coroutineOps, startGoInCoroutine},
	}
}

func startPull() (run func(int) int, stop func()) {
	var t tally
	next, stop := iter.Pull(func(yield func(int) bool) {
		for yield(t.next()) {
		}
	})
	run = func(n int) int {
		before := t.taken
		for range n {
			result, _ := next()
			t.take(result)
		}
		return t.taken - before
	}
	return run, stop
}

// startInCoroutine measures f in a coroutine of l.
func startInCoroutine(f func(ctx context.Context, l *loop.Loop, n int) int) (run func(int) int, stop func()) {
	l := loop.New()
	run = func(n int) int {
		ran, err := loop.Go(l, func(ctx context.Context) (int, error) {
			return f(ctx, l, n), nil
		}).Await(background)
		must(err)
		return ran
	}
	return run, func() { must(l.Close()) }
}

func startYield() (run func(int) int, stop func()) {
	return startInCoroutine(func(ctx context.Context, l *loop.Loop, n int) int {
		var t tally
		for range n {
			must(loop.Yield(ctx))
			t.take(t.next())
		}
		return t.taken
	})
}

func startAwaitInCoroutine() (run func(int) int, stop func()) {
	return startInCoroutine(func(ctx context.Context, l *loop.Loop, n int) int {
		var t tally
		f := t.nextErr
		for range n {
			result, err := loop.Submit(l, f).Await(ctx)
			must(err)
			t.take(result)
		}
		return t.taken
	})
}

// startAwaitInCoroutines measures Await alone: 64 coroutines wait for the same
// submission, each is suspended and resumed, and the first that goes on makes the
// next submission.
func startAwaitInCoroutines() (run func(int) int, stop func()) {
	return startInCoroutine(func(ctx context.Context, l *loop.Loop, n int) int {
		const waiting = 64
		var t tally
		var latest *loop.Future[int]
		submitted, taken := 0, 0
		waiter := func(ctx context.Context) (int, error) {
			for round := range n / waiting {
				if submitted == round {
					latest = loop.Submit(l, t.nextErr)
					submitted++
				}
				result, err := latest.Await(ctx)
				must(err)
				if result == round+1 {
					taken++
				}
			}
			return 0, nil
		}
		var waiters [waiting]*loop.Future[int]
		for i := range waiters {
			waiters[i] = loop.Go(l, waiter)
		}
		for _, w := range waiters {
			_, err := w.Await(ctx)
			must(err)
		}
		return taken
	})
}

func startGoroutine() (run func(int) int, stop func()) {
	run = func(n int) int {
		var t tally
		var wg sync.WaitGroup
		f := func() { t.next() }
		for range n {
			wg.Go(f)
			wg.Wait()
		}
		return t.made
	}
	return run, func() {}
}

func startGoInCoroutine() (run func(int) int, stop func()) {
	return startInCoroutine(func(ctx context.Context, l *loop.Loop, n int) int {
		var t tally
		f := func(context.Context) (int, error) { return t.nextErr() }
		for range n {
			result, err := loop.Go(l, f).Await(ctx)
			must(err)
			t.take(result)
		}
		return t.taken
	})
}
