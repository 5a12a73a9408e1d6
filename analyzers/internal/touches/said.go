package touches

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// What comments and assertions say belongs to a hand-written loop is touched as what a
// contract says belongs to a framework's. Beside that, a loop has a beginning and an
// end: what is done before it starts, by whoever starts it, and after somebody has
// waited for its end, is as it should be.

// said is what is known of the loops that comments speak of.
type said struct {
	loops  map[contract.LoopID]*place
	varied map[*types.Var]bool // fields that somebody writes after the object is made
	filled map[*types.Var]bool // maps among them whose elements come and go

	// near are the functions from which calls lead to what a comment speaks of; nil
	// where frameworks own something too.
	near map[*program.Func]bool
}

// A place is such a loop.
type place struct {
	prog  *program.Package
	loop  *runson.Loop
	opens map[*program.Func]bool // functions that run it in place: their goroutine is the loop
	sets  map[*program.Func]bool // functions that start it: what they do may come before
	ends  map[types.Object]bool  // channels that it closes, groups that it leaves
	inbox map[types.Object]bool  // channels that it receives from, once somebody asks
}

const fixSaid = "post it to the loop"

func (s *solver) newSaid() *said {
	all := &said{loops: make(map[contract.LoopID]*place), varied: make(map[*types.Var]bool), filled: make(map[*types.Var]bool)}
	for _, f := range s.claims.Places() {
		loop := s.runs.Of(f)
		p := &place{
			prog: s.prog, loop: loop, opens: make(map[*program.Func]bool), sets: make(map[*program.Func]bool),
			ends: make(map[types.Object]bool),
		}
		for _, g := range s.instead(f) {
			s.findOpens(p, g)
		}
		s.findEnds(p)
		all.loops[loop.ID] = p
	}
	if len(all.loops) > 0 && s.claims.Owns() {
		s.findVaried(all)
		s.findVariedVars(all)
	}
	return all
}

// instead are a loop, the parts of it that are loops themselves, and those of its type that
// serve one of its channels: an object has one of them, and whichever it is, is meant.
func (s *solver) instead(loop *program.Func) []*program.Func {
	all := []*program.Func{loop}
	inboxes := s.inboxesOf(loop)
	for _, f := range s.prog.Funcs {
		if f == loop || s.runs.Of(f) == nil || !runson.SameType(f, loop) {
			continue
		}
		isPart := slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool { return c.Loop == s.runs.Of(loop) })
		if isPart || slices.ContainsFunc(s.inboxesOf(f), func(v types.Object) bool { return slices.Contains(inboxes, v) }) {
			all = append(all, f)
		}
	}
	return all
}

// inboxesOf are the channels that a function receives from itself, but for those by which all
// goroutines of an object are told to end.
func (s *solver) inboxesOf(f *program.Func) []types.Object {
	var all []types.Object
	for _, op := range f.Ops {
		for _, arm := range op.Alternatives() {
			if (arm.Kind == program.Receive || arm.Kind == program.Range) && arm.Var != nil && !s.prog.Cancels(arm) {
				all = append(all, arm.Var)
			}
		}
	}
	return all
}

// findOpens finds who runs a loop in place, who starts it, and who calls these.
func (s *solver) findOpens(p *place, f *program.Func) {
	p.opens[f] = true
	queue := []*program.Func{f}
	for len(queue) > 0 {
		g := queue[0]
		queue = queue[1:]
		for _, e := range s.runs.Edges.In(g) {
			to := p.sets
			if p.opens[g] && e.Waits() {
				to = p.opens
			}
			if !to[e.From] && (p.opens[g] || e.Waits()) {
				to[e.From] = true
				queue = append(queue, e.From)
			}
		}
		for _, site := range s.runs.Sites(g) {
			if site.In != nil && site.Flow != nil && p.opens[g] && !p.sets[site.In] {
				p.sets[site.In] = true
				queue = append(queue, site.In)
			}
		}
	}
}

