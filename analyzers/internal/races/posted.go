package races

import (
	"go/ast"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// What a loop runs without naming it belongs to its rounds as well: the functions that
// it receives, and the callbacks that somebody has installed in what it calls.

// A post is a function of this package that a loop runs so, and where the loop does.
type post struct {
	f, loop *program.Func
	at      ast.Node
}

// posts finds them.
func (s *solver) posts() (all []post) {
	var nodes []*program.Func
	asked := 0
	for _, f := range s.prog.Funcs {
		if f.Body() == nil || s.prog.InTest(f.Node().Pos()) || slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool { return isCall(e) || isWithin(e) }) {
			continue
		}
		for _, c := range s.runs.On(f) {
			if c.Loop.Serving == nil || c.Loop.Serve == f || c.Loop.IsMany() {
				continue
			}
			at := s.postedAt(c)
			if at == nil || asked == maxPosts {
				continue
			}
			if asked++; s.isKeptBack(c.Loop.Serve, at) {
				continue
			}
			all = append(all, post{f, c.Loop.Serve, at})
			nodes = append(nodes, s.standsIn(f))
		}
	}
	fixpoint.Up(nodes, s.needs, s.step)
	return all
}

// maxPosts bounds how many functions are followed that loops run so.
const maxPosts = 256

// postedAt is where a loop runs a function that it does not name, in its rounds; nil for
// nowhere.
func (s *solver) postedAt(c *runson.Context) ast.Node {
	loop := c.Loop.Serve
	if c.From != nil {
		if c.From.Func == loop && c.Call != nil && c.Call.Repeat != nil && c.Call.How == program.Plain {
			return c.Call.Expr
		}
		return nil
	}
	at, known := s.runsPosts[loop]
	if !known {
		i := slices.IndexFunc(loop.Calls, func(call *program.Call) bool {
			return call.Callee == nil && call.Repeat != nil && call.How == program.Plain
		})
		if i >= 0 {
			at = loop.Calls[i].Expr
		}
		s.runsPosts[loop] = at
	}
	return at
}

// addPosts adds to a loop's goroutine what the functions do that it runs so.
func (s *solver) addPosts(t *thread, posts []post) {
	loop := s.loopOf(t.start)
	if loop == nil {
		return
	}
	for _, p := range posts {
		fr := s.frames[p.f]
		if p.loop != loop || fr == nil || fr.full || s.leadsTo(t.root, p.f) {
			continue
		}
		for _, e := range fr.entries {
			at := s.stateOf(p.f, e.place)
			if at == (state{}) || e.deep == maxDeep || e.late {
				continue
			}
			run := entry{in: loop, at: p.at}
			by := e.by(run).by(entry{in: t.in.f, at: t.at, late: t.late})
			by.post = p.f
			t.uses[at] = append(t.uses[at], by)
		}
	}
}

// isBeside reports whether a loop runs, without naming it, what uses something beside a
// goroutine: not what starts that itself.
func (s *solver) isBeside(e *entry, t *thread) bool {
	return e.post != nil && !s.leadsTo(e.post, t.in.f)
}

// isPosted reports whether a method that others call hands a loop what uses something:
// another such method of its type knows that its callers are not on the loop.
func (s *solver) isPosted(e *entry, f *program.Func) bool {
	if e.post == nil || e.post.Lit == nil || typeOf(f) == nil {
		return false
	}
	by := e.post.Declared()
	return by != nil && by.Obj != nil && typeOf(by) == typeOf(f) && s.isOpen(by)
}
