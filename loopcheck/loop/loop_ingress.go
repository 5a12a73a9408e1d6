package loop

import (
	"runtime"
	"sync"
)

// An ingress is where hand-offs come in. Its lock guards what goroutines tell the
// loop, the [life] of the loop included, for nanoseconds: nobody ever parks or calls
// out with it held. The methods of both want it held, and so does, of a lock, what has
// Locked at the end of its name; what begins with unlockAnd releases it.
//
// What Post touches comes first: where many post it travels from core to core, as one
// cache line.
type ingress struct {
	mu     sync.Mutex
	funcs  list[func()] // nil stands for a run of nodes
	posted uint64       // hand-offs accepted
	awake  bool         // false: who wants the loop to look at what mu guards must rouse it
	gate   gate
	_      cacheLine

	nodes   list[node]
	runs    []uint32         // how long each run of nodes is
	began   uint64           // hand-offs begun, as the loop last said
	alone   bool             // the loop runs coroutines and sees to attention only; it alone sets this
	offered int              // accepted hand-offs that an observer keeps
	room    row[*roomWaiter] // blocked in PostWait
	rousing chan struct{}    // where the loop sleeps; made when it starts, in its bubble
}

// slots is how many hand-offs a chunk holds. With the allocator's header and its
// own it fills a block exactly: 1 KB of functions, 2 KB of nodes.
const slots = 125

// A chunk is a piece of a list. Slots [at,n) are waiting.
type chunk[S any] struct {
	next  *chunk[S]
	at, n uint32
	slot  [slots]S
}

// funcChunks and nodeChunks keep empty chunks for all loops. They hold no
// channels, so they may be shared among synctest bubbles.
var (
	funcChunks = sync.Pool{New: func() any { return new(chunk[func()]) }}
	nodeChunks = sync.Pool{New: func() any { return new(chunk[node]) }}
)

// A list holds hand-offs in the order of their arrival.
type list[S any] struct {
	head, tail *chunk[S]
	spare      *chunk[S] // an empty chunk at hand
}

// room returns the last chunk, which has room.
func (q *list[S]) room(pool *sync.Pool) *chunk[S] {
	if q.tail == nil || q.tail.n == slots {
		q.grow(pool)
	}
	return q.tail
}

func (q *list[S]) grow(pool *sync.Pool) {
	c := q.spare
	if c == nil {
		c = pool.Get().(*chunk[S])
	} else {
		q.spare = nil
	}
	if q.tail == nil {
		q.head = c
	} else {
		// It is empty, but in the cache of the loop's core: where so much is
		// posted, fetching it in one go spares Post a wait at every eighth slot.
		c.slot = [slots]S{}
		q.tail.next = c
	}
	q.tail = c
}

// take empties the list and returns the first of its chunks. In exchange it takes
// the empty chunk, if it needs one.
func (q *list[S]) take(empty **chunk[S]) *chunk[S] {
	taken := q.head
	q.head, q.tail = nil, nil
	if q.spare == nil {
		q.spare, *empty = *empty, nil
	}
	return taken
}

// leave gives back a chunk whose slots have all been run, and returns the next.
func (c *chunk[S]) leave(empty **chunk[S], pool *sync.Pool) *chunk[S] {
	next := c.next
	c.next, c.at, c.n = nil, 0, 0
	if *empty == nil {
		*empty = c
	} else {
		pool.Put(c)
	}
	return next
}

// A node is a hand-off that is more than a function: a submission, a task, an
// errand of the loop's own.
type node interface {
	// run performs it; somebody's hand-off, unlike an errand of the loop's own,
	// calls begin first.
	run()
	// drop is called instead of run when the loop closes first.
	drop(*DroppedError)
	// counts reports whether the node is somebody's hand-off, not the loop's own errand.
	counts() bool
}

// Functions and nodes wait in two lists. Among the functions nil stands for a
// run, the nodes that were handed over one after the other.

func (in *ingress) pushFunc(f func()) {
	t := in.funcs.room(&funcChunks)
	t.slot[t.n] = f
	t.n++
}

func (in *ingress) pushNode(n node) {
	if t := in.funcs.tail; t != nil && t.slot[t.n-1] == nil {
		in.runs[len(in.runs)-1]++
	} else {
		in.pushFunc(nil)
		in.runs = append(in.runs, 1)
	}
	t := in.nodes.room(&nodeChunks)
	t.slot[t.n] = n
	t.n++
}

// push queues n, or f if that is nil.
func (in *ingress) push(f func(), n node) {
	if n != nil {
		in.pushNode(n)
		return
	}
	in.pushFunc(f)
}

// A gate is why a hand-off must take the slow path.
type gate uint8

const (
	gateLimited  gate = 1 << iota // WithMaxPending
	gateRefuse                    // no longer open
	gateObserved                  // a harness may keep it
)

