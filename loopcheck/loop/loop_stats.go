package loop

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"runtime/trace"
	"slices"
	"sync"
	"time"
)

// WithStats makes the loop count and time what it runs, for [Loop.Snapshot], and, while
// an execution trace is taken (package runtime/trace), makes each callback a region
// and each coroutine a task of it. It costs some hundred nanoseconds a callback;
// without it nothing is kept.
func WithStats() Option { return func(l *Loop) { l.meter = newMeter(l) } }

// A Snapshot is what a loop is at, at one moment. It can be published as it is:
//
//	expvar.Publish("ui", expvar.Func(func() any { return l.Snapshot() }))
type Snapshot struct {
	Loop    string
	State   string // "unused", "open", "draining", "killing" or "closed"
	Pending int    // hand-offs in the queue: see [Loop.Pending]
	Timers  int    // armed, Sleeps included
	Outside int    // holds, and offloaded functions, that have not come back
	Stats   *Stats `json:",omitempty"` // nil without [WithStats]
}

// Stats are the part of a [Snapshot] that [WithStats] is for.
type Stats struct {
	Ran     uint64        // callbacks, and turns of coroutines
	Busy    time.Duration // how long they took, together
	Lag     time.Duration // what is pending has waited for at most so long
	Running *Running      `json:",omitempty"` // what runs now, nil if nothing does
	Longest *Running      `json:",omitempty"` // what has taken longest so far

	Coroutines int       // that were started and have not ended
	Waiting    []Waiting `json:",omitempty"` // those that wait, the longest first, at most a hundred
}

// A Running is a callback, or one turn of a coroutine.
type Running struct {
	Kind  string // "post", "submit", "call", "timer", "then" or "task"
	Func  string // the function, with its place in the source
	For   time.Duration
	Stack string `json:",omitempty"` // as a Snapshot saw it, if that found it running for 100 ms
}

// A Waiting is a coroutine that waits.
type Waiting struct {
	Func string // as the coroutine was started
	In   string // the call that waits: "Await", "Sleep", "Queue.Get", …
	On   string `json:",omitempty"` // the loop that it waits for, if it is known
	For  time.Duration
}

// mostWaiting is how many coroutines a snapshot lists.
const mostWaiting = 100

// Snapshot returns what the loop is at. With [WithStats] it looks where a callback is that
// has run for 100 ms, which stops the program for a moment. It waits neither for the loop nor for anybody
// else, so it says what a loop that is stuck is stuck in.
func (l *Loop) Snapshot() Snapshot {
	s := Snapshot{Loop: l.name, Timers: l.timers.count(), Pending: l.Pending()}
	l.in.mu.Lock()
	s.State, s.Outside = l.stateLocked(), l.life.holds
	l.in.mu.Unlock()
	if l.meter != nil {
		s.Stats = l.meter.stats(s.Pending)
	}
	return s
}

// stateLocked names how far the loop's life has got.
func (l *Loop) stateLocked() string {
	if l.life.phase == open && l.in.unstarted() {
		return "unused"
	}
	return [...]string{open: "open", draining: "draining", killing: "killing", closed: "closed"}[l.life.phase]
}

func (ts *timers) count() int {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return len(ts.heap)
}

// A meter counts and times what a loop runs. Its lock is held for moments.
type meter struct {
	loop *Loop

	mu      sync.Mutex
	ran     uint64
	busy    time.Duration
	turn    time.Time // when the present turn began
	now     span      // its kind is "" when nothing runs
	longest span
	tasks   map[*task]*metered

	region *trace.Region // of what runs; by the loop's goroutine only

	goroutine string // the loop's own, as stacks name it
}

// A span is something that takes time.
type span struct {
	kind  string
	pc    uintptr
	began time.Time
	took  time.Duration
	co    *coroutine // nil if the loop's own goroutine runs it
	stack string     // where a snapshot found it
}

// A metered is a coroutine that has not ended.
type metered struct {
	pc    uintptr
	in    string // the call that waits, "" for none
	since time.Time
	ctx   context.Context // of its trace task
	trace *trace.Task     // nil for none
}

