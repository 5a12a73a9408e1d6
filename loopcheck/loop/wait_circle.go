package loop

import (
	"context"
	"sync"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// Who waits for whom is a graph: a wait needs something to happen, that needs a
// loop to be free, a coroutine to go on, several of those, or one of them. A wait
// that needs itself, however it ends, is a deadlock. Whoever begins to wait looks
// for that; since nobody else was stuck before, nobody else can be stuck now.

// A condition is something that a wait needs.
type condition interface {
	// needs returns what must hold for the condition to: all of it, or, if anyOf
	// says so, one. If nothing is in its way, as far as one can tell, that is
	// nothing.
	needs(s *search) (conditions []condition, anyOf bool)
	// surely reports whether nothing is in its way, where that is quickly said.
	surely() bool
	// mark tells the coroutines on which it depends that they are needed.
	mark()
}

// circles is held where a wait is refused: of several that closed a circle at the
// same time exactly one is.
var circles sync.Mutex

// refuse returns an error if the wait that root is about, of l's code, would never
// end, and then forgets it.
func (l *Loop) refuse(root condition, op string, forget func()) error {
	if !new(search).finds(root) {
		return nil
	}
	circles.Lock()
	defer circles.Unlock()
	var s search
	if !s.finds(root) {
		return nil
	}
	forget()
	waits := s.circle()
	nameAll(waits)
	if waits[0].Stack == nil {
		waits[0].Stack = callers(3)
	}
	err := &DeadlockError{Op: op, Waits: waits}
	l.report(observe.SelfWait, 0, op, err, waits[0].Stack)
	return err
}

// A search is for a circle.
type search struct {
	root     condition
	ending   *Loop // root waits for its end
	to       phase // which is this
	vertices map[condition]*vertex
	found    []*vertex // in the order of their distance
}

// A vertex is a condition that the search has met.
type vertex struct {
	condition
	needed     []*vertex
	anyOf      bool
	missing    int // how many of needed must still hold
	dependents []*vertex
	holds      bool
}

// finds reports whether root leads back to itself, however one turns it.
func (s *search) finds(root condition) bool {
	for {
		*s = search{root: root, vertices: make(map[condition]*vertex)}
		if w, ok := root.(waitOver); ok {
			if e, ok := w.w.ender.(loopEnds); ok {
				s.ending, s.to = e.loop, e.to
			}
		}
		if !s.isStuck() {
			return false
		}
		if s.isSettled() {
			return true
		}
	}
}

// isStuck meets everything that root needs, and reports whether root cannot hold.
func (s *search) isStuck() bool {
	root := s.meet(s.root)
	for i := 0; i < len(s.found); i++ {
		if s.expand(s.found[i]); root.holds {
			return false
		}
	}
	return true
}

func (s *search) meet(c condition) *vertex {
	v, known := s.vertices[c]
	if !known {
		v = &vertex{condition: c}
		s.vertices[c] = v
		s.found = append(s.found, v)
	}
	return v
}

func (s *search) expand(v *vertex) {
	var conditions []condition
	conditions, v.anyOf = v.needs(s)
	v.missing = len(conditions)
	if v.anyOf {
		v.missing = min(1, v.missing)
	}
	for _, c := range conditions {
		u := s.meet(c)
		v.needed = append(v.needed, u)
		u.dependents = append(u.dependents, v)
		if u.holds {
			v.missing--
		}
	}
	if v.missing <= 0 {
		hold(v)
	}
}

// hold notes that v holds, and what holds because of it.
func hold(v *vertex) {
	v.holds = true
	for news := []*vertex{v}; len(news) > 0; {
		last := news[len(news)-1]
		news = news[:len(news)-1]
		for _, d := range last.dependents {
			if d.missing--; d.missing <= 0 && !d.holds {
				d.holds = true
				news = append(news, d)
			}
		}
	}
}

// isSettled reports whether all that was found to be in the way still is. What the
// search read one after the other was then so at one moment.
func (s *search) isSettled() bool {
	for _, v := range s.found {
		if !v.holds && !s.isStillStuck(v) {
			return false
		}
	}
	return true
}

func (s *search) isStillStuck(v *vertex) bool {
	conditions, anyOf := v.needs(s)
	for _, c := range conditions {
		u, known := s.vertices[c]
		if stuck := known && !u.holds; stuck != anyOf {
			return stuck
		}
	}
	return anyOf && len(conditions) > 0
}

// circle returns the waits on a shortest way from root back to it.
func (s *search) circle() []Wait {
	root := s.vertices[s.root]
	from := map[*vertex]*vertex{}
	for queue := []*vertex{root}; len(queue) > 0; queue = queue[1:] {
		for _, u := range queue[0].needed {
			if _, known := from[u]; known || u.holds {
				continue
			}
			from[u] = queue[0]
			if u == root {
				return waitsOn(root, from)
			}
			queue = append(queue, u)
		}
	}
	return waitsOn(root, map[*vertex]*vertex{root: root})
}

// waitsOn lists the waits among what leads back to root, root's own first.
func waitsOn(root *vertex, from map[*vertex]*vertex) (waits []Wait) {
	for v := from[root]; ; v = from[v] {
		if link, ok := v.condition.(interface{ link() Wait }); ok {
			waits = append([]Wait{link.link()}, waits...)
		}
		if v == root {
			return waits
		}
	}
}

// phaseOf returns how far a loop's end has got, or will have when root waits for it.
func (s *search) phaseOf(l *Loop) phase {
	l.in.mu.Lock()
	p := l.life.phase
	l.in.mu.Unlock()
	if l == s.ending {
		p = max(p, s.to)
	}
	return p
}

// orEnded returns what a wait for c with ctx needs: that, or a loop that is to end
// and, once it is free, cancels ctx. A context that shields from cancellation and
// can be cancelled itself passes for one that does not shield.
func (s *search) orEnded(c condition, ctx context.Context) ([]condition, bool) {
	if ctx.Err() != nil {
		return nil, false
	}
	return append(s.cancellers(ctx), c), true
}

// cancellers returns what will cancel ctx when it holds.
func (s *search) cancellers(ctx context.Context) (all []condition) {
	for ctx.Done() != nil {
		if j, ok := ctx.Value(jobKey{}).(*job); ok && s.phaseOf(j.loop) > open {
			all = append(all, loopFree{j.loop})
		}
		t, ok := ctx.Value(taskKey{}).(*task)
		if !ok {
			break
		}
		if !t.final && s.phaseOf(t.loop) > open {
			all = append(all, loopFree{t.loop})
		}
		ctx = t.parent
	}
	return all
}
