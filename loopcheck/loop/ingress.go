package loop

import (
	"runtime"
	"sync"
)

// slots is how many hand-offs a chunk holds: with the allocator's header and its
// own it fills a 2 KB block exactly.
const slots = 253

// A chunk is a piece of the queue. Slots [at,n) are waiting. A nil slot stands
// for the next run of nodes.
type chunk struct {
	next  *chunk
	at, n uint32
	slot  [slots]func()
}

// chunks keeps empty chunks for all loops. They hold no channels, so it may be
// shared among synctest bubbles.
var chunks = sync.Pool{New: func() any { return new(chunk) }}

// A node is a hand-off that carries its own place in the queue: the queue needs
// one slot for a whole run of nodes, and no closure.
type node interface {
	// run performs it; somebody's hand-off, unlike an errand of the loop's own,
	// calls begin first.
	run()
	// drop is called instead of run when the loop closes first.
	drop(*DroppedError)
	link() *node
	// counts reports whether the node is somebody's hand-off, not the loop's own errand.
	counts() bool
}

// A queue is a list of hand-offs in the order of their arrival.
type queue struct {
	head, tail *chunk
	spare      *chunk // an empty chunk at hand
	hasNodes   bool
}

// nodes are the nodes of a queue.
type nodes struct {
	runs []node // the first of each run, one for each nil slot
	at   int    // the next run to perform
	last node   // the last node of the last run
}

func (q *queue) post(f func()) {
	t := q.tail
	if t == nil || t.n == slots {
		t = q.grow()
	}
	t.slot[t.n] = f
	t.n++
}

// node appends n: to the run at the end of the queue, or as a new run.
func (l *Loop) node(n node) {
	q := &l.queue
	if t := q.tail; t != nil && t.slot[t.n-1] == nil {
		*l.nodes.last.link() = n
	} else {
		q.post(nil)
		q.hasNodes = true
		l.nodes.runs = append(l.nodes.runs, n)
	}
	l.nodes.last = n
}

func (q *queue) grow() *chunk {
	c := q.spare
	if c == nil {
		c = chunks.Get().(*chunk)
	} else {
		q.spare = nil
	}
	if q.tail == nil {
		q.head = c
	} else {
		// It is empty, but in the cache of the loop's core: where so much is
		// posted, fetching it in one go spares Post a wait at every eighth slot.
		c.slot = [slots]func(){}
		q.tail.next = c
	}
	q.tail = c
	return c
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
	if !l.mu.TryLock() {
		l.lockSlow()
	}
	if l.gate != 0 {
		return l.postSlow(f)
	}
	// What follows is queue.post and unlockAndWake by hand: as calls they cost a
	// fifth of the whole.
	t := l.queue.tail
	if t == nil || t.n == slots {
		t = l.queue.grow()
	}
	t.slot[t.n] = f
	t.n++
	l.posted++
	if !l.awake {
		l.rouse()
		return nil
	}
	l.mu.Unlock()
	return nil
}

// lockSlow takes mu where many compete and TryLock found it taken. Its holder is
// done in nanoseconds, or has lost the processor: so lockSlow lets others run and
// tries again. In Lock it would park, and once one has waited there for a
// millisecond, all hand mu over by a goroutine switch each.
func (l *Loop) lockSlow() {
	const patience = 20
	for range patience {
		runtime.Gosched()
		if l.mu.TryLock() {
			return
		}
	}
	l.mu.Lock()
}

// unlockAndWake releases mu after a change that the loop must see.
func (l *Loop) unlockAndWake() {
	if !l.awake {
		l.rouse()
		return
	}
	l.mu.Unlock()
}

func (l *Loop) postSlow(f func()) error {
	onLoop, err := l.admit()
	if err != nil {
		l.mu.Unlock()
		l.lost("Post", err)
		return err
	}
	l.posted++
	if l.gate&gateObserved != 0 && !onLoop {
		l.offered++
		l.mu.Unlock()
		l.offer(func() { l.enter(f, nil) })
		return nil
	}
	l.queue.post(f)
	l.unlockAndWake()
	return nil
}

// put hands n over like Post.
func (l *Loop) put(n node, op string) error {
	if !l.mu.TryLock() {
		l.lockSlow()
	}
	if l.gate == 0 {
		l.node(n)
		l.posted++
		l.unlockAndWake()
		return nil
	}
	onLoop, err := l.admit()
	if err != nil {
		l.mu.Unlock()
		l.lost(op, err)
		return err
	}
	l.posted++
	if l.gate&gateObserved != 0 && !onLoop {
		l.offered++
		l.mu.Unlock()
		l.offer(func() { l.enter(nil, n) })
		return nil
	}
	l.node(n)
	l.unlockAndWake()
	return nil
}

// admit decides about a hand-off when the gate is up. mu is held.
func (l *Loop) admit() (onLoop bool, err error) {
	onLoop = l.OnLoop()
	switch {
	case l.phase > draining, l.phase == draining && !onLoop:
		return onLoop, ErrClosed
	case l.limit != 0 && !onLoop && l.pending() >= l.limit:
		return onLoop, ErrFull
	}
	return onLoop, nil
}

// enter puts an accepted hand-off into the queue, or drops it if the loop was
// closed since.
func (l *Loop) enter(f func(), n node) {
	l.mu.Lock()
	l.offered--
	switch {
	case l.phase > draining:
		l.posted--
		l.mu.Unlock()
		l.lost("Post", ErrClosed)
		if n != nil {
			n.drop(new(DroppedError))
		}
		return
	case n != nil:
		l.node(n)
	default:
		l.queue.post(f)
	}
	l.unlockAndWake()
}

// errand queues a node of the loop's own: it is never refused while the loop
// lives. It reports false when the loop is closed.
func (l *Loop) errand(n node) bool {
	l.mu.Lock()
	if l.phase == closed {
		l.mu.Unlock()
		return false
	}
	l.node(n)
	l.unlockAndWake()
	return true
}

// pending is how many accepted hand-offs have not begun. mu is held. Without a
// limit it is as of the end of the loop's last turn.
func (l *Loop) pending() uint64 { return l.posted - l.began }

// Pending returns how many hand-offs wait in the queue. Unless the loop has a
// bound ([WithMaxPending]), those of the turn that runs now all count.
func (l *Loop) Pending() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return int(l.pending())
}
