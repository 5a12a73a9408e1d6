package main

import (
	"fmt"
	"runtime"

	"github.com/alitto/pond/v2"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

const backlogSize = 200_000

// A backlog is a burst of hand-offs that waits because the loop is busy.
type backlog struct {
	name string
	// open makes a loop with room for n hand-offs in the caller's hands. add
	// hands over n while it is busy, drain lets them run and returns how many
	// have, stop ends the loop.
	open func(n int) (add func(), drain func() (ran int), stop func())
}

// A held is what a backlog holds on to, in bytes a hand-off.
type held struct {
	name          string
	waiting, kept []float64 // one a pass
}

func backlogs() []backlog {
	return []backlog{
		{"post: pond, 1 worker", openPondBacklog},
		{"post: protoactor Send", openActorBacklog},
		{"post: loop Post", openPostBacklog},
		{"submit: pond ResultPool, 1 worker", openPondSubmitBacklog},
		{"submit: loop Submit", openSubmitBacklog},
	}
}

func measureAllBacklogs(backlogs []backlog, passes int) []held {
	all := make([]held, len(backlogs))
	for range passes {
		for i, b := range backlogs {
			waiting, kept := measureBacklog(b, backlogSize)
			all[i].name = b.name
			all[i].waiting = append(all[i].waiting, waiting)
			all[i].kept = append(all[i].kept, kept)
		}
	}
	return all
}

func measureBacklog(b backlog, n int) (waiting, kept float64) {
	add, drain, stop := b.open(n)
	defer stop()
	before := heap()
	add()
	during := heap()
	if ran := drain(); ran != n {
		panic(fmt.Sprintf("%s: the closure ran %d times, want %d", b.name, ran, n))
	}
	after := heap()
	runtime.KeepAlive(add) // and with it the list of futures, which counts for none of the three
	return (during - before) / float64(n), (after - before) / float64(n)
}

// heap returns the bytes that are in use. It collects twice, because a
// sync.Pool lets go of what it holds at the second collection. What an earlier
// backlog frees late makes single figures wrong, so only the median counts.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// A plug keeps a loop busy until it is pulled.
type plug struct{ in, out chan struct{} }

func newPlug() plug { return plug{make(chan struct{}), make(chan struct{})} }

//loopcheck:ignore loopblock the loop is kept busy on purpose
func (p plug) block() { close(p.in); <-p.out }
func (p plug) pull()  { close(p.out) }

// openBacklog opens a backlog of what can only post.
func openBacklog(n int, post func(func()), stop func()) (add func(), drain func() (ran int), _ func()) {
	p := newPlug()
	post(p.block)
	<-p.in
	c := counter{want: n, done: make(chan struct{})}
	f := c.add
	add = func() {
		for range n {
			post(f)
		}
	}
	drain = func() (ran int) {
		p.pull()
		<-c.done
		return c.n
	}
	return add, drain, stop
}

func openPostBacklog(n int) (add func(), drain func() (ran int), stop func()) {
	l := loop.New()
	return openBacklog(n, func(f func()) { must(l.Post(f)) }, func() { must(l.Close()) })
}

func openPondBacklog(n int) (add func(), drain func() (ran int), stop func()) {
	p := pond.NewPool(1)
	return openBacklog(n, func(f func()) { must(p.Go(f)) }, p.StopAndWait)
}

func openActorBacklog(n int) (add func(), drain func() (ran int), stop func()) {
	a := newActor()
	return openBacklog(n, func(f func()) { a.root.Send(a.pid, f) }, a.stop)
}

func openSubmitBacklog(n int) (add func(), drain func() (ran int), stop func()) {
	l := loop.New()
	p := newPlug()
	must(l.Post(p.block))
	<-p.in
	var t tally
	f := t.nextErr
	results := make([]*loop.Future[int], n)
	add = func() {
		for i := range results {
			results[i] = loop.Submit(l, f)
		}
	}
	drain = func() (ran int) {
		p.pull()
		for _, r := range results {
			result, err := r.Await(background)
			must(err)
			t.take(result)
		}
		clear(results)
		return t.taken
	}
	return add, drain, func() { must(l.Close()) }
}

func openPondSubmitBacklog(n int) (add func(), drain func() (ran int), stop func()) {
	pool := pond.NewResultPool[int](1)
	p := newPlug()
	pool.Submit(func() int { p.block(); return 0 })
	<-p.in
	var t tally
	results := make([]pond.Result[int], n)
	add = func() {
		for i := range results {
			results[i] = pool.Submit(t.next)
		}
	}
	drain = func() (ran int) {
		p.pull()
		for _, r := range results {
			result, err := r.Wait()
			must(err)
			t.take(result)
		}
		clear(results)
		return t.taken
	}
	return add, drain, pool.StopAndWait
}