// findEnds finds by what a loop says that it is over.
func (s *solver) findEnds(p *place) {
	for _, f := range s.prog.Funcs {
		if !p.opens[f] && !slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool { return c.Loop == p.loop }) {
			continue
		}
		for _, op := range f.Ops {
			if op.Var != nil && (op.Kind == program.Close || op.Kind == program.Send && op.Repeat == nil && p.opens[f]) {
				p.ends[op.Var] = true
			}
		}
		for _, sync := range s.prog.Syncs(f) {
			if sync.Var != nil && sync.Kind == program.Done {
				p.ends[sync.Var] = true
			}
		}
	}
}

// findVaried finds the fields that are written in objects that others have in hand.
func (s *solver) findVaried(all *said) {
	fresh := s.findFresh(s.receiversPassed())
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) || fresh[f.Receiver()] && !s.isOfLoop(f) {
			continue
		}
		for _, a := range s.prog.Accesses(f) {
			if a.Field == nil || all.varied[a.Field] && !a.Beyond || a.Field.Pkg() != s.pass.Pkg {
				continue
			}
			if (a.Kind == program.Written || a.Kind == program.Element || a.Through != nil) && s.origins.Of(f, a.Sel.X).Kind != program.Fresh {
				all.varied[a.Field] = true
				if a.Beyond {
					all.filled[s.leafOf(a)] = true
				}
			}
		}
	}
}

// isOfLoop reports whether a method runs on a loop that is a method of the same type.
func (s *solver) isOfLoop(f *program.Func) bool {
	return slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool {
		return c.Loop.Serving != nil && runson.SameType(f, c.Loop.Serve)
	})
}

// findSaid lists the uses of what comments say is a loop's in f's own body, where
// nothing else is owned.
func (s *solver) findSaid(f *program.Func) []Touch {
	if !s.claims.Owns() {
		return nil
	}
	var found []Touch
	for _, a := range s.prog.Accesses(f) {
		if a.Field == nil || a.Kind == program.Address {
			continue
		}
		if t, ok := s.fieldSaid(a); ok {
			found = append(found, t)
		}
	}
	return append(found, s.varsSaid(f)...)
}

// fieldSaid is the use of a field that a comment says is a loop's.
func (s *solver) fieldSaid(a program.Access) (Touch, bool) {
	c := s.claims.Owned(a.Field)
	if c == nil || a.Embedded {
		return Touch{}, false
	}
	field := a.Field
	if a.Part != nil && a.Through == nil {
		field = a.Part
	}
	if s.model.synchronised(guard{s.usedIn(a, field), 0}) {
		return Touch{}, false
	}
	access := Read
	if a.Kind == program.Written || a.Kind == program.Element || a.Through != nil && s.usesOf(a.Through).written() {
		access = Written
	}
	if access == Read && (c.Verb == prose.Written || !s.said.varied[field]) {
		return Touch{}, false
	}
	t := touchSaid(a.Sel, words.Spell(a.Sel), c, s.runs.Of(c.Loop).ID)
	t.Guess = c.Loose && access == Read && !s.readsFilled(a)
	t.Field, t.Access, t.origin = a.Field, access, s.origins.Of(a.In, a.Sel.X)
	return t, true
}

func touchSaid(n ast.Node, text string, c *claims.Claim, loop contract.LoopID) Touch {
	return Touch{Node: n, Text: text, Loop: loop, Said: c.Said(), Order: c.Must, Fix: fixSaid, use: program.Place(n)}
}

// calledSaid is what a call of f touches, if something says that it runs on a loop.
func (s *solver) calledSaid(f *program.Func) (Touch, bool) {
	c := s.claims.On(f)
	if c == nil || f.Obj == nil {
		return Touch{}, false
	}
	t := touchSaid(f.Node(), words.FuncName(f.Obj), c, s.runs.Of(c.Loop).ID)
	t.origin = program.Origin{Kind: program.Shared}
	if recv := f.Sig.Recv(); recv != nil {
		t.origin = program.Origin{Kind: program.Parameter, Index: program.ReceiverIndex, Var: recv}
	}
	return t, true
}

