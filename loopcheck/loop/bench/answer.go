package main

import (
	"context"
	"sync"
	"time"

	"github.com/alitto/pond/v2"
	"github.com/panjf2000/ants/v2"
	"github.com/samber/lo"
	"github.com/sourcegraph/conc/pool"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

const answerOps = 64 * 1000

var background = context.Background()

// answerRows measures one question at a time: hand a function over, wait for its
// result, ask again.
func answerRows() []row {
	return []row{
		{"answer: channel ping-pong", answerOps, startPingPong},
		{"answer: chan func() and a result channel", answerOps, startChanAnswer},
		{"answer: chan func() and a channel future", answerOps, startFutureAnswer},
		{"answer: lo.Async", answerOps, startLo},
		{"answer: pond ResultPool, 1 worker", answerOps, startPondAnswer},
		{"answer: ants and a result channel, 1 worker", answerOps, startAntsAnswer},
		{"answer: conc ResultPool, one each", answerOps, startConcAnswer},
		{"answer: protoactor RequestFuture", answerOps / 4, startActorAnswer},
		{"answer: bubbletea Send and a result channel", answerOps, startBubbleteaAnswer},
		{"answer: loop Call", answerOps, startCall(false)},
		{"answer: loop Call, cancellable ctx", answerOps, startCall(true)},
		{"answer: loop Submit+Await", answerOps, startSubmitAwait(false)},
		{"answer: loop Submit+Await, cancellable ctx", answerOps, startSubmitAwait(true)},
	}
}

// A tally counts how often next ran, and how often its results came in order.
type tally struct{ made, taken int }

func (t *tally) next() int {
	t.made++
	return t.made
}

func (t *tally) nextErr() (int, error) { return t.next(), nil }

func (t *tally) take(result int) {
	if result == t.taken+1 {
		t.taken++
	}
}

func startPingPong() (run func(int) int, stop func()) {
	ping, pong := make(chan *tally), make(chan int)
	var wg sync.WaitGroup
	wg.Go(func() {
		for t := range ping {
			pong <- t.next()
		}
	})
	run = func(n int) int {
		var t tally
		for range n {
			ping <- &t
			t.take(<-pong)
		}
		return t.taken
	}
	return run, func() { close(ping); wg.Wait() }
}

// startResultChannel measures something that can only post, with a channel for
// each result.
func startResultChannel(post func(func()), stop func()) (func(int) int, func()) {
	run := func(n int) int {
		var t tally
		for range n {
			result := make(chan int, 1)
			post(func() { result <- t.next() })
			t.take(<-result)
		}
		return t.taken
	}
	return run, stop
}

func startChanAnswer() (run func(int) int, stop func()) {
	ch, stop := newChan()
	return startResultChannel(func(f func()) { ch <- f }, stop)
}

func startFutureAnswer() (run func(int) int, stop func()) {
	ch, stop := newChan()
	run = func(n int) int {
		var t tally
		f := t.nextErr
		for range n {
			result, err := submitTo(ch, f).await(background)
			must(err)
			t.take(result)
		}
		return t.taken
	}
	return run, stop
}

func startAntsAnswer() (run func(int) int, stop func()) {
	p, err := ants.NewPool(1)
	must(err)
	return startResultChannel(func(f func()) { must(p.Submit(f)) }, p.Release)
}

func startBubbleteaAnswer() (run func(int) int, stop func()) {
	p, stop := newProgram()
	return startResultChannel(func(f func()) { p.Send(f) }, stop)
}

func startLo() (run func(int) int, stop func()) {
	run = func(n int) int {
		var t tally
		for range n {
			t.take(<-lo.Async(t.next))
		}
		return t.taken
	}
	return run, func() {}
}

func startPondAnswer() (run func(int) int, stop func()) {
	p := pond.NewResultPool[int](1)
	run = func(n int) int {
		var t tally
		for range n {
			result, err := p.Submit(t.next).Wait()
			must(err)
			t.take(result)
		}
		return t.taken
	}
	return run, p.StopAndWait
}

func startConcAnswer() (run func(int) int, stop func()) {
	run = func(n int) int {
		var t tally
		for range n {
			p := pool.NewWithResults[int]().WithMaxGoroutines(1)
			p.Go(t.next)
			t.take(p.Wait()[0])
		}
		return t.taken
	}
	return run, func() {}
}

func startActorAnswer() (run func(int) int, stop func()) {
	a := newActor()
	run = func(n int) int {
		var t tally
		for range n {
			result, err := a.root.RequestFuture(a.pid, t.next, time.Minute).Result()
			must(err)
			t.take(result.(int))
		}
		return t.taken
	}
	return run, a.stop
}

func startCall(cancellable bool) func() (run func(int) int, stop func()) {
	return func() (run func(int) int, stop func()) {
		l := loop.New()
		ctx, cancel := maybeCancellable(cancellable)
		run = func(n int) int {
			var t tally
			f := t.nextErr
			for range n {
				result, err := loop.Call(ctx, l, f)
				must(err)
				t.take(result)
			}
			return t.taken
		}
		return run, func() { cancel(); must(l.Close()) }
	}
}

func startSubmitAwait(cancellable bool) func() (run func(int) int, stop func()) {
	return func() (run func(int) int, stop func()) {
		l := loop.New()
		ctx, cancel := maybeCancellable(cancellable)
		run = func(n int) int {
			var t tally
			f := t.nextErr
			for range n {
				result, err := loop.Submit(l, f).Await(ctx)
				must(err)
				t.take(result)
			}
			return t.taken
		}
		return run, func() { cancel(); must(l.Close()) }
	}
}

func maybeCancellable(cancellable bool) (context.Context, context.CancelFunc) {
	if cancellable {
		return context.WithCancel(background)
	}
	return background, func() {}
}