// Post hands f over to run on the loop and returns at once. It may be called
// from any goroutine, the loop's included. What one goroutine posts and submits
// runs in that order; there is no order among goroutines, nor between posts and
// timers. It returns ErrClosed once the loop is closing, and ErrFull when
// [WithMaxPending] says so; then f never runs. While the loop drains, code on
// the loop may still post. A nil f panics.
func (l *Loop) Post(f func()) error {
	if f == nil {
		panic("loop: Post of a nil func")
	}
	if !l.in.mu.TryLock() {
		l.lockCrowded()
	}
	if l.in.gate != 0 {
		return l.unlockAndPass(f, nil, "Post")
	}
	// What follows is pushFunc and unlockAndRouse by hand: as calls they cost a
	// fifth of the whole.
	t := l.in.funcs.room(&funcChunks)
	t.slot[t.n] = f
	t.n++
	l.in.posted++
	if !l.in.awake {
		l.unlockAndRouseAsleep()
		return nil
	}
	l.in.mu.Unlock()
	return nil
}

// lockCrowded takes mu where many compete and TryLock found it taken. Its holder is
// done in nanoseconds, or has lost the processor: so lockCrowded lets others run and
// tries again. In Lock it would park, and once one has waited there for a
// millisecond, all hand mu over by a goroutine switch each.
func (l *Loop) lockCrowded() {
	const patience = 20
	for range patience {
		runtime.Gosched()
		if l.in.mu.TryLock() {
			return
		}
	}
	l.in.mu.Lock()
}

// unlockAndRouse releases mu after a change that the loop must see.
func (l *Loop) unlockAndRouse() {
	if !l.in.awake {
		l.unlockAndRouseAsleep()
		return
	}
	l.in.mu.Unlock()
}

// put hands n over like Post.
func (l *Loop) put(n node, op string) error {
	if !l.in.mu.TryLock() {
		l.lockCrowded()
	}
	if l.in.gate != 0 {
		return l.unlockAndPass(nil, n, op)
	}
	l.in.pushNode(n)
	l.in.posted++
	if !l.in.awake {
		l.unlockAndRouseAsleep()
		return nil
	}
	l.in.mu.Unlock() // as unlockAndRouse, which would cost a Call 10 instructions
	return nil
}

// unlockAndPass is how a hand-off, a function or a node, passes a gate, or does not.
func (l *Loop) unlockAndPass(f func(), n node, op string) error {
	onLoop, err := l.admitLocked()
	if err != nil {
		l.in.mu.Unlock()
		l.lost(op, err)
		return err
	}
	l.in.posted++
	if l.in.gate&gateObserved != 0 && !onLoop {
		l.in.offered++
		l.in.mu.Unlock()
		l.offer(func() { l.enter(f, n) })
		return nil
	}
	l.in.push(f, n)
	l.unlockAndRouse()
	return nil
}

// admitLocked decides about a hand-off when the gate is up.
func (l *Loop) admitLocked() (onLoop bool, err error) {
	onLoop = l.OnLoop()
	switch {
	case !l.takesLocked():
		return onLoop, ErrClosed
	case l.limit != 0 && !onLoop && l.in.pending() >= l.limit:
		return onLoop, ErrFull
	}
	return onLoop, nil
}

// takesLocked reports whether the loop takes work from the caller: from everybody
// while it is open, and from its own code while it drains.
func (l *Loop) takesLocked() bool {
	return l.life.phase == open || l.life.phase == draining && l.OnLoop()
}

// enter puts an accepted hand-off into the queue, or drops it if the loop was
// closed since.
func (l *Loop) enter(f func(), n node) {
	l.in.mu.Lock()
	l.in.offered--
	if l.life.phase > draining && !isFinal(n) {
		l.in.posted--
		l.in.mu.Unlock()
		l.lost("Post", ErrClosed)
		if n != nil {
			n.drop(new(DroppedError))
		}
		return
	}
	l.in.push(f, n)
	l.unlockAndRouse()
}

// isFinal reports whether n runs although its loop closes.
func isFinal(n node) bool {
	t, ok := n.(*task)
	return ok && t.final
}

// errand queues a node of the loop's own: it is never refused while the loop
// lives. It reports false when the loop is closed.
func (l *Loop) errand(n node) bool {
	l.in.mu.Lock()
	if l.life.phase == closed {
		l.in.mu.Unlock()
		return false
	}
	l.in.pushNode(n)
	l.unlockAndRouse()
	return true
}

// pending is how many accepted hand-offs have not begun. Without a
// limit it is as of the end of the loop's last turn.
func (in *ingress) pending() uint64 { return in.posted - in.began }

// Pending returns how many hand-offs wait in the queue. Unless the loop has a
// bound ([WithMaxPending]), those of the turn that runs now all count. On a closed
// loop none wait: what ends the loop says how many were dropped.
func (l *Loop) Pending() int {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	if l.life.phase == closed {
		return 0
	}
	return int(l.in.pending())
}

// unstarted reports whether the loop has never had a goroutine.
func (in *ingress) unstarted() bool { return in.rousing == nil }
