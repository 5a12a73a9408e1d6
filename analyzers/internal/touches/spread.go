package touches

import (
	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// A visit is a function that runs on a loop, a framework's or a hand-written
// one, or, if that is zero, on another goroutine.
type visit struct {
	f    *program.Func
	loop contract.LoopID

	// by is the comment that says that f runs off some loop, where nothing else is known
	// of its goroutine; nil for a goroutine that is seen to start.
	by *claims.Claim
}

// An arrival is how a visit comes about, and which of the function's parameters
// hold somebody else's object then, each with the way that it came.
type arrival struct {
	way
	given map[int]way // by index, the receiver's is program.ReceiverIndex
}

// A way is how a function is reached from the start of a goroutine or handler.
type way struct {
	start *runson.Context
	*chain.Step

	// copied says that a call passed the object by value: its fields are the
	// callee's own, what they point to is not.
	copied bool

	// excused says that it comes after a wait for some loop's end, or under a lock.
	excused bool
}

// wayOf is how an object came into a function, if it is somebody else's.
func (a *arrival) wayOf(from program.Origin) (way, bool) {
	switch from.Kind {
	case program.Shared:
		return a.way, true
	case program.Parameter:
		w, ok := a.given[from.Index]
		return w, ok
	}
	return way{}, false
}

// maxVisits bounds on how many loops a function is visited: on which of many
// others a helper of everybody's runs makes no difference.
const maxVisits = 32

// spread follows the calls down from where code starts to run off a loop. Sure
// starts go first: a touch is likely only if no sure way leads to it.
func (s *solver) spread() {
	for _, likely := range []bool{false, true} {
		var starts []visit
		for _, f := range s.prog.Funcs {
			if !s.isNear(f) {
				continue
			}
			if c := s.start(f); c != nil && isLikely(c) == likely {
				starts = append(starts, s.begin(visit{f: f}, c))
			}
			if likely {
				starts = append(starts, s.startsSaid(f)...)
			}
		}
		fixpoint.Down(starts, nil, s.descend)
	}
}

// start is the context in which f's body is the first to run: a goroutine, a
// hand-written loop or a framework's handler.
func (s *solver) start(f *program.Func) *runson.Context {
	if c := s.runs.Off(f); c != nil && c.From == nil && !s.prog.InTest(c.Pos) {
		return c
	}
	for _, c := range s.runs.On(f) {
		begins := c.Loop.Serves(f) || c.From == nil && !c.Likely
		if begins && !s.prog.InTest(c.Pos) {
			return c
		}
	}
	return nil
}

// begin visits f as a start: whatever it is passed may be somebody else's.
func (s *solver) begin(v visit, c *runson.Context) visit {
	f := v.f
	if !c.Off() {
		v.loop = s.owned.LoopOf(c.Loop.ID)
	}
	first := arrival{way: way{start: c, Step: c.Step}, given: make(map[int]way)}
	for i := program.ReceiverIndex; i < f.Sig.Params().Len(); i++ {
		first.given[i] = first.way
	}
	s.arrive(v, first)
	return v
}

// descend visits what v calls and returns the visits that are new or better. It
// ends where code runs on the loop too: the call there lacks the hand-off.
func (s *solver) descend(v visit) []visit {
	if s.visits[v] == nil {
		return nil // one loop too many
	}
	var next []visit
	for _, p := range s.partsRun(v) {
		for _, e := range p.calls {
			to := visit{e.To, v.loop, v.by}
			if s.isNear(e.To) && !s.stopsAt(v, e.To) && s.arrive(to, s.passed(v, p.body, e.Call, e.To)) {
				next = append(next, to)
			}
		}
	}
	return next
}

// passed is how callee comes to run when v calls it in the body g, and which of
// its parameters hold somebody else's object.
func (s *solver) passed(v visit, g *program.Func, call *program.Call, callee *program.Func) arrival {
	at := s.visits[v]
	text := v.f.Name() + " calls " + callee.Name()
	down := func(from way, copied bool) way {
		return way{start: from.start, Step: from.Then(call.Expr.Pos(), text), copied: copied, excused: from.excused || s.isExcused(g, call.Expr)}
	}
	to := arrival{way: down(at.way, false), given: make(map[int]way)}
	for i := program.ReceiverIndex; i < callee.Sig.Params().Len(); i++ {
		arg := s.argOf(call, i)
		if arg == nil {
			continue
		}
		if from, ok := at.wayOf(s.originIn(v.f, g, s.origins.Of(g, arg))); ok {
			to.given[i] = down(from, from.copied || s.passesCopy(g, call, arg))
		}
	}
	return to
}

// arrive notes the visit if it is new, and each parameter that holds somebody
// else's object for the first time, or an object where a copy was known. It
// reports whether there was anything to note.
func (s *solver) arrive(v visit, to arrival) (news bool) {
	known := s.visits[v]
	if known == nil {
		if len(s.visited[v.f]) == maxVisits {
			return false
		}
		s.visits[v] = &to
		s.visited[v.f] = append(s.visited[v.f], v)
		return true
	}
	for i, w := range to.given {
		if have, ok := known.given[i]; !ok || have.copied && !w.copied || have.excused && !w.excused {
			known.given[i] = w
			news = true
		}
	}
	return news
}
