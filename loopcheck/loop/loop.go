package loop

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"runtime/pprof"
	"sync"
	"sync/atomic"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// A Loop owns state: at any moment at most one goroutine, the loop's own or a
// coroutine that it resumed, runs what was handed to it. Make one with [New].
//
// A loop lives once. It starts at its first post, or in [Loop.Run]; it then keeps
// one goroutine, which sleeps while there is nothing to do, until [Loop.Close],
// [Loop.Shutdown] or [Loop.Kill]. A loop that was never used has no goroutine and needs no
// closing. All methods may be called from any goroutine.
type Loop struct {
	// Ingress. mu guards slots and states for nanoseconds: nobody ever parks
	// or calls out with it held. What Post touches comes first: where many post
	// it travels from core to core, as one cache line.
	mu      sync.Mutex
	funcs   list[func()] // nil stands for a run of nodes
	posted  uint64       // hand-offs accepted
	awake   bool         // false: who wants the loop to look at what mu guards must rouse it
	claimed bool         // a Run holds the loop
	gate    gate
	phase   phase
	_       cacheLine

	nodes    list[node]
	runs     []uint32         // how long each run of nodes is
	began    uint64           // hand-offs begun, as the loop last said
	alone    bool             // the loop runs coroutines and sees to attention only; it alone sets this
	holds    int              // Hold and Offload: work outside that will come back
	offered  int              // accepted hand-offs that an observer keeps
	values   int              // those that bridges have taken
	leases   []*lease         // what must be left before the loop ends, the last first
	untold   bool             // there may be offloaded work that knows of no end of the loop
	limit    uint64           // WithMaxPending, 0 for none
	room     row[*roomWaiter] // blocked in PostWait
	handover chan bool        // Run waits here for the loop's goroutine to leave
	pinned   bool             // a locked thread serves the loop, or will take it over
	done     chan struct{}    // made on request
	bells    []*bell          // rung at the end
	outcome  error            // why the end was not a good one, once closed

	attention atomic.Uint32 // what the running loop must look at between callbacks
	wake      chan struct{} // made when the loop starts, in its bubble

	// Timers.
	timers timers

	// Futures.
	waits   sync.Mutex           // guards the listeners of this loop's futures
	outside map[*future]outsider // open promises and offloaded work; guarded by mu
	parkers sync.Pool
	calls   callPools

	// Who runs it.
	ownerID atomicGID // its goroutine
	coroID  atomicGID // the coroutine that ran last
	actor   actor     // of its goroutine
	waiting waitingList
	needed  atomic.Bool // somebody may wait for each of its coroutines
	place   place

	// The rest belongs to the goroutine that serves the loop.
	taken      *chunk[func()] // this turn's work
	takenNodes *chunk[node]
	takenRuns  []uint32
	runAt      int
	run        uint32         // how many nodes of the current run are left
	empty      *chunk[func()] // goes back as spare
	emptyNodes *chunk[node]
	ran        uint64
	crowd      int        // how often it met posters at the lock of late
	readyHead  *coroutine // coroutines that go on in this turn
	readyTail  *coroutine
	panicked   *PanicError
	handling   bool // the panic handler runs
	inTimers   bool // timers run, or one of them has ended their turn
	killed     bool // awaits are refused
	cut        int  // coroutines that ran when the loop was killed
	cancelled  bool // the tasks have been told
	current    *coroutine
	idleCoros  []*coroutine
	tasks      []*task // those that have begun
	dropped    DroppedError
	received   int // of values
	exitErrors []error

	// Settings.
	name         string
	labelled     bool
	locked       bool
	assert       bool
	watched      bool // has a bound, a meter or an observer: the longer path
	heard        bool // has a meter or an observer
	panicHandler func(*PanicError)
	errorHandler func(error)
	logged       failureLog // without one
	executor     Executor
	pool         *Pool // the loop's own, made on first use; guarded by mu
	clock        Clock
	observer     observe.Observer
	meter        *meter // WithStats, nil for none
	ids          atomic.Uint64
	seq          uint64
}

// A phase is how far a loop's life has got. It only moves forward.
type phase uint8

const (
	open     phase = iota
	draining       // Close, Shutdown: no new work, the old is finished
	killing        // Kill: the rest is dropped
	closed
)

// A cacheLine keeps its neighbours on different ones.
type cacheLine [64]byte