func newMeter(l *Loop) *meter { return &meter{loop: l, tasks: make(map[*task]*metered)} }

// started notes a coroutine that performs fn.
func (m *meter) started(t *task, fn any) {
	c := &metered{pc: entry(fn), ctx: context.Background()}
	if trace.IsEnabled() {
		c.ctx, c.trace = trace.NewTask(context.Background(), m.loop.name+": "+funcName(c.pc))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tasks[t] = c
}

// ended forgets a coroutine.
func (m *meter) ended(t *task) {
	m.mu.Lock()
	c := m.tasks[t]
	delete(m.tasks, t)
	m.mu.Unlock()
	if c != nil && c.trace != nil {
		c.trace.End()
	}
}

// waits notes that a coroutine waits in the call named in, or, if that is "", no more.
func (m *meter) waits(t *task, in string) {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if c := m.tasks[t]; c != nil {
		c.in, c.since = in, now
	}
}

// turns notes that a turn begins.
func (m *meter) turns() {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn = now
}

// begin notes that fn begins to run: a function, or a task that goes on.
func (m *meter) begin(kind string, fn any) {
	s := span{kind: kind, pc: entry(fn)}
	ctx := context.Background()
	m.mu.Lock()
	if t, ok := fn.(*task); ok {
		if c := m.tasks[t]; c != nil {
			s.pc, ctx, s.co = c.pc, c.ctx, t.co
		}
	}
	s.began = time.Now()
	m.now = s
	m.mu.Unlock()
	if trace.IsEnabled() {
		m.region = trace.StartRegion(ctx, m.loop.name+": "+kind)
	}
}

// end notes that what ran has ended, if anything did.
func (m *meter) end() {
	if m.region != nil {
		m.region.End()
		m.region = nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.now
	if s.kind == "" {
		return
	}
	m.now = span{}
	s.took = time.Since(s.began)
	m.ran++
	m.busy += s.took
	if s.took > m.longest.took {
		m.longest = s
	}
}

func (m *meter) stats(pending int) *Stats {
	m.look()
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	s := &Stats{Ran: m.ran, Busy: m.busy, Coroutines: len(m.tasks)}
	if m.longest.kind != "" {
		s.Longest = m.longest.running(m.longest.took)
	}
	if m.now.kind != "" {
		s.Running = m.now.running(now.Sub(m.now.began))
	}
	if pending > 0 && !m.turn.IsZero() {
		s.Lag = now.Sub(m.turn)
	}
	s.Waiting = m.waitingLocked(now)
	return s
}

// waitingLocked lists the coroutines that wait, those that do so longest.
func (m *meter) waitingLocked(now time.Time) (all []Waiting) {
	for t, c := range m.tasks {
		if c.in != "" {
			all = append(all, Waiting{Func: funcName(c.pc), In: c.in, On: t.waitsOn(), For: now.Sub(c.since)})
		}
	}
	slices.SortFunc(all, func(a, b Waiting) int {
		return cmp.Or(-cmp.Compare(a.For, b.For), cmp.Compare(a.Func, b.Func), cmp.Compare(a.In, b.In))
	})
	return all[:min(len(all), mostWaiting)]
}

// waitsOn names the loop that the task waits for, or returns "".
func (t *task) waitsOn() string {
	if w := t.waits.Load(); w != nil {
		return w.on
	}
	if f := t.awaiting.Load(); f != nil && !f.isDone() {
		return f.loop.name
	}
	return ""
}

func (s span) running(took time.Duration) *Running {
	return &Running{Kind: s.kind, Func: funcName(s.pc), For: took, Stack: s.stack}
}

// funcName names the function whose entry pc is: "store.(*DB).load (db.go:31)".
func funcName(pc uintptr) string {
	f := runtime.FuncForPC(pc)
	if f == nil {
		return "unknown"
	}
	file, line := f.FileLine(pc)
	return fmt.Sprintf("%s (%s:%d)", path.Base(f.Name()), filepath.Base(file), line)
}
