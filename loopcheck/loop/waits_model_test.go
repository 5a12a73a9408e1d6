package loop

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A waitModel is a random program of waits. One order is given at a time, to an
// agent that has nothing to do; when all is quiet again it has been refused, or
// not, as the oracle said.
type waitModel struct {
	t       *testing.T
	r       *rand.Rand
	loops   []*Loop
	mutexes []*Mutex // of loop i%len(loops)
	pool    *Pool
	agents  []*agent
	log     []string
	mu      sync.Mutex
}

const poolOfModel = 2

// TestWaitModel compares random programs of waits with the oracle.
// LOOP_WAIT_PROGRAMS sets how many, LOOP_WAIT_SEED where they start.
func TestWaitModel(t *testing.T) {
	seed := uint64(number("LOOP_WAIT_SEED", 1))
	for range number("LOOP_WAIT_PROGRAMS", 400) {
		synctest.Test(t, func(t *testing.T) { runWaits(t, seed) })
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
		seed++
	}
}

func runWaits(t *testing.T, seed uint64) {
	m := &waitModel{t: t, r: rand.New(rand.NewPCG(seed, 7)), pool: NewPool(poolOfModel)}
	for range 2 + m.r.IntN(2) {
		l := New(WithName(fmt.Sprint("loop", len(m.loops))), WithExecutor(m.pool), WithErrorHandler(func(error) {}))
		on(t, l, func() {})
		m.loops = append(m.loops, l)
	}
	for i := range 2 * len(m.loops) {
		m.mutexes = append(m.mutexes, NewMutex(m.loops[i%len(m.loops)]))
	}
	for range 3 {
		m.start(coroutineAgent)
	}
	for range 10 + m.r.IntN(30) {
		m.step()
		if t.Failed() {
			break
		}
	}
	if !t.Failed() {
		m.wind()
	}
	if t.Failed() {
		t.Logf("program:\n%s", strings.Join(m.log, "\n"))
		m.loops = nil // what hangs would hang the end as well
		t.FailNow()
	}
	for _, l := range m.loops {
		l.Kill()
	}
	m.pool.Close()
}

// step starts an agent, gives an order, or cancels.
func (m *waitModel) step() {
	live := 0
	for _, a := range m.agents {
		if !a.isDone() {
			live++
		}
	}
	switch n := m.r.IntN(20); {
	case live < 8 && n < 5:
		m.start(coroutineAgent)
	case live < 8 && n < 6:
		m.start(callbackAgent)
	case live < 8 && n < 7:
		m.start(jobAgent)
	case n == 7:
		if a := m.agents[m.r.IntN(len(m.agents))]; !a.inGroup {
			m.note("cancel %d", a.n)
			a.fut.Cancel(nil)
			m.settle()
		}
	default:
		if ready := m.ready(); len(ready) > 0 {
			a := ready[m.r.IntN(len(ready))]
			m.command(a, m.think(a))
		}
	}
}

func (m *waitModel) note(format string, args ...any) {
	m.log = append(m.log, fmt.Sprintf(format, args...))
}

// settle waits until nothing moves, and hears who has begun.
func (m *waitModel) settle() { synctest.Wait() }

