package owns

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// Off is a touch by code that surely runs off the loop that owns what it touches.
type Off struct {
	Touch

	// In is the function that holds the touch; nil for a go statement, of
	// which the touch is all.
	In *program.Func

	// Callee is the function of this package that the touch is a call of. It
	// runs on the loop too, so that its call lacks the hand-off. Inner are
	// touches that the call leads to. For a use right here, both are nil.
	Callee *program.Func
	Inner  []Touch

	// Why it runs off the loop, from the touch back to the goroutine.
	Why []analysis.RelatedInformation

	// Likely says that this rests on a convention or a dynamic call.
	Likely bool
}

// A visit is a function that runs off a loop: on another loop, or on a
// goroutine if that is zero.
type visit struct {
	f    *program.Func
	loop contract.LoopID
}

// ways say how a function is visited with somebody else's object: for each of
// its parameters that can hold one, and under anyhow for the visit itself.
type ways map[int]way

const anyhow = receiver - 1

// A way is how a function is reached from the start of a goroutine or handler.
type way struct {
	start *runson.Context
	*chain.Step

	// copied says that a call passed the object by value: its fields are the
	// callee's own, what they point to is not.
	copied bool
}

// spread follows the calls down from where code starts to run off a loop. Sure
// starts go first: a touch is likely only if no sure way leads to it.
func (s *solver) spread() {
	s.visits = make(map[visit]ways)
	s.visited = make(map[*program.Func][]visit)
	for _, likely := range []bool{false, true} {
		var queue []visit
		for _, f := range s.prog.Funcs {
			if c := s.start(f); c != nil && isLikely(c) == likely {
				queue = append(queue, s.begin(f, c))
			}
		}
		for len(queue) > 0 {
			queue = append(queue[1:], s.descend(queue[0])...)
		}
	}
}

// start is the context in which f's body is the first to run: a goroutine, a
// hand-written loop or a framework's handler.
func (s *solver) start(f *program.Func) *runson.Context {
	if c := s.runs.Off(f); c != nil && c.From == nil && !s.prog.InTest(c.Pos) {
		return c
	}
	for _, c := range s.runs.On(f) {
		if (c.Loop.Serves(f) || c.From == nil && !c.Likely) && !s.prog.InTest(c.Pos) {
			return c
		}
	}
	return nil
}

// isLikely reports whether a start rests on a guess. That a hand-written loop
// is one is a guess, that it is a goroutine of its own is none.
func isLikely(c *runson.Context) bool { return c.Off() && c.Likely }

// begin visits f as a start: whatever it is passed may be somebody else's.
func (s *solver) begin(f *program.Func, c *runson.Context) visit {
	v := visit{f: f}
	if c.Loop != nil && c.Loop.Declared() {
		v.loop = s.book.Owner(c.Loop.ID)
	}
	first := make(ways)
	for i := anyhow; i < f.Sig.Params().Len(); i++ {
		first[i] = way{start: c, Step: c.Step}
	}
	s.arrive(v, first)
	return v
}

// descend visits what v calls and returns the visits that are new or better. It
// ends where code runs on the loop too: the call there lacks the hand-off.
func (s *solver) descend(v visit) []visit {
	var next []visit
	for _, g := range s.bodies(v.f) {
		for _, call := range g.Calls {
			for _, callee := range s.callees(call) {
				if s.onLoop(callee) {
					continue
				}
				to := visit{callee, v.loop}
				if s.arrive(to, s.passed(v, g, call, callee)) {
					next = append(next, to)
				}
			}
		}
	}
	return next
}

// passed says which parameters of callee hold somebody else's object, as v calls it.
func (s *solver) passed(v visit, g *program.Func, call *program.Call, callee *program.Func) ways {
	to := make(ways)
	text := v.f.Name() + " calls " + callee.Name()
	for i := anyhow; i < callee.Sig.Params().Len(); i++ {
		from, ok := s.visits[v][anyhow], true
		copied := false
		if i != anyhow {
			arg := argOf(call, i)
			if arg == nil {
				continue
			}
			from, ok = s.wayOf(v, s.reroot(v.f, g, s.rootOf(g, arg)))
			copied = from.copied || s.copies(call, arg)
		}
		if ok {
			to[i] = way{start: from.start, Step: from.Then(call.Expr.Pos(), text), copied: copied}
		}
	}
	return to
}

