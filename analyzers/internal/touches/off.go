package touches

import (
	"cmp"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
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

// Bounds on what is told of a touch: how many touches are listed with a call
// and in how many functions they are looked for.
const (
	maxInner = 32
	maxNear  = 128
)

// offLoop lists what the package's functions touch of loops that they do not
// run on, in the order of the text. Of several ways to a touch the first is told.
func (s *solver) offLoop() []Off {
	s.told = make(map[ast.Node]bool)
	var all []Off
	for _, f := range s.prog.Funcs {
		for _, v := range s.visited[f] {
			for _, p := range s.partsRun(v) {
				all = append(all, s.directly(v, p)...)
				all = append(all, s.byCalls(v, p)...)
			}
		}
		all = append(all, s.started(f)...)
	}
	all = append(all, s.startedSaid()...)
	slices.SortStableFunc(all, func(a, b Off) int { return cmp.Compare(a.Node.Pos(), b.Node.Pos()) })
	return all
}

// directly lists what a visited function touches itself.
func (s *solver) directly(v visit, p part) []Off {
	var all []Off
	for _, t := range p.touches {
		if s.told[t.Node] {
			continue
		}
		if w, ok := s.meets(v, t); ok {
			s.tell(t.Node)
			all = append(all, Off{Touch: t, In: v.f, Why: w.Related(), Likely: isLikely(w.start)})
		}
	}
	return all
}

// tell notes that a use is told. A chain of calls, as of setters, is used in one
// place, and told with its last.
func (s *solver) tell(n ast.Node) {
	for !s.told[n] {
		s.told[n] = true
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return
		}
		n = sel.X
	}
}

// byCalls lists what a visited function touches by calls of functions that run
// on the loop too: a touch for each such call.
func (s *solver) byCalls(v visit, p part) []Off {
	var all []Off
	for _, e := range p.calls {
		if !s.stopsAt(v, e.To) || s.told[e.Call.Expr] {
			continue
		}
		if t, w, ok := s.byCall(v, p, e); ok {
			s.told[e.Call.Expr] = true
			all = append(all, Off{
				Touch: t, In: v.f, Callee: e.To, Inner: s.innerOf(e.To, t.Loop),
				Why: w.Related(), Likely: isLikely(w.start),
			})
		}
	}
	return all
}

// byCall is the first touch of a callee that meets one on the loop.
func (s *solver) byCall(v visit, p part, e edges.Edge) (Touch, way, bool) {
	var guess Touch
	var by way
	for _, t := range s.sums[e.To].touches {
		seen, ok := s.seenBy(v.f, p.body, e.Call, t)
		if !ok || s.excuses(p.body, e.Call.Expr, t) {
			continue
		}
		w, ok := s.meets(v, seen)
		if ok && !seen.Guess {
			return risen(e.Call, seen), w, true
		}
		if ok && by.Step == nil {
			guess, by = risen(e.Call, seen), w
		}
	}
	return guess, by, by.Step != nil
}

// meets reports whether a touch in v meets one on the loop, and how v came by the
// object. An object of a framework always does; of a model's field, a copy that
// nobody else uses does not.
func (s *solver) meets(v visit, t Touch) (way, bool) {
	w, ok := s.visits[v].wayOf(t.origin)
	if !ok || t.Loop == v.loop {
		return way{}, false
	}
	if t.Said != "" || v.by != nil {
		return w, s.meetsSaid(v, t, w)
	}
	return w, t.Field == nil || !w.copied && !s.isLost(t, w.start.Func)
}

// mayRace reports whether a touch meets one on the loop if its object does: not
// to read a copy.
func (s *solver) mayRace(t Touch) bool {
	return t.Field == nil || t.Access == Written || !s.isCopy(t.memory)
}

// innerOf lists what f touches of a loop's, and the functions that it calls,
// the nearest first.
func (s *solver) innerOf(f *program.Func, loop contract.LoopID) []Touch {
	asked := visit{f: f, loop: loop}
	if all, ok := s.inner[asked]; ok {
		return all
	}
	var all []Touch
	seen := make(map[*program.Func]bool)
	fixpoint.Down([]*program.Func{f}, nil, func(g *program.Func) []*program.Func {
		if seen[g] || len(seen) == maxNear || len(all) >= maxInner {
			return nil
		}
		seen[g] = true
		var next []*program.Func
		for _, p := range s.sureParts(g) {
			for _, t := range p.touches {
				if t.Loop == loop && t.origin.Foreign() && s.mayRace(t) && len(all) < maxInner {
					all = append(all, t)
				}
			}
			for _, e := range p.calls {
				if len(s.sums[e.To].touches) > 0 {
					next = append(next, e.To)
				}
			}
		}
		return next
	})
	s.inner[asked] = all
	return all
}

// started is what go statements in f touch without a body in this package: go view.Clear().
func (s *solver) started(f *program.Func) []Off {
	var all []Off
	for _, call := range f.Calls {
		if !call.Spawns() || call.Callee == nil || len(call.Targets) > 0 {
			continue
		}
		touched := s.abroad(f, f, call)
		if t, ok := s.called(f, call); ok {
			touched = append([]Touch{t}, touched...)
		}
		i := slices.IndexFunc(touched, func(t Touch) bool { return t.origin.Foreign() })
		if i < 0 || s.told[call.Expr] {
			continue
		}
		s.told[call.Expr] = true
		why := analysis.RelatedInformation{Pos: call.Expr.Pos(), Message: "started in a goroutine here"}
		all = append(all, Off{Touch: touched[i], Why: []analysis.RelatedInformation{why}})
	}
	return all
}

// isLikely reports whether a start rests on a guess. That a hand-written loop
// is one is a guess, that it is a goroutine of its own is none.
func isLikely(c *runson.Context) bool { return c.Off() && c.Likely }