// start makes an agent on an open loop.
func (m *waitModel) start(kind agentKind) {
	var open []int
	for i, l := range m.loops {
		if l.isOpen() {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return
	}
	a := m.newAgent(kind, open[m.r.IntN(len(open))])
	m.note("%d: start, kind %d, on loop %d", a.n, kind, a.home)
	l := m.loops[a.home]
	switch kind {
	case coroutineAgent:
		a.fut = Go(l, a.runTask(m))
	case callbackAgent:
		a.fut = Submit(l, func() (int, error) { return a.run(bg, m) })
	case jobAgent:
		a.fut = Offload(l, nil, func(ctx context.Context) (int, error) { return a.run(ctx, m) })
	}
	m.settle()
}

func (m *waitModel) newAgent(kind agentKind, home int) *agent {
	a := &agent{n: len(m.agents), kind: kind, home: home, orders: make(chan order, 1), ctx: bg}
	a.queue = NewQueue[order](m.loops[home], 1)
	m.agents = append(m.agents, a)
	return a
}

// ready returns the agents that wait for an order and can get it.
func (m *waitModel) ready() (ready []*agent) {
	o := &oracle{m: m}
	for _, a := range m.agents {
		if a.isDone() || !a.begun || a.doing != nil {
			continue
		}
		if c := o.occupant(a.home); a.kind != coroutineAgent || c == nil {
			ready = append(ready, a)
		}
	}
	return ready
}

// think makes an order that a can carry out.
func (m *waitModel) think(a *agent) order {
	w := order{do: deed(m.r.IntN(int(doFinish) + 1)), how: patience(m.r.IntN(3)), loop: m.r.IntN(len(m.loops)), called: new(atomic.Bool)}
	for range 1 + m.r.IntN(3) {
		b := m.agents[m.r.IntN(len(m.agents))]
		if !b.inGroup && (a.kind != callbackAgent || b.home != a.home) {
			w.others = append(w.others, b)
		}
	}
	w.mutex = a.home + len(m.loops)*m.r.IntN(2)
	w.fails = m.r.IntN(3) == 0
	inLoop := a.kind != jobAgent
	inTask := a.kind == coroutineAgent
	mine := slices.Contains(a.holds, w.mutex)
	switch {
	case w.do <= doFirst && len(w.others) == 0,
		(w.do == doCall || w.do == doShutdown || w.do == doKill) && inLoop && w.loop == a.home,
		(w.do == doShutdown || w.do == doKill) && m.r.IntN(3) > 0,
		(w.do == doLock || w.do == doUnlock || w.do == doGroup) && !inTask,
		w.do == doLock && mine, w.do == doUnlock && !mine,
		w.do == doFinish && m.r.IntN(2) > 0:
		return m.think(a)
	case w.do == doAwait:
		w.others = w.others[:1]
	case w.do == doKill:
		w.how = deaf
	case w.do == doGroup:
		w.how = own // a context that shields its children cannot be told from one that does not
	}
	return w
}

// command gives a an order, and compares what becomes of it with the oracle.
func (m *waitModel) command(a *agent, w order) {
	var others []int
	for _, b := range w.others {
		others = append(others, b.n)
	}
	m.note("%d: deed %d of %v, loop %d, mutex %d, patience %d", a.n, w.do, others, w.loop, w.mutex, w.how)
	refused := false
	if w.do < doFinish && w.do != doUnlock && w.do != doGroup {
		a.doing = &w
		refused = m.refuses(a) && !m.isAtOnce(a, w)
		a.doing = nil
	}
	a.result = nil
	if a.kind == coroutineAgent {
		m.loops[a.home].errand(postedFunc(func() { a.queue.TryPut(w) }))
	} else {
		a.orders <- w
	}
	m.settle()
	if got := errors.Is(a.result, ErrDeadlock); got != refused {
		m.t.Errorf("agent %d, deed %d: refused %v (%v), and the oracle says %v", a.n, w.do, got, a.result, refused)
	}
	if a.result != nil {
		m.note("   %v", a.result)
	}
}

// A postedFunc reaches a loop that drains as well.
type postedFunc func()

func (f postedFunc) run()               { f() }
func (f postedFunc) drop(*DroppedError) { f() }
func (f postedFunc) counts() bool       { return false }

// isAtOnce reports whether a's wait is over before it begins.
func (m *waitModel) isAtOnce(a *agent, w order) bool {
	if (w.how == own || w.how == timed && a.kind == jobAgent) && a.ctx.Err() != nil {
		return true
	}
	return w.do == doCall && !m.loops[w.loop].isOpen()
}

// wind lets all agents end, one after the other, as they come to it.
func (m *waitModel) wind() {
	for range 10 {
		for {
			ready := m.ready()
			if len(ready) == 0 {
				break
			}
			m.command(ready[0], order{do: doFinish})
		}
		m.mu.Lock() // what was read here comes before what agents then write
		m.mu.Unlock()
		time.Sleep(2 * time.Hour) // waits with a deadline end
		m.settle()
	}
	for _, a := range m.agents {
		if !a.isDone() {
			m.t.Errorf("agent %d never ends", a.n)
		}
	}
}