// wayOf is how an object with root r came into v, if it is somebody else's.
func (s *solver) wayOf(v visit, r root) (way, bool) {
	switch r.kind {
	case shared:
		w := s.visits[v][anyhow]
		w.copied = false
		return w, true
	case param:
		w, ok := s.visits[v][r.index]
		return w, ok
	}
	return way{}, false
}

// arrive notes the ways to v that are new, or that bring an object where a copy
// was known, and reports whether there are any.
func (s *solver) arrive(v visit, to ways) bool {
	known := s.visits[v]
	if known == nil {
		known = make(ways)
		s.visits[v] = known
		s.visited[v.f] = append(s.visited[v.f], v)
	}
	news := false
	for i, w := range to {
		if have, ok := known[i]; !ok || have.copied && !w.copied {
			known[i] = w
			news = true
		}
	}
	return news
}

// onLoop reports whether a declared loop runs f.
func (s *solver) onLoop(f *program.Func) bool {
	return slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool { return c.Loop.Declared() })
}

// offLoop lists what the package's functions touch of loops that they do not
// run on, in the order of the text.
func (s *solver) offLoop() []Off {
	var all []Off
	for _, f := range s.prog.Funcs {
		for _, v := range s.visited[f] {
			for _, g := range s.bodies(f) {
				all = append(all, s.offIn(v, g)...)
			}
		}
		all = append(all, s.started(f)...)
	}
	slices.SortStableFunc(all, func(a, b Off) int { return cmp.Compare(a.Node.Pos(), b.Node.Pos()) })
	return slices.CompactFunc(all, func(a, b Off) bool { return a.Node == b.Node })
}

// offIn lists what v touches in the body g: itself, and by calls of what runs
// on the loop too.
func (s *solver) offIn(v visit, g *program.Func) []Off {
	var all []Off
	for _, t := range s.direct(v.f, g) {
		if w, ok := s.reaches(v, t); ok {
			all = append(all, Off{Touch: t, In: v.f, Why: w.Related(), Likely: isLikely(w.start)})
		}
	}
	for _, call := range g.Calls {
		for _, callee := range s.callees(call) {
			if !s.onLoop(callee) {
				continue
			}
			for _, t := range s.all[callee] {
				at, ok := s.atCall(v.f, g, call, t)
				if !ok {
					continue
				}
				if w, ok := s.reaches(v, at); ok {
					all = append(all, Off{
						Touch: at, In: v.f, Callee: callee, Inner: s.inner(callee, at.Loop),
						Why: w.Related(), Likely: isLikely(w.start),
					})
				}
			}
		}
	}
	return all
}

// reaches reports whether a touch in v meets one on the loop, and how v came by the object.
func (s *solver) reaches(v visit, t Touch) (way, bool) {
	w, ok := s.wayOf(v, t.root)
	return w, ok && t.Loop != v.loop && !(w.copied && t.Field != nil) && s.races(t)
}

// inner lists what f touches of a loop's, and the functions that it calls, the
// nearest first.
func (s *solver) inner(f *program.Func, loop contract.LoopID) []Touch {
	var all []Touch
	near := []*program.Func{f}
	for i := 0; i < len(near) && len(all) < maxInner; i++ {
		for _, g := range s.bodies(near[i]) {
			for _, t := range s.direct(near[i], g) {
				if t.Loop == loop && t.root.kind != fresh && t.root.kind != unknown && s.races(t) {
					all = append(all, t)
				}
			}
			for _, call := range g.Calls {
				for _, callee := range s.callees(call) {
					if len(s.all[callee]) > 0 && !slices.Contains(near, callee) {
						near = append(near, callee)
					}
				}
			}
		}
	}
	return all
}

// maxInner bounds how many touches are listed with a call.
const maxInner = 32

// started is what go statements in f touch without a body in this package: go view.Clear().
func (s *solver) started(f *program.Func) []Off {
	var all []Off
	for _, call := range f.Calls {
		if !call.Spawns() || call.Callee == nil || len(call.Targets) > 0 {
			continue
		}
		for _, t := range append(s.ofFramework(f, call), s.abroad(f, f, call)...) {
			if t.root.kind == shared || t.root.kind == param {
				why := analysis.RelatedInformation{Pos: call.Expr.Pos(), Message: "started in a goroutine here"}
				all = append(all, Off{Touch: t, Why: []analysis.RelatedInformation{why}})
				break
			}
		}
	}
	return all
}