// excuses reports whether a touch at a place in g is as it should be: under a lock, by
// who starts the loop or is it, or after its end.
func (s *solver) excuses(g *program.Func, at ast.Node, t Touch) bool {
	if t.Said == "" {
		return false
	}
	if s.holds(g, at) {
		return true
	}
	p := s.said.loops[t.Loop]
	return p != nil && (p.opens[g] || p.sets[g] || p.joins(g, at))
}

// joins reports whether a place in g comes after a wait for the loop's end.
func (p *place) joins(g *program.Func, at ast.Node) bool {
	pos := program.Place(at)
	for _, op := range g.Ops {
		switch {
		case op.Node.Pos() >= pos:
		case op.Kind == program.Choose:
			if p.joinsIn(op, pos) {
				return true
			}
		case p.hears(op):
			return true
		}
	}
	for _, call := range g.Calls { // who is passed the channel waits for it
		if call.Expr.End() <= pos && call.How == program.Plain && slices.ContainsFunc(call.Expr.Args, func(arg ast.Expr) bool { return p.ends[p.prog.Var(arg)] }) {
			return true
		}
	}
	return false
}

// joinsIn reports whether a place stands in the arm of a select that hears of the loop's
// end, or comes after one that waits for it and hands nothing over.
func (p *place) joinsIn(choose *program.Op, pos token.Pos) bool {
	if pos >= choose.Node.End() {
		sends := slices.ContainsFunc(choose.Select.Arms, func(arm *program.Op) bool { return arm.Kind == program.Send })
		return !sends && slices.ContainsFunc(choose.Select.Arms, p.hears)
	}
	return slices.ContainsFunc(choose.Select.Arms, func(arm *program.Op) bool {
		return p.hears(arm) && arm.Clause != nil && program.Contains(arm.Clause, pos)
	})
}

func (p *place) hears(op *program.Op) bool {
	return op.Kind == program.Receive && op.Var != nil && p.ends[op.Var]
}

// holds reports whether a function holds a lock of its own at a place, or is called
// like those whose callers hold one.
func (s *solver) holds(g *program.Func, at ast.Node) bool {
	if d := g.Declared(); d != nil && strings.HasSuffix(d.Obj.Name(), "Locked") {
		return true
	}
	return s.guards.Any() && s.guards.Own(g, at) != 0
}

// isExcused reports whether what is called at a place in g runs under a lock, or after
// a wait for the end of some loop.
func (s *solver) isExcused(g *program.Func, at ast.Node) bool {
	if len(s.said.loops) == 0 {
		return false
	}
	if s.holds(g, at) {
		return true
	}
	for _, p := range s.said.loops {
		if p.joins(g, at) {
			return true
		}
	}
	for _, sync := range s.prog.Syncs(g) {
		if sync.Kind == program.Wait && sync.Var != nil && sync.Call.Expr.Pos() < at.Pos() {
			return true
		}
	}
	return false
}

// meetsSaid reports whether a visit is surely off the loop that a comment speaks of.
func (s *solver) meetsSaid(v visit, t Touch, w way) bool {
	if t.Said == "" || w.excused {
		return false
	}
	p := s.said.loops[t.Loop]
	if p == nil {
		return v.by == nil || v.by.Loop == nil
	}
	if v.by != nil && v.by.Loop != nil {
		return v.by.Loop == p.loop.Serve
	}
	if p.opens[w.start.Func] {
		return false
	}
	other := s.said.loops[v.loop]
	return other == nil || !other.opens[p.loop.Serve] && !p.opens[other.loop.Serve]
}

// stopsAt reports whether a visit goes no further than to a call of f, which runs on
// a loop: a declared one, or one that comments speak of and the visit is none of.
func (s *solver) stopsAt(v visit, f *program.Func) bool {
	if s.onLoop[f] {
		return true
	}
	return len(s.said.loops) > 0 && slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool {
		return s.said.loops[c.Loop.ID] != nil && c.Loop.ID != v.loop
	})
}
