package handwritten

import (
	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var lockWhileWaiting = twins.Twin{
	File:    "lock_while_waiting",
	Bug:     "a notification waits for a semaphore that the loop holds while it waits for the notification",
	Retells: "libp2p/go-libp2p-pubsub, commit 07325763",
	Rule:    "loopdeadlock",
	Kind:    loopcheck.Deadlock,
	Buggy: func(t *loopcheck.T) {
		n := newNetwork(loopcheck.Watch(t, "network"))
		go n.run()
		n.peers <- "a"
		n.peers <- "b"
		close(n.peers)
	},
	Fixed: func(t *loopcheck.T) {
		n := newNetwork(loopcheck.Watch(t, "network"))
		go n.runRight()
		n.peers <- "a"
		n.peers <- "b"
		close(n.peers)
	},
}

// A network tells a listener about peers, and the listener takes note of them.
type network struct {
	peers   chan string
	limit   chan struct{} // a semaphore
	known   []string
	watcher *loopcheck.Watcher
}

func newNetwork(w *loopcheck.Watcher) *network {
	return &network{peers: make(chan string), limit: make(chan struct{}, 1), watcher: w}
}

func (n *network) run() {
	for p := range n.peers {
		n.watcher.Handle(func() {
			n.limit <- struct{}{}
			n.connected(p)
			<-n.limit
		})
	}
}

func (n *network) connected(p string) {
	n.limit <- struct{}{}
	n.known = append(n.known, p)
	<-n.limit
}

// The fixed twin.

func (n *network) runRight() {
	for p := range n.peers {
		n.watcher.Handle(func() { n.connected(p) })
	}
}
