package races

import (
	"cmp"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A state is a field as it is seen from an object of a type: which object, nobody
// says but the code that has one alone.
type state struct {
	of    *types.TypeName
	root  *types.Var // the package's variable that holds the object, or is the state
	hops  [maxHops]*types.Var
	field *types.Var
	turn  *contract.Turns
}

// A thread is a goroutine that a function starts with an object of a type.
type thread struct {
	*start
	in   *frame
	uses map[state][]*entry
	all  []state // of uses, in their order
	new  bool    // the function makes the object

	elems map[state][]*entry // of all objects that something holds
}

// across finds the races of goroutines that different functions start, and of
// those with the methods that others call. That they have the same object in
// hand is what having a loop of its own says of each object of a type.
func (s *solver) across() {
	threads := s.threads()
	for i, a := range threads {
		for _, b := range threads[i+1:] {
			s.compare(a, b)
			s.compareElements(a, b)
			s.compareElements(b, a)
		}
	}
	s.withCallers(threads)
}

// maxThreads bounds how many goroutines are compared with each other.
const maxThreads = 128

func (s *solver) threads() []*thread {
	var all []*thread
	posts := s.posts()
	for _, f := range s.prog.Funcs {
		fr := s.frames[f]
		if fr == nil {
			continue
		}
		for _, st := range fr.starts {
			if st.origin.at != st.at || s.frames[st.root].full || len(st.entries)+len(s.frames[st.root].elems)+len(posts) == 0 || len(all) == maxThreads {
				continue
			}
			t := &thread{start: st, in: fr, uses: make(map[state][]*entry), elems: s.ofElements(st, f)}
			for _, e := range st.entries {
				if of := s.stateOf(f, e.place); of != (state{}) {
					t.uses[of] = append(t.uses[of], e)
					t.new = t.new || !s.isForeign(f, e.root)
				}
			}
			s.addPosts(t, posts)
			if len(t.uses)+len(t.elems) > 0 {
				t.all = s.sorted(t.uses)
				all = append(all, t)
			}
		}
	}
	return all
}

// stateOf is a place as its object's own code sees it: of a receiver, of what a
// constructor makes, or of what one of these points back to.
func (s *solver) stateOf(f *program.Func, p place) state {
	if p.root.Parent() == s.pass.Pkg.Scope() {
		return state{root: p.root, hops: p.hops, field: p.field, turn: p.turn}
	}
	if p.hops[0] != nil && s.pointsBack(p.hops[0]) {
		p = p.without(p.hops[0])
		return state{of: p.class(), hops: p.hops, field: p.field, turn: p.turn}
	}
	of := p.class()
	if of == nil || of.Pkg() != s.pass.Pkg || !s.isSelf(f, p.root) {
		return state{}
	}
	return state{of: of, hops: p.hops, field: p.field, turn: p.turn}
}

func (s *solver) isSelf(f *program.Func, v *types.Var) bool {
	if v.Kind() == types.RecvVar {
		return true
	}
	return !s.isForeign(f, v) && s.prog.IsMade(v)
}

// compare finds the races of two goroutines that are started by different
// functions, neither by the other.
func (s *solver) compare(a, b *thread) {
	together := a.in == b.in // what around has compared, but for what they run without naming it
	if !together && a.new && b.new || s.isRunBy(a.start, b.start) || s.isRunBy(b.start, a.start) || s.loopOf(a.start) == nil && s.loopOf(b.start) == nil || s.leadsTo(a.root, b.in.f) || s.leadsTo(b.root, a.in.f) {
		return
	}
	for _, at := range a.all {
		for _, e := range a.uses[at] {
			for _, t := range b.uses[at] {
				posted := s.isBeside(e, b) || s.isBeside(t, a)
				if (posted || !together && e.post == nil && t.post == nil) && s.meets(e, t) && !s.ordered(e, t, s.frames[a.root], s.frames[b.root]) {
					s.tell(e, t, side{start: a.start}, side{start: b.start}, !posted && !s.areTwo(a, b, at))
				}
			}
		}
	}
}

// areTwo reports whether two goroutines surely run for the same object, one beside the
// other: one of their starters makes it, or it is the package's, and somebody starts both.
func (s *solver) areTwo(a, b *thread, at state) bool {
	if isEither(a, b) {
		return false
	}
	if at.root == nil {
		return a.new || b.new
	}
	return s.isRepeated(a.start) || s.isRepeated(b.start) || slices.ContainsFunc(s.prog.Funcs, func(f *program.Func) bool {
		return f.Obj != nil && s.leadsTo(f, a.in.f) && s.leadsTo(f, b.in.f) && !s.prog.InTest(f.Node().Pos())
	})
}

// isEither reports whether two statements start the same function: that a
// constructor starts it, or whoever connects later, is as a rule one or the other.
func isEither(a, b *thread) bool { return a.root == b.root }

// sorted lists states in the order of their uses.
func (s *solver) sorted(uses map[state][]*entry) []state {
	var all []state
	for at := range uses {
		all = append(all, at)
	}
	slices.SortFunc(all, func(a, b state) int {
		return cmp.Or(cmp.Compare(a.field.Pos(), b.field.Pos()), cmp.Compare(uses[a][0].leaf().at.Pos(), uses[b][0].leaf().at.Pos()))
	})
	return all
}

// leadsTo reports whether a function runs another one, or starts it.
func (s *solver) leadsTo(root, f *program.Func) bool {
	reached, ok := s.reach[root]
	if !ok {
		reached = make(map[*program.Func]bool)
		s.reachedFrom(reached, root, func(e edges.Edge) bool { return !e.Dynamic })
		s.reach[root] = reached
	}
	return reached[f]
}

// maxReached bounds how many functions that one leads to are looked at.
const maxReached = 512

// reachedFrom adds the functions that a function comes to by some edges.
func (s *solver) reachedFrom(seen map[*program.Func]bool, root *program.Func, by func(edges.Edge) bool) {
	if seen[root] {
		return
	}
	seen[root] = true
	queue := []*program.Func{root}
	for len(queue) > 0 && len(seen) < maxReached {
		f := queue[0]
		queue = queue[1:]
		for _, e := range s.runs.Edges.Out(f) {
			if !seen[e.To] && by(e) {
				seen[e.To] = true
				queue = append(queue, e.To)
			}
		}
	}
}
