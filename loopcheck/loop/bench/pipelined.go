package main

import (
	"github.com/alitto/pond/v2"
	"github.com/samber/lo"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

const pipelinedOps = 64 * 2000

// pipelinedRows measures 64 questions at a time. An operation is one question.
func pipelinedRows() []row {
	return []row{
		{"pipelined: chan func() and result channels", pipelinedOps, startChanPipeline},
		{"pipelined: chan func() and channel futures", pipelinedOps, startFuturePipeline},
		{"pipelined: lo.Async", pipelinedOps, startLoPipeline},
		{"pipelined: pond ResultPool, 1 worker", pipelinedOps, startPondPipeline},
		{"pipelined: loop Submit, Await", pipelinedOps, startSubmitPipeline},
	}
}

func startChanPipeline() (run func(int) int, stop func()) {
	ch, stop := newChan()
	run = func(n int) int {
		var t tally
		var results [64]chan int
		for range n / len(results) {
			for i := range results {
				result := make(chan int, 1)
				results[i] = result
				ch <- func() { result <- t.next() }
			}
			for _, result := range results {
				t.take(<-result)
			}
		}
		return t.taken
	}
	return run, stop
}

func startFuturePipeline() (run func(int) int, stop func()) {
	ch, stop := newChan()
	run = func(n int) int {
		var t tally
		f := t.nextErr
		var results [64]*future[int]
		for range n / len(results) {
			for i := range results {
				results[i] = submitTo(ch, f)
			}
			for _, r := range results {
				result, err := r.await(background)
				must(err)
				t.take(result)
			}
		}
		return t.taken
	}
	return run, stop
}

// startLoPipeline runs 64 goroutines at once, so its closure counts nothing; the
// results are counted.
func startLoPipeline() (run func(int) int, stop func()) {
	one := func() int { return 1 }
	run = func(n int) int {
		sum := 0
		var results [64]<-chan int
		for range n / len(results) {
			for i := range results {
				results[i] = lo.Async(one)
			}
			for _, result := range results {
				sum += <-result
			}
		}
		return sum
	}
	return run, func() {}
}

func startPondPipeline() (run func(int) int, stop func()) {
	p := pond.NewResultPool[int](1)
	run = func(n int) int {
		var t tally
		var results [64]pond.Result[int]
		for range n / len(results) {
			for i := range results {
				results[i] = p.Submit(t.next)
			}
			for _, r := range results {
				result, err := r.Wait()
				must(err)
				t.take(result)
			}
		}
		return t.taken
	}
	return run, p.StopAndWait
}

func startSubmitPipeline() (run func(int) int, stop func()) {
	l := loop.New()
	run = func(n int) int {
		var t tally
		f := t.nextErr
		var results [64]*loop.Future[int]
		for range n / len(results) {
			for i := range results {
				results[i] = loop.Submit(l, f)
			}
			for _, r := range results {
				result, err := r.Await(background)
				must(err)
				t.take(result)
			}
		}
		return t.taken
	}
	return run, func() { must(l.Close()) }
}
