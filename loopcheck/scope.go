package loopcheck

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// A scope is what one test, or the rest of the program, is watched as: its loops
// and what was found. Its lock is held for moments only and never across a wait,
// so that bubbles and the watchdog outside may share it.
type scope struct {
	options *options
	tell    func(Finding) // is told of each finding at once, on any goroutine; may be nil
	bubble  atomic.Uint64 // the synctest bubble it lives in, 0 for none
	body    atomic.Uint64 // the goroutine of the test's own function

	ofAllTests bool // VerifyTestMain's: what is left may be any test's

	mu        sync.Mutex
	probes    []*probe
	found     []found
	sources   map[uint64]source // the goroutines that T.Go started
	closing   bool              // the harness closes the loops that are left
	over      bool              // what comes now comes too late
	scheduler *scheduler        // of Explore
}

// A source is a goroutine that T.Go started.
type source struct {
	name    string
	created Stack
}

// A found is a finding, and the callback that it is about.
type found struct {
	Finding
	at moment
}

// add notes a finding.
func (s *scope) add(f Finding) { s.note(f, moment{}) }

// note notes a finding about a callback.
func (s *scope) note(f Finding, at moment) {
	if s.isExpected(f.Kind) {
		return
	}
	f.Rule = f.Kind.Rule()
	s.mu.Lock()
	if !s.over {
		s.found = append(s.found, found{f, at})
	}
	s.mu.Unlock()
	if s.tell != nil {
		s.tell(f)
	}
}

// isExpected reports whether findings of a kind are not wanted.
func (s *scope) isExpected(k Kind) bool { return slices.Contains(s.options.expected, k) }

// isClosing reports whether the harness closes what the test left.
func (s *scope) isClosing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}

// observed returns the scope's probes.
func (s *scope) observed() []*probe {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.probes)
}

// enter makes a probe for a new loop, or for a Watch if l is nil.
func (s *scope) enter(name string, l *loop.Loop, created Stack) *probe {
	p := &probe{scope: s, name: name, loop: l, created: created, ledger: newLedger()}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.probes = append(s.probes, p)
	return p
}

// enrol notes that goroutine id is a source.
func (s *scope) enrol(id uint64, src source) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sources == nil {
		s.sources = make(map[uint64]source)
	}
	s.sources[id] = src
}

// createdBy returns where a goroutine was started.
func (s *scope) createdBy(g traceback.Goroutine) Stack {
	s.mu.Lock()
	src, ok := s.sources[g.ID]
	s.mu.Unlock()
	if ok {
		return src.created
	}
	if g.Created.Func == "" {
		return nil
	}
	return Stack{Frame(g.Created)}
}

// take ends the scope and returns what was found.
func (s *scope) take() []Finding {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	var all []Finding
	for _, f := range s.found {
		all = append(all, f.Finding)
	}
	return all
}

// deliver hands the findings to the user's function, or fails the test with them.
func (s *scope) deliver(tb testing.TB, findings []Finding) {
	tb.Helper()
	for _, f := range findings {
		if s.options.onFinding != nil {
			s.options.onFinding(f)
			continue
		}
		tb.Error(f)
	}
}

// scopes knows the scopes that are open. There is one hook for the whole program:
// a loop says which goroutine makes it, and that tells the test.
var scopes registry

type registry struct {
	install     sync.Once
	mu          sync.Mutex
	byBubble    map[uint64]*scope
	byGoroutine map[uint64]*scope // guarded tests, by the goroutine that called Guard
	process     *scope            // everything else, if VerifyTestMain watches it
	leaked      map[uint64]bool   // goroutines that were reported already
	opened      int               // how many tests there have been
}

func (r *registry) hook() {
	r.install.Do(func() {
		r.byBubble = make(map[uint64]*scope)
		r.byGoroutine = make(map[uint64]*scope)
		r.leaked = make(map[uint64]bool)
		observe.Set(func(i observe.Info) observe.Observer {
			s := r.ofCaller()
			if s == nil {
				return nil
			}
			return s.enter(i.Name, i.Loop.(*loop.Loop), stack.OfPCs(i.Stack))
		})
	})
}

// ofCaller returns the scope that the calling goroutine belongs to, or nil. In a
// bubble that is the bubble's. Outside it is that of the test whose goroutine
// this is, or made this one; or of the only guarded test; or the program's.
func (r *registry) ofCaller() *scope {
	me := traceback.Current()
	r.mu.Lock()
	defer r.mu.Unlock()
	if me.Bubble != 0 {
		return r.byBubble[me.Bubble]
	}
	if s := r.byGoroutine[me.ID]; s != nil {
		return s
	}
	if len(r.byGoroutine) == 0 {
		return r.process
	}
	if s := r.byGoroutine[traceback.CurrentFull().Creator]; s != nil {
		return s
	}
	if len(r.byGoroutine) == 1 {
		for _, s := range r.byGoroutine {
			return s
		}
	}
	return r.process
}

func (r *registry) openBubble(s *scope) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byBubble[s.bubble.Load()] = s
	r.opened++
}

// openGuard also returns how to ask, later, whether any other test was watched
// while s was.
func (r *registry) openGuard(s *scope) (wasAlone func() bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	others := len(r.byBubble) + len(r.byGoroutine)
	r.byGoroutine[s.body.Load()] = s
	r.opened++
	opened := r.opened
	return func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return others == 0 && r.opened == opened
	}
}

func (r *registry) close(s *scope) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byBubble[s.bubble.Load()] == s {
		delete(r.byBubble, s.bubble.Load())
	}
	if r.byGoroutine[s.body.Load()] == s {
		delete(r.byGoroutine, s.body.Load())
	}
}

// all returns the open scopes.
func (r *registry) all() []*scope {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []*scope
	for _, s := range r.byBubble {
		all = append(all, s)
	}
	for _, s := range r.byGoroutine {
		all = append(all, s)
	}
	if r.process != nil {
		all = append(all, r.process)
	}
	return all
}

// reported notes that a goroutine leaked and was reported, so that nobody reports
// it again, and returns false if somebody had.
func (r *registry) reported(id uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	first := !r.leaked[id]
	r.leaked[id] = true
	return first
}
