package loopcheck

import (
	"fmt"
	"sync"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
)

// A watchdog finds callbacks that are slow in real time. It runs outside all
// bubbles while there is anything to watch: it looks now and then which callback
// runs on each loop, and one that it sees for too long is slow. Time in which the
// watchdog itself was held up does not count: then a garbage collection, a
// debugger or a busy machine stopped everybody.
//
// It is a timer, which has a goroutine only while it looks: one that stayed would
// be a leak to a test that uses goleak itself.
type watchdog struct {
	mu    sync.Mutex
	users int
	life  *lookout // nil while there is nothing to watch
}

// A lookout is one life of the watchdog: what it has seen so far.
type lookout struct {
	w     *watchdog
	last  time.Time // when it looked last
	seen  map[*probe]*sighting
	timer *time.Timer
}

func newLookout(w *watchdog, now time.Time) *lookout {
	return &lookout{w: w, last: now, seen: make(map[*probe]*sighting)}
}

// A sighting is a callback that the watchdog saw run more than once.
type sighting struct {
	seq       uint64
	lasted    time.Duration // how long, as far as it counts
	suspected bool
}

// theWatchdog is the program's: there is one, because a look stops the world.
var theWatchdog watchdog

// The bounds of how often the watchdog looks: a quarter of the shortest budget.
const (
	minTick = time.Millisecond
	maxTick = 25 * time.Millisecond
)

// A share keeps the watchdog running.
type share struct{ w *watchdog }

// attend starts the watchdog if need be. It must be called outside bubbles.
func (w *watchdog) attend() share {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.users++
	if w.users == 1 {
		w.life = newLookout(w, time.Now())
		w.arm(w.life, tick(scopes.all()))
	}
	return share{w}
}

// arm starts the watchdog's timer. Inlined, it would rename the timer's function.
//
//go:noinline
func (w *watchdog) arm(o *lookout, after time.Duration) {
	o.timer = time.AfterFunc(after, func() { o.wake() })
}

// leave stops the watchdog when nobody needs it any more.
func (s share) leave() {
	w := s.w
	w.mu.Lock()
	defer w.mu.Unlock()
	w.users--
	if w.users == 0 {
		w.life.timer.Stop()
		w.life = nil
	}
}

// watchdogFunc is on the stack of the watchdog's goroutine from its first moment on:
// a leak that is found while that looks must not have it for company.
const watchdogFunc = stack.Harness + ".(*watchdog).arm.func1"

// wake looks once, and sees that it is called again.
func (o *lookout) wake() {
	all := scopes.all()
	o.look(all, time.Now(), tick(all))
	w := o.w
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.life == o {
		o.timer.Reset(tick(all))
	}
}

// tick is how often to look.
func tick(all []*scope) time.Duration {
	shortest := 4 * maxTick
	for _, s := range all {
		if s.options.real > 0 {
			shortest = min(shortest, s.options.real)
		}
	}
	return max(shortest/4, minTick)
}

// look looks at every loop once.
func (o *lookout) look(all []*scope, now time.Time, tick time.Duration) {
	passed := now.Sub(o.last)
	o.last = now
	if passed > 2*tick {
		passed = 0 // the watchdog was held up, and so may the callbacks have been
	}
	alive := make(map[*probe]bool)
	for _, s := range all {
		for _, p := range s.observed() {
			alive[p] = true
			o.lookAt(p, passed)
		}
	}
	for p := range o.seen {
		if !alive[p] {
			delete(o.seen, p)
		}
	}
}

func (o *lookout) lookAt(p *probe, passed time.Duration) {
	seq := p.running.Load()
	budget := p.scope.options.real
	if seq == 0 || budget < 0 {
		delete(o.seen, p)
		return
	}
	s := o.seen[p]
	if s == nil || s.seq != seq {
		o.seen[p] = &sighting{seq: seq}
		return
	}
	s.lasted += passed
	switch {
	case s.lasted < budget:
	case !s.suspected:
		s.suspected = true // once more, to be sure
	default:
		p.mu.Lock()
		now := p.now
		p.mu.Unlock()
		if now.Seq == seq {
			p.blame(now, fmt.Sprintf("has run for more than %v", budget))
		}
		s.lasted, s.suspected = 0, false
	}
}
