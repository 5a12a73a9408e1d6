package loopcheck

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
)

// maxLooks is how often a callback function is looked at for being slow: a look
// stops the world.
const maxLooks = 16

// late runs when virtual time has passed while a callback ran, so that callback
// blocks: time stands still in a bubble while anything computes.
func (p *probe) late() {
	seq := p.running.Load()
	p.mu.Lock()
	now := p.now
	p.mu.Unlock()
	if seq == 0 || seq != now.Seq || time.Since(now.began) < p.scope.options.virtual {
		return // the timer is an older callback's
	}
	p.blame(now, "lets virtual time pass")
}

// blame reports that a callback is slow, with the stack of where it is now.
func (p *probe) blame(a activity, how string) {
	name := p.describe(a.Callback)
	if !p.mayLook(name) {
		return
	}
	g, ok := p.worker(traceback.All())
	if p.running.Load() != a.Seq {
		return // it went on while we looked
	}
	f := Finding{Kind: SlowCallback}
	where := ""
	if ok {
		all := stack.OfGoroutine(g)
		if p.scope.options.isAllowed(all) {
			return
		}
		f.Stack = stack.User(all)
		where = stack.Whereabouts(g)
	}
	f.Msg = fmt.Sprintf("%s %s%s, and everything behind it waits; offload it, or wait in a coroutine", name, how, where)
	p.mayLookNoMore(name)
	p.scope.note(p.about(f), moment{p, a.Seq})
}

// mayLook counts the looks at a callback function, and reports whether one more
// is allowed.
func (p *probe) mayLook(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.blamed == nil {
		p.blamed = make(map[string]int)
	}
	p.blamed[name]++
	return p.blamed[name] <= maxLooks
}

// mayLookNoMore sees that a callback function is reported once.
func (p *probe) mayLookNoMore(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.blamed[name] = maxLooks
}

// worker returns the goroutine that runs the loop's callback: its server, or the
// coroutine that the server has switched to, or one that this has switched to.
func (p *probe) worker(all []traceback.Goroutine) (g traceback.Goroutine, ok bool) {
	p.mu.Lock()
	server, servers := p.server, maps.Clone(p.servers)
	p.mu.Unlock()
	byID := make(map[uint64]traceback.Goroutine, len(all))
	for _, g := range all {
		byID[g.ID] = g
	}
	g, ok = byID[server]
	if !ok || g.State != stateCoroutine {
		return g, ok
	}
	for _, c := range all {
		if c.State != stateCoroutine && servers[outermost(c, byID)] {
			return c, true
		}
	}
	return g, true
}

// outermost returns the goroutine that made coroutine g, or that made the one which
// did; 0 if g is none.
func outermost(g traceback.Goroutine, byID map[uint64]traceback.Goroutine) uint64 {
	var root uint64
	for range len(byID) {
		if !isCoroutine(g) {
			break
		}
		root = g.Creator
		g = byID[root]
	}
	return root
}

// stateCoroutine is the state of a goroutine that has switched to another one.
const stateCoroutine = "coroutine"

func isCoroutine(g traceback.Goroutine) bool {
	return strings.HasPrefix(g.Created.Func, "iter.Pull")
}
