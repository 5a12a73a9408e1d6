package loop

import (
	"sync/atomic"
)

// A Loop owns state: at any moment at most one goroutine, the loop's own or a
// coroutine that it resumed, runs what was handed to it. Make one with [New].
//
// A loop lives once. It starts at its first post, or in [Loop.Run]; it then keeps
// one goroutine, which sleeps while there is nothing to do, until [Loop.Close],
// [Loop.Shutdown] or [Loop.Kill]. A loop that was never used has no goroutine and needs no
// closing. All methods may be called from any goroutine.
type Loop struct {
	in   ingress // first: Post touches its first cache line alone
	life life

	attention atomic.Uint32 // what the running loop must look at between callbacks
	timers    timers
	futures   futures
	who       identity
	turn      turn

	settings
	ids    atomic.Uint64 // of what an observer must tell apart
	logged failureLog    // without an error handler
}

// A cacheLine keeps its neighbours on different ones.
type cacheLine [64]byte

// New makes a loop. It starts no goroutine.
func New(opts ...Option) *Loop {
	l := &Loop{settings: settings{name: "loop"}}
	for _, o := range opts {
		o(l)
	}
	l.life.pinned = l.locked
	l.who.place.loop = l
	l.timers.init(l)
	l.observe()
	l.heard = l.observer != nil || l.meter != nil
	l.watched = l.limit != 0 || l.heard
	return l
}

// Name returns the name that [WithName] gave the loop, or "loop".
func (l *Loop) Name() string { return l.name }

// Done returns a channel that is closed when the loop has ended.
func (l *Loop) Done() <-chan struct{} {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	if l.life.done == nil {
		l.life.done = make(chan struct{})
	}
	return l.life.done
}

var closedChan = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()