// New makes a loop. It starts no goroutine.
func New(opts ...Option) *Loop {
	l := &Loop{name: "loop"}
	for _, o := range opts {
		o(l)
	}
	l.pinned = l.locked
	l.place.loop = l
	l.timers.init(l)
	l.observe()
	l.heard = l.observer != nil || l.meter != nil
	l.watched = l.limit != 0 || l.heard
	return l
}

// Name returns the name that [WithName] gave the loop, or "loop".
func (l *Loop) Name() string { return l.name }

// rouse makes a loop look that is not awake: it sleeps, has not started, or runs
// coroutines alone. mu is held, and released.
func (l *Loop) rouse() {
	l.awake = true
	if l.alone {
		l.attention.Or(called)
		l.mu.Unlock()
		return
	}
	started := l.wake != nil
	if !started {
		l.wake = make(chan struct{}, 1)
	}
	l.mu.Unlock()
	switch {
	case started:
		l.wake <- struct{}{}
	case l.place.loop == nil:
		panic("loop: a Loop must be made with New")
	default:
		go l.start()
	}
}

func (l *Loop) start() {
	if l.locked {
		runtime.LockOSThread() // never unlocked: the thread ends with the loop
	}
	if l.labelled {
		pprof.SetGoroutineLabels(pprof.WithLabels(context.Background(), pprof.Labels("loop", l.name)))
	}
	l.serve()
}

// Run runs the loop on the calling goroutine until the loop is closed, and
// returns nil, or until ctx ends: then it ends the loop as [Loop.Kill] does, which
// waits for the callback that runs, and returns ctx's error, joined with a *DroppedError if something was dropped.
// If posts have started the loop already, Run takes it over from its goroutine.
//
// It returns ErrRunning if another Run is at it, ErrClosed if the loop is closing,
// and an error that is ErrOnLoop when it is called on a loop: loops do not nest. If
// the caller's thread is locked (runtime.LockOSThread), or the loop's is
// ([WithLockedThread]), coroutines that wait already cannot move there: Run returns
// ErrThread at once, and the loop goes on as it did. Call Run before the first
// coroutine begins. A panic that no
// handler takes closes the loop and reaches Run's caller. If a callback calls
// runtime.Goexit, Run's goroutine ends and the loop goes on by itself, until it is
// closed or ctx ends.
func (l *Loop) Run(ctx context.Context) error {
	if p := here(self()); p != nil {
		return p.loop.selfWait("Run")
	}
	if err := l.claim(); err != nil {
		return err
	}
	if l.locked {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
	}
	stop := context.AfterFunc(ctx, func() { l.ask(killing) })
	if l.labelled {
		defer pprof.SetGoroutineLabels(ctx)
		pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("loop", l.name)))
	}
	l.serve()
	stop() // not if Goexit ends this goroutine: ctx still ends the loop
	if err := ctx.Err(); err != nil {
		return errors.Join(waitError(err, context.Cause(ctx)), l.result())
	}
	return nil
}

// claim makes the calling goroutine the one that may serve the loop.
func (l *Loop) claim() error {
	l.mu.Lock()
	started := !l.unstarted()
	switch {
	case l.phase != open:
		l.mu.Unlock()
		return ErrClosed
	case l.claimed:
		l.mu.Unlock()
		return ErrRunning
	}
	l.claimed = true
	if !started {
		l.wake = make(chan struct{}, 1)
		l.awake = true
		l.pinned = l.locked || onLockedThread()
		l.mu.Unlock()
		return nil
	}
	gone := make(chan bool, 1)
	l.handover, l.pinned = gone, l.locked || onLockedThread()
	l.unlockAndWake()
	if !<-gone {
		return ErrThread
	}
	return nil
}

// onLockedThread reports whether the calling goroutine is locked to its thread. Only
// the header of its stack trace says so.
func onLockedThread() bool {
	var buf [128]byte
	header, _, _ := bytes.Cut(buf[:runtime.Stack(buf[:], false)], []byte("\n"))
	return bytes.Contains(header, []byte("locked to thread"))
}

// unstarted reports whether the loop has never had a goroutine. mu is held.
func (l *Loop) unstarted() bool { return l.wake == nil }

// Done returns a channel that is closed when the loop has ended.
func (l *Loop) Done() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done == nil {
		l.done = make(chan struct{})
	}
	return l.done
}

var closedChan = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()
