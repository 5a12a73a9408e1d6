package loopcheck

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// A probe observes one loop: it turns what the loop reports into findings, keeps
// its ledger, and knows what runs on it now.
type probe struct {
	scope   *scope
	name    string
	loop    *loop.Loop // nil if it is a Watch's
	created Stack
	adopted bool // made by T.NewLoop: the harness closes it

	running atomic.Uint64 // Seq of the callback that runs now, 0 for none

	mu      sync.Mutex
	ledger  ledger
	now     activity // what runs, if running says so, or ran last
	timer   *time.Timer
	server  uint64          // the goroutine that serves the loop now
	servers map[uint64]bool // and all that ever did
	used    bool            // something was handed over
	closed  bool
	blamed  map[string]int // how often each callback was looked at for being slow
}

// An activity is a callback that runs.
type activity struct {
	observe.Callback
	began time.Time
}

// A moment names a callback that ran on a loop at some time.
type moment struct {
	probe *probe
	seq   uint64
}

// Begin and End bracket a callback. See [observe.Observer].
func (p *probe) Begin(c observe.Callback) {
	p.mu.Lock()
	p.now = activity{Callback: c}
	if p.scope.bubble.Load() != 0 && p.scope.options.virtual >= 0 {
		p.now.began = time.Now()
		if p.timer == nil {
			p.timer = time.AfterFunc(p.scope.options.virtual, p.late)
		} else {
			p.timer.Reset(p.scope.options.virtual)
		}
	}
	p.mu.Unlock()
	p.running.Store(c.Seq)
	if x := p.scope.scheduler; x != nil {
		x.began(p, c)
	}
}

// End is called when the callback has returned.
func (p *probe) End() {
	p.running.Store(0)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.timer != nil {
		p.timer.Stop()
	}
}

// Admit lets a hand-off in, unless a schedule is being explored.
func (p *probe) Admit(put func()) bool {
	p.mu.Lock()
	p.used = true
	p.mu.Unlock()
	if x := p.scope.scheduler; x != nil {
		return x.admit(p, put)
	}
	return false
}

// Event takes note of what the loop reports.
func (p *probe) Event(e observe.Event) {
	switch e.Kind {
	case observe.WrongGoroutine:
		p.wrongGoroutine(e)
	case observe.SelfWait:
		p.selfWait(e)
	case observe.PostLost:
		p.postLost(e)
	case observe.DoubleRelease:
		p.doubleRelease(e)
	case observe.CallbackPanicked:
		p.panicked(e)
	case observe.TimerDropped:
		p.timerDropped(e)
	case observe.LoopClosed:
		p.loopClosed(e)
	default:
		p.note(e)
	}
}

// note enters an event that is no bug into the ledger.
func (p *probe) note(e observe.Event) {
	closing := p.scope.isClosing()
	p.mu.Lock()
	defer p.mu.Unlock()
	b := &p.ledger
	switch e.Kind {
	case observe.LoopServed:
		p.serve(traceback.Current().ID)
	case observe.FutureCreated, observe.TaskCreated:
		b.futures[e.ID] = &futureEntry{id: e.ID, op: e.Op, created: stack.OfPCs(e.Stack), isTask: e.Kind == observe.TaskCreated}
	case observe.FutureDone:
		b.future(e.ID, func(f *futureEntry) {
			f.done, f.late = true, closing
			if !closing {
				f.err = e.Err
			}
		})
	case observe.FutureGivenUp:
		b.future(e.ID, func(f *futureEntry) { f.givenUp = true })
	case observe.FutureAwaited, observe.FutureDetached:
		b.future(e.ID, func(f *futureEntry) { f.settled = true })
	case observe.HoldTaken:
		p.used = true
		b.holds[e.ID] = &holdEntry{id: e.ID, created: stack.OfPCs(e.Stack)}
	case observe.HoldReleased:
		if h := b.holds[e.ID]; h != nil {
			h.released = true
		}
	case observe.TimerArmed, observe.TickerArmed:
		p.used = true
		b.timers[e.ID] = timerEntry{id: e.ID, once: e.Kind == observe.TimerArmed, delay: e.When, created: stack.OfPCs(e.Stack)}
	case observe.TimerStopped:
		delete(b.timers, e.ID)
	case observe.TimerFired:
		if b.timers[e.ID].once {
			delete(b.timers, e.ID)
		}
	}
}

// serve notes that goroutine id serves the loop. p.mu is held.
func (p *probe) serve(id uint64) {
	if p.servers == nil {
		p.servers = make(map[uint64]bool)
	}
	p.server = id
	p.servers[id] = true
	p.used = true
}

// allows reports whether findings of a reading are not wanted.
func (p *probe) allows(r Reading) bool { return p.scope.options.lenient[r] }

// find adds a finding about this loop.
func (p *probe) find(f Finding) { p.scope.add(p.about(f)) }

// about is a finding with what is known of the loop.
func (p *probe) about(f Finding) Finding {
	f.Loop = p.name
	if f.Created == nil {
		f.Created = p.created
	}
	return f
}

func (p *probe) wrongGoroutine(e observe.Event) {
	msg := fmt.Sprintf("%s is called off the loop, which owns what it touches; hand it over with Post, Call or Submit", e.Op)
	if errors.Is(e.Err, loop.ErrNotTask) {
		msg = fmt.Sprintf("%s waits with a coroutine's context, but not in that coroutine; pass the result back with a future", e.Op)
	}
	p.find(Finding{Kind: WrongGoroutine, Msg: msg, Stack: stack.OfPCs(e.Stack)})
}

