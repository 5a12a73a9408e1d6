package main

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/alitto/pond/v2"
	"github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc/pool"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

const postOps = 64 * 5000

// A poster hands functions over to run one at a time, in order.
type poster struct {
	name      string
	producers []int // how many goroutines hand over at once, one row for each number
	// open returns a function that hands f over n times. Any number of
	// goroutines may call it. The loop over n is the poster's own, so that no
	// indirect call is measured with it.
	open func() (post func(n int, f func()), stop func())
}

// postRows keeps together what will be compared.
func postRows() []row {
	var rows []row
	for _, producers := range []int{1, 2, 8, 64} {
		for _, p := range posters() {
			if slices.Contains(p.producers, producers) {
				rows = append(rows, p.row(producers))
			}
		}
	}
	return rows
}

// postRow names the row of a poster with a number of producers.
func postRow(name string, producers int) string {
	if producers == 1 {
		return "post, 1 producer: " + name
	}
	return fmt.Sprintf("post, %d producers: %s", producers, name)
}

func (p poster) row(producers int) row {
	return row{postRow(p.name, producers), postOps, func() (func(int) int, func()) {
		post, stop := p.open()
		run := func(n int) int {
			c := counter{want: n, done: make(chan struct{})}
			var posting sync.WaitGroup
			for range producers {
				posting.Go(func() { post(n/producers, c.add) })
			}
			posting.Wait()
			<-c.done
			return c.n
		}
		return run, stop
	}}
}

// A counter counts without a lock: what is measured runs add on one goroutine at
// a time.
type counter struct {
	n, want int
	done    chan struct{}
}

func (c *counter) add() {
	c.n++
	if c.n == c.want {
		close(c.done)
	}
}

func posters() []poster {
	return []poster{
		{"Lock, call, Unlock", []int{1, 2, 8, 64}, openMutex},
		{"chan func() of 1024", []int{1, 2, 8, 64}, openChan},
		{"chan func() of 1024, select on ctx", []int{1, 8}, openChanContext},
		{"pond, 1 worker", []int{1, 8}, openPond},
		{"ants, 1 worker", []int{1, 8}, openAnts},
		{"conc, 1 worker", []int{1, 8}, openConc},
		{"protoactor Send", []int{1, 8}, openActor},
		{"bubbletea Send", []int{1, 8}, openBubbletea},
		{"loop PostWait, at most 1024", []int{1, 8}, openBoundedLoop},
		{"loop Post", []int{1, 2, 8, 64}, openLoop},
	}
}

func openMutex() (post func(int, func()), stop func()) {
	var mu sync.Mutex
	post = func(n int, f func()) {
		for range n {
			mu.Lock()
			f()
			mu.Unlock()
		}
	}
	return post, func() {}
}

func openChan() (post func(int, func()), stop func()) {
	ch, stop := newChan()
	post = func(n int, f func()) {
		for range n {
			ch <- f
		}
	}
	return post, stop
}

func openChanContext() (post func(int, func()), stop func()) {
	ch := make(chan func(), 1024)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case f := <-ch:
				f()
			case <-ctx.Done():
				return
			}
		}
	})
	post = func(n int, f func()) {
		for range n {
			select {
			case ch <- f:
			case <-ctx.Done():
				return
			}
		}
	}
	return post, func() { cancel(); wg.Wait() }
}

func openPond() (post func(int, func()), stop func()) {
	p := pond.NewPool(1)
	post = func(n int, f func()) {
		for range n {
			must(p.Go(f))
		}
	}
	return post, p.StopAndWait
}

func openAnts() (post func(int, func()), stop func()) {
	p, err := ants.NewPool(1)
	must(err)
	post = func(n int, f func()) {
		for range n {
			must(p.Submit(f))
		}
	}
	return post, p.Release
}

func openConc() (post func(int, func()), stop func()) {
	p := pool.New().WithMaxGoroutines(1)
	post = func(n int, f func()) {
		for range n {
			p.Go(f)
		}
	}
	return post, p.Wait
}

func openActor() (post func(int, func()), stop func()) {
	a := newActor()
	post = func(n int, f func()) {
		for range n {
			a.root.Send(a.pid, f)
		}
	}
	return post, a.stop
}

func openBubbletea() (post func(int, func()), stop func()) {
	p, stop := newProgram()
	post = func(n int, f func()) {
		for range n {
			p.Send(f)
		}
	}
	return post, stop
}

func openLoop() (post func(int, func()), stop func()) {
	l := loop.New()
	post = func(n int, f func()) {
		for range n {
			must(l.Post(f))
		}
	}
	return post, func() { must(l.Close()) }
}

// openBoundedLoop makes producers wait for room, as a channel of 1024 does.
func openBoundedLoop() (post func(int, func()), stop func()) {
	l := loop.New(loop.WithMaxPending(1024))
	post = func(n int, f func()) {
		for range n {
			must(l.PostWait(background, f))
		}
	}
	return post, func() { must(l.Close()) }
}
