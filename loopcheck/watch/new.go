package watch

import (
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
)

// An Option changes what a Watcher of [New] looks for.
type Option func(*reporter)

// Limit makes a handler that runs longer than d a [SlowCallback]. To find out where
// it is stops the program for as long as it takes to write all stacks, so each
// handler is reported once. Without a limit no handler is slow.
func Limit(d time.Duration) Option { return func(r *reporter) { r.limit = d } }

// New makes a Watcher for the loop that goes by name in findings, for a program
// that runs: without a test, findings go to report, as soon as they are made. That
// is called on whatever goroutine makes them, the loop's or another, and by several
// at once; it must not wait for the loop.
func New(name string, report func(Finding), opts ...Option) *Watcher {
	r := &reporter{name: name, report: report, created: stack.Callers(), looks: make(map[string]int)}
	for _, opt := range opts {
		opt(r)
	}
	return To(r)
}

// A reporter is the recorder of a program that runs.
type reporter struct {
	name    string
	report  func(Finding)
	created Stack
	limit   time.Duration

	mu     sync.Mutex
	now    Handler // Seq is 0 while none runs
	began  time.Time
	timer  *time.Timer
	server uint64
	looks  map[string]int // how often each handler was looked at for being slow
}

func (r *reporter) Begin(h Handler) {
	if r.limit <= 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now, r.began = h, time.Now()
	if r.timer == nil {
		r.timer = time.AfterFunc(r.limit, r.late)
	} else {
		r.timer.Reset(r.limit)
	}
}

func (r *reporter) End() {
	if r.limit <= 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now.Seq = 0
	r.timer.Stop()
}

func (r *reporter) Serve(goroutine uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.server = goroutine
}

func (r *reporter) Find(f Finding) {
	f.Loop, f.Rule = r.name, f.Kind.Rule()
	if f.Created == nil {
		f.Created = r.created
	}
	r.report(f)
}

// late runs when the limit of a handler is over.
func (r *reporter) late() {
	h, server, ok := r.overdue()
	if !ok {
		return
	}
	where, at := "", Stack(nil)
	for _, g := range traceback.All() {
		if g.ID == server {
			where, at = stack.Whereabouts(g), stack.User(stack.OfGoroutine(g))
		}
	}
	if !r.tells(h) {
		return // it went on while we looked
	}
	r.Find(Finding{
		Kind:  SlowCallback,
		Msg:   fmt.Sprintf("%s has run for %v%s, and everything behind it waits; let another goroutine do it", nameOf(h.PC), r.limit, where),
		Stack: at,
	})
}

// maxLooks is how often a handler is looked at for being slow.
const maxLooks = 16

// overdue returns the handler that runs, if its limit is over and it may be looked
// at, and the goroutine that runs it.
func (r *reporter) overdue() (h Handler, server uint64, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now.Seq == 0 || time.Since(r.began) < r.limit {
		return Handler{}, 0, false // the timer is an older handler's
	}
	name := nameOf(r.now.PC)
	r.looks[name]++
	return r.now, r.server, r.looks[name] <= maxLooks
}

// tells reports whether a handler still runs, and sees that it is told once.
func (r *reporter) tells(h Handler) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now.Seq != h.Seq {
		return false
	}
	r.looks[nameOf(h.PC)] = maxLooks
	return true
}

// nameOf names a handler, such as "app.(*hub).step (hub.go:31)".
func nameOf(pc uintptr) string {
	f := runtime.FuncForPC(pc)
	if f == nil {
		return "a handler"
	}
	file, line := f.FileLine(pc)
	return fmt.Sprintf("%s (%s:%d)", strings.TrimSuffix(path.Base(f.Name()), "-fm"), filepath.Base(file), line)
}
