// Package asked answers questions, some of which only its tests ask.
package asked

import "context"

type question struct{ answer chan int }

type askedSize struct{ answer chan int }

type keeper struct {
	questions chan any
	n         int
}

func (k *keeper) handle(q any) {
	switch q := q.(type) {
	case *question:
		q.answer <- k.n // nope: only a test gives up waiting for it
	case *askedSize:
		q.answer <- k.n // want `q\.answer <- k\.n blocks for ever if keeper\.size returns before it is received`
	}
}

func (k *keeper) size(ctx context.Context) int {
	answer := make(chan int)
	k.questions <- &askedSize{answer: answer}
	select {
	case n := <-answer:
		return n
	case <-ctx.Done():
		return -1
	}
}
