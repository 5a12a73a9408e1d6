package handwritten

import (
	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var sendAfterEnd = twins.Twin{
	File:    "send_after_end",
	Bug:     "send blocks for ever once the loop behind the queue has ended",
	Retells: "quic-go/quic-go, pull/2656; decred/dcrd, commit bcc0db11",
	Rule:    "loopleak",
	Kind:    loopcheck.LeakedGoroutine,
	Buggy: func(t *loopcheck.T) {
		q := newQueue()
		go q.run()
		close(q.closed)
		t.Wait()
		go q.send("late")
	},
	Fixed: func(t *loopcheck.T) {
		q := newQueue()
		go q.run()
		close(q.closed)
		t.Wait()
		go q.sendOrGiveUp("late")
	},
}

type queue struct {
	packets chan string
	closed  chan struct{}
	sent    []string
}

func newQueue() *queue {
	return &queue{packets: make(chan string), closed: make(chan struct{})}
}

func (q *queue) run() {
	for {
		select {
		case p := <-q.packets:
			q.sent = append(q.sent, p)
		case <-q.closed:
			return
		}
	}
}

func (q *queue) send(p string) { q.packets <- p }

// The fixed twin.

func (q *queue) sendOrGiveUp(p string) {
	select {
	case q.packets <- p:
	case <-q.closed:
	}
}
