package handwritten

import (
	"sync"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var pollsFlag = twins.Twin{
	File:    "polls_flag",
	Bug:     "the loop polls a flag that Shutdown writes under a lock which the loop does not take",
	Retells: "hashicorp/mdns, pull/66",
	Rule:    "loopflag",
	Kind:    loopcheck.WrongGoroutine,
	Buggy: func(t *loopcheck.T) {
		r := NewReceiver(loopcheck.Watch(t, "receiver"))
		r.packets <- "a"
		t.Wait()
		r.Shutdown()
		r.packets <- "b"
	},
	Fixed: func(t *loopcheck.T) {
		r := newReceiverRight(loopcheck.Watch(t, "receiver"))
		r.packets <- "a"
		close(r.done)
	},
}

// A Receiver takes packets until somebody shuts it down.
type Receiver struct {
	packets  chan string
	mu       sync.Mutex
	shutdown bool
	last     string
	watcher  *loopcheck.Watcher
}

// NewReceiver starts its loop.
func NewReceiver(w *loopcheck.Watcher) *Receiver {
	r := &Receiver{packets: make(chan string), watcher: w}
	go r.receive()
	return r
}

func (r *Receiver) receive() {
	r.watcher.Own()
	for !r.shutdown {
		r.last = <-r.packets
	}
}

// Shutdown ends it.
func (r *Receiver) Shutdown() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watcher.Check("receiver.shutdown")
	r.shutdown = true
}

// The fixed twin.

type receiverRight struct {
	packets chan string
	done    chan struct{}
	last    string
}

func newReceiverRight(w *loopcheck.Watcher) *receiverRight {
	r := &receiverRight{packets: make(chan string), done: make(chan struct{})}
	go r.receive(w)
	return r
}

func (r *receiverRight) receive(w *loopcheck.Watcher) {
	w.Own()
	for {
		select {
		case r.last = <-r.packets:
		case <-r.done:
			return
		}
	}
}
