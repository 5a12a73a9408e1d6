package loopcheck

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing/synctest"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
)

// A scheduler runs one schedule: it keeps all hand-offs, and when every goroutine
// of the bubble waits it lets one in. So one thing happens at a time, and the
// chooser alone decides which.
type scheduler struct {
	scope  *scope
	choose func(ready []string) int

	mu      sync.Mutex
	queues  map[string][]handoff // by source; the oldest first
	names   map[uint64]string    // of goroutines that have handed over
	sites   map[string]int       // how many such goroutines a go statement made
	waiters map[string][]chan struct{}
	stopped bool
	trace   trace

	kick chan struct{} // there may be something to do
	gone chan struct{}
}

// A handoff is what one source hands over.
type handoff struct {
	what string // in words
	put  func()
}

func newScheduler(c Chooser, seed uint64) *scheduler {
	return &scheduler{
		choose:  c.schedule(rand.New(rand.NewPCG(seed, 0))),
		queues:  make(map[string][]handoff),
		names:   make(map[uint64]string),
		sites:   make(map[string]int),
		waiters: make(map[string][]chan struct{}),
	}
}

// begin starts the scheduler in the bubble. It is called on the test's goroutine.
func (x *scheduler) begin(s *scope) {
	x.scope = s
	s.scheduler = x
	x.names[s.body.Load()] = "main"
	x.kick = make(chan struct{}, 1)
	x.gone = make(chan struct{})
	go x.run()
}

// run is the only caller of synctest.Wait in the bubble.
func (x *scheduler) run() {
	defer close(x.gone)
	for {
		synctest.Wait()
		x.mu.Lock()
		x.trace.endStep()
		h, ok := x.next()
		var idle chan struct{}
		if !ok {
			idle = x.nextWaiter()
		}
		stopped := x.stopped
		x.mu.Unlock()
		switch {
		case ok:
			h.put()
		case idle != nil:
			close(idle)
		case stopped:
			return
		default:
			<-x.kick // meanwhile time passes
		}
	}
}

// next takes the hand-off that the chooser picks. x.mu is held.
func (x *scheduler) next() (handoff, bool) {
	ready := slices.Sorted(maps.Keys(x.queues))
	if len(ready) == 0 {
		return handoff{}, false
	}
	name := ready[x.choose(ready)]
	h := x.queues[name][0]
	if x.queues[name] = x.queues[name][1:]; len(x.queues[name]) == 0 {
		delete(x.queues, name)
	}
	x.trace.beginStep(name, h.what)
	return h, true
}

// nextWaiter takes a T.Wait that may return, because nothing is to be done. x.mu is
// held.
func (x *scheduler) nextWaiter() chan struct{} {
	if len(x.waiters) == 0 {
		return nil
	}
	name := slices.Min(slices.Collect(maps.Keys(x.waiters)))
	first := x.waiters[name][0]
	if x.waiters[name] = x.waiters[name][1:]; len(x.waiters[name]) == 0 {
		delete(x.waiters, name)
	}
	return first
}

// admit keeps a hand-off to p's loop, until it is that hand-off's turn.
func (x *scheduler) admit(p *probe, put func()) bool {
	what := "hands over to " + p.name
	if site := stack.Callers(); len(site) > 0 && stack.IsUser(site[0]) {
		what += " at " + filepath.Base(site[0].File) + ":" + strconv.Itoa(site[0].Line)
	}
	return x.offer(x.caller(), handoff{what, put})
}

// offer queues a hand-off, unless the schedule is over.
func (x *scheduler) offer(name string, h handoff) bool {
	x.mu.Lock()
	if x.stopped {
		x.mu.Unlock()
		return false
	}
	x.queues[name] = append(x.queues[name], h)
	x.mu.Unlock()
	x.poke()
	return true
}

func (x *scheduler) poke() {
	select {
	case x.kick <- struct{}{}:
	default:
	}
}

// caller names the calling goroutine.
func (x *scheduler) caller() string {
	id := traceback.Current().ID
	x.mu.Lock()
	name, ok := x.names[id]
	x.mu.Unlock()
	if ok {
		return name
	}
	name = x.sourceOf(traceback.CurrentFull())
	x.mu.Lock()
	defer x.mu.Unlock()
	x.names[id] = name
	return name
}

// sourceOf names a goroutine: by its T.Go, by its loop, or by the go statement
// that made it and a number. Goroutine numbers differ from run to run.
func (x *scheduler) sourceOf(g traceback.Goroutine) string {
	x.scope.mu.Lock()
	src, ok := x.scope.sources[g.ID]
	x.scope.mu.Unlock()
	if ok {
		return src.name
	}
	for _, p := range x.scope.observed() {
		if p.isServedBy(g) {
			return "loop " + p.name
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	site := fmt.Sprintf("%s (%s:%d)", path.Base(g.Created.Func), filepath.Base(g.Created.File), g.Created.Line)
	x.sites[site]++
	return fmt.Sprintf("%s #%d", site, x.sites[site])
}

// isServedBy reports whether g is the loop's goroutine or a coroutine of it.
func (p *probe) isServedBy(g traceback.Goroutine) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.servers[g.ID] || isCoroutine(g) && p.servers[g.Creator]
}

// start makes the start of a T.Go goroutine a hand-off of its own. The goroutine
// calls what start returns before anything else. Without a schedule it starts at
// once.
func (x *scheduler) start(name string) (begin func()) {
	if x == nil {
		return func() {}
	}
	gate := make(chan struct{})
	if !x.offer(name, handoff{"starts", func() { close(gate) }}) {
		return func() {}
	}
	return func() { <-gate }
}

// wait waits until nothing is left to be handed over.
func (x *scheduler) wait() {
	name := x.caller()
	idle := make(chan struct{})
	x.mu.Lock()
	if x.stopped {
		x.mu.Unlock()
		<-x.gone
		synctest.Wait()
		return
	}
	x.waiters[name] = append(x.waiters[name], idle)
	x.mu.Unlock()
	x.poke()
	<-idle
}

// stop ends the schedule: from now on hand-offs go straight to their loops.
func (x *scheduler) stop() {
	x.mu.Lock()
	x.stopped = true
	x.mu.Unlock()
	x.poke()
	<-x.gone
}

// began notes, for the trace, which callback runs.
func (x *scheduler) began(p *probe, c observe.Callback) {
	what := p.describe(c)
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.stopped {
		x.trace.ran(p.name, c.Kind, what)
	}
}
