package loop

import (
	"sync"
	"sync/atomic"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// An identity says which goroutines are a loop, and who of them waits for whom.
type identity struct {
	ownerID atomicGID // its goroutine
	coroID  atomicGID // the coroutine that ran last
	place   place
	actor   actor // of its goroutine
	waiting waitingList
	needed  atomic.Bool // somebody may wait for each of its coroutines
}

// A place is what a goroutine is to a loop: its own goroutine, or one of its
// coroutines. One that runs what loops have offloaded has a place as well.
type place struct {
	loop *Loop      // nil for offloaded work
	co   *coroutine // nil for the loop's own goroutine
	pool *Pool      // whose goroutine it is
	job  atomic.Pointer[job]
}

// places finds the loop that a goroutine belongs to. A goroutine enters itself
// when it starts to serve a loop and leaves, on every way out, before it ends:
// the identity of a goroutine that ended is used again.
var places sync.Map // gid -> *place

// present counts the identities in places by their hash, so that the many
// goroutines that are on no loop find that out quickly.
var present [1024]atomic.Int32

func enterPlace(id gid, p *place) {
	present[hash(id)%uint32(len(present))].Add(1)
	places.Store(id, p)
}

func leavePlace(id gid) {
	places.Delete(id)
	present[hash(id)%uint32(len(present))].Add(-1)
}

// here returns the place of the goroutine id, or nil off every loop.
func here(id gid) *place {
	p := placeOf(id)
	if p == nil || p.loop == nil {
		return nil
	}
	return p
}

// placeOf returns the place of the goroutine id, or nil if it has none.
func placeOf(id gid) *place {
	if present[hash(id)%uint32(len(present))].Load() == 0 {
		return nil
	}
	return findPlace(id)
}

func findPlace(id gid) *place {
	p, ok := places.Load(id)
	if !ok {
		return nil
	}
	return p.(*place)
}

// OnLoop reports whether the caller runs on l: in a callback or in a coroutine.
func (l *Loop) OnLoop() bool {
	id := self()
	return id == l.who.ownerID.load() || id == l.who.coroID.load() || l.ownsCoroutine(id)
}

// ownsCoroutine reports whether id is a coroutine of l. A coroutine that runs at all
// runs on its loop, so it may be one that coroID has not been told of.
func (l *Loop) ownsCoroutine(id gid) bool {
	p := placeOf(id)
	return p != nil && p.loop == l
}

// Assert says that the caller must run on l. Off the loop it is reported to a
// test harness; with [WithAssert] it panics with an *OwnerError. It costs about
// two nanoseconds, so it can stay in production code.
func (l *Loop) Assert() {
	if !l.OnLoop() {
		l.wrongGoroutine("Assert", l.assert)
	}
}

// must panics with an *OwnerError unless the caller runs on l. It guards what is
// never right off the loop.
func (l *Loop) must(op string) {
	if !l.OnLoop() {
		l.wrongGoroutine(op, true)
	}
}

func (l *Loop) wrongGoroutine(op string, fatal bool) {
	err := &OwnerError{Loop: l.name, Op: op, Stack: callers(2)}
	l.report(observe.WrongGoroutine, 0, op, err, err.Stack)
	if fatal {
		panic(err)
	}
}
