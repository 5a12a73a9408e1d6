package loop

import (
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