func (p *probe) selfWait(e observe.Event) {
	if p.allows(RefusedWait) {
		return
	}
	var d *loop.DeadlockError
	if !errors.As(e.Err, &d) || len(d.Waits) < 2 {
		msg := fmt.Sprintf("%s on the loop would wait for the loop itself; call the function directly, or await in a coroutine", e.Op)
		p.find(Finding{Kind: SelfCall, Msg: msg, Stack: stack.OfPCs(e.Stack)})
		return
	}
	names := make([]string, 0, len(d.Waits)+1)
	var others []Other
	for i, w := range d.Waits {
		names = append(names, w.Who)
		if i > 0 {
			others = append(others, Other{Msg: w.Who + " waits for " + w.On, Stack: stack.OfPCs(w.Stack)})
		}
	}
	names = append(names, d.Waits[0].Who)
	msg := fmt.Sprintf("%s would never return: %s; use Submit and Then on one of them", e.Op, strings.Join(names, " waits for "))
	p.find(Finding{Kind: Deadlock, Msg: msg, Stack: stack.OfPCs(e.Stack), Others: others})
}

func (p *probe) postLost(e observe.Event) {
	if p.scope.isClosing() || p.allows(RefusedPost) {
		return
	}
	msg := fmt.Sprintf("%s after the loop was closed: the hand-off never runs; stop what hands over before the loop, or use Hold", e.Op)
	p.find(Finding{Kind: LostPost, Msg: msg, Stack: stack.OfPCs(e.Stack)})
}

func (p *probe) doubleRelease(e observe.Event) {
	p.mu.Lock()
	var created Stack
	if h := p.ledger.holds[e.ID]; h != nil {
		created = h.created
	}
	p.mu.Unlock()
	p.find(Finding{Kind: DoubleRelease, Msg: "a hold is released again: its function was dropped; release exactly once", Stack: stack.OfPCs(e.Stack), Created: created})
}

func (p *probe) panicked(e observe.Event) {
	if e.Op != "" && p.allows(ReturnedPanic) {
		return
	}
	f := Finding{Kind: PanicInCallback, Msg: "a callback panicked; recover what is expected, and allow it in the test"}
	var pe *loop.PanicError
	if errors.As(e.Err, &pe) {
		f.Msg = fmt.Sprintf("%s panicked: %v", panickingFunc(pe), pe.Value)
		f.Stack = panicStack(pe.Stack)
	}
	p.mu.Lock()
	if made := p.ledger.futures[e.ID]; made != nil {
		f.Created = made.created
	}
	p.mu.Unlock()
	p.find(f)
}

func panickingFunc(pe *loop.PanicError) string {
	if pe.Func == "" {
		return "a callback"
	}
	name, place, _ := strings.Cut(pe.Func, " ")
	return path.Base(name) + " (" + filepath.Base(strings.TrimPrefix(place, "("))
}

// panicStack returns the stack of a panic from what debug.Stack printed.
func panicStack(text []byte) Stack {
	all := traceback.Parse(text)
	if len(all) == 0 {
		return nil
	}
	s := stack.OfGoroutine(all[0])
	for i, f := range s {
		if f.Func == "panic" {
			return stack.User(s[i+1:])
		}
	}
	return stack.User(s)
}

func (p *probe) timerDropped(e observe.Event) {
	p.mu.Lock()
	t := p.ledger.timers[e.ID]
	delete(p.ledger.timers, e.ID)
	p.mu.Unlock()
	if t.once && !p.scope.isClosing() && !p.allows(IdleTimer) {
		p.pendingTimer(t)
	}
}

func (p *probe) pendingTimer(t timerEntry) {
	msg := fmt.Sprintf("the loop ends before a timer of %v: its function never runs; stop the timer, or wait for it", t.delay)
	p.find(Finding{Kind: PendingTimer, Msg: msg, Stack: t.created, Created: t.created})
}

func (p *probe) loopClosed(e observe.Event) {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	var d *loop.DroppedError
	if !errors.As(e.Err, &d) || p.scope.isClosing() {
		return
	}
	if d.Posts > 0 {
		p.find(Finding{Kind: LostPost, Msg: fmt.Sprintf("the loop was closed with %s that had not run; use Close to let them run", count(d.Posts, "hand-off")), Stack: p.created})
	}
	if d.Tasks > 0 {
		p.find(Finding{Kind: LeakedTask, Msg: fmt.Sprintf("the loop was closed with %s that had not ended; use Close to let them end", count(d.Tasks, "coroutine")), Stack: p.created})
	}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// describe names a callback.
func (p *probe) describe(c observe.Callback) string {
	if f := runtime.FuncForPC(c.PC); c.PC != 0 && f != nil {
		file, line := f.FileLine(c.PC)
		return fmt.Sprintf("%s (%s:%d)", strings.TrimSuffix(path.Base(f.Name()), "-fm"), filepath.Base(file), line)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.ledger.futures[c.ID]; e != nil && len(e.created) > 0 {
		return fmt.Sprintf("the coroutine of %s (%s:%d)", path.Base(e.created[0].Func), filepath.Base(e.created[0].File), e.created[0].Line)
	}
	return "a " + c.Kind
}
