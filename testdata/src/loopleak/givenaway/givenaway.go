// Package givenaway hands a loop functions, and requests written by place, that answer on
// a channel without room.
package givenaway

import (
	"context"
	"errors"
	"time"
)

type request struct {
	n      int
	answer chan int
}

type hub struct {
	work chan func()
	asks chan request
	quit chan struct{}
}

func newHub() *hub {
	h := &hub{work: make(chan func()), asks: make(chan request), quit: make(chan struct{})}
	go h.run()
	return h
}

func (h *hub) run() {
	for {
		select {
		case f := <-h.work:
			f()
		case r := <-h.asks:
			r.answer <- r.n * 2 // want `r.answer <- r.n \* 2 blocks for ever if hub.ask returns before it is received \(the timeout at line 51\): make the channel with room for one`
		case <-h.quit:
			return
		}
	}
}

func (h *hub) ask(n int) (int, error) {
	r := request{n, make(chan int)}
	select {
	case h.asks <- r:
	case <-h.quit:
		return 0, errors.New("closed")
	}
	select {
	case n := <-r.answer:
		return n, nil
	case <-time.After(time.Second):
		return 0, errors.New("timeout")
	}
}

func (h *hub) count(ctx context.Context) (int, error) {
	answer := make(chan int)
	select {
	case h.work <- func() { answer <- 1 }: // want `answer <- 1 blocks for ever if hub.count returns before it is received \(<-ctx.Done\(\) at line 66\): make the channel with room for one`
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	select {
	case n := <-answer:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// roomy has room for the answer.
func (h *hub) roomy(ctx context.Context) int {
	answer := make(chan int, 1)
	select {
	case h.work <- func() { answer <- 1 }:
	case <-ctx.Done():
		return 0
	}
	select {
	case n := <-answer:
		return n
	case <-ctx.Done():
		return 0
	}
}

// stays waits for the answer, come what may.
func (h *hub) stays() int {
	answer := make(chan int)
	select {
	case h.work <- func() { answer <- 1 }:
	case <-h.quit:
	}
	return <-answer
}

// knows answers in a select that knows of the end.
func (h *hub) knows(ctx context.Context) int {
	answer := make(chan int)
	f := func() {
		select {
		case answer <- 1:
		case <-ctx.Done():
		}
	}
	select {
	case h.work <- f:
	case <-h.quit:
		return 0
	}
	select {
	case n := <-answer:
		return n
	case <-ctx.Done():
		return 0
	}
}
