package runson

import (
	"fmt"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/placement"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// seed keeps a root's context, to be spread later.
func (s *spreader) seed(c *Context) {
	if s.keep(c) {
		s.roots = append(s.roots, c)
	}
}

// seedOtherwise starts from the conventions that hold for code that nothing
// else places.
func (s *spreader) seedOtherwise() {
	var open []*program.Func
	for _, f := range s.prog.Funcs {
		if f.Obj != nil && len(s.contexts[f]) == 0 {
			open = append(open, f)
		}
	}
	for _, f := range open {
		s.seedShapes(f, true)
		s.seedAssertions(f, true)
	}
}

// seedDeclared starts from the functions that contracts name.
func (s *spreader) seedDeclared() {
	for _, f := range s.prog.Funcs {
		if f.Obj != nil {
			s.seedMethods(f)
			s.seedShapes(f, false)
		}
		s.seedAssertions(f, false)
		for _, r := range s.book.FirstParam(f.Sig) {
			s.seedRow(f, r, "is "+f.Sig.String())
		}
	}
}

// seedAssertions starts from code that says itself where it runs.
func (s *spreader) seedAssertions(f *program.Func, otherwise bool) {
	for _, call := range f.Calls {
		if call.Callee == nil || call.How != program.Plain {
			continue
		}
		for _, r := range s.book.Assertion(call.Callee) {
			if r.Row.Otherwise == otherwise {
				s.seedRow(f, r, "asserts it with "+call.Callee.Name())
			}
		}
	}
}

func (s *spreader) seedMethods(f *program.Func) {
	for _, r := range s.book.Implemented(f.Obj) {
		s.declared[f] = true
		iface := r.Row.Code.Symbol
		s.seedRow(f, r, fmt.Sprintf("is %s of %s", f.Obj.Name(), words.Imported(iface.Pkg, iface.Recv)))
	}
}

func (s *spreader) seedShapes(f *program.Func, otherwise bool) {
	for _, r := range s.book.Shapes {
		if r.Row.Otherwise != otherwise || !r.Row.Code.HasShape(f.Obj.Name(), f.Sig) || !s.hasSibling(r.Row, program.ReceiverNamed(f.Obj)) {
			continue
		}
		if otherwise && s.outside.speaks(f, contract.LoopID{Owner: r.Framework.Name, Name: r.Row.Loop}) {
			continue
		}
		if !r.Row.Likely {
			s.declared[f] = true
		}
		s.seedRow(f, r, "has the form of code that "+r.Framework.Name+" programs run on the loop")
	}
}

// A sibling is what a row asks of all methods of a type.
type sibling struct {
	row  *contract.Runs
	recv *types.Named
}

// hasSibling remembers the answer, which every method of the type asks for.
func (s *spreader) hasSibling(row *contract.Runs, recv *types.Named) bool {
	asked := sibling{row, recv}
	has, ok := s.siblings[asked]
	if !ok {
		has = row.Code.HasSibling(recv)
		s.siblings[asked] = has
	}
	return has
}

func (s *spreader) seedRow(f *program.Func, r book.Bound[contract.Runs], how string) {
	if !s.placements.Holds(r.Row.When, nil) {
		return
	}
	c := &Context{Func: f, Likely: r.Row.Likely, Entry: r.Row.Entry, Step: &chain.Step{Pos: f.Node().Pos()}}
	if f.Decl != nil {
		c.Pos = f.Decl.Name.Pos()
	}
	switch r.Row.Mode {
	case contract.Inline, contract.Paused:
		return
	case contract.Spawn:
		if s.opens[f] {
			return
		}
		c.Text = f.Name() + " " + how + ", which runs on another goroutine"
	default:
		c.Loop = s.loop(contract.LoopID{Owner: r.Framework.Name, Name: r.Row.Loop})
		c.Text = f.Name() + " " + how
	}
	s.seed(c)
}

// loop is the loop with an identity, of a framework or of another package.
func (s *spreader) loop(id contract.LoopID) *Loop {
	l := s.loops[id]
	if l == nil {
		desc, declared := s.book.Loop(id)
		l = &Loop{ID: id, Desc: desc, declared: declared}
		s.loops[id] = l
	}
	return l
}

// seedHanded starts from function values that are handed to a loop or to
// another goroutine.
func (s *spreader) seedHanded() {
	for _, f := range s.prog.Funcs {
		for _, site := range s.placements.Sites(f) {
			if site.Flow != nil { // a call is an edge
				s.seedSite(f, site)
			}
		}
	}
}

func (s *spreader) seedSite(f *program.Func, site placement.Site) {
	c := &Context{
		Func: f, Likely: site.Dynamic || site.Place.Likely, Entry: site.Place.Entry,
		Step: &chain.Step{Pos: site.Flow.Value.Pos()},
	}
	switch site.Place.Mode {
	case contract.Paused, contract.Inline:
		return
	case contract.Spawn:
		if s.opens[f] || s.claims.On(f) != nil {
			return
		}
		c.Text = spawnedBy(s.pass, site)
		c = s.enter(c)
	default:
		c.Loop = s.loop(site.Place.Loop)
		c.Step = s.keptFor(site).Then(site.Flow.Value.Pos(), "runs on "+c.Loop.String()+": "+verb(site)+" "+describe(s.pass, site)+" here")
		if !c.Loop.Declared() {
			s.handedToServing(c, site)
		} else if site.Flow.Kind == program.Passed && c.Loop.Desc.Another != "" {
			c.Instance = speakers{s.prog, s.pass}.of(site.Flow.Call)
		}
	}
	s.seed(c)
}

// handedToServing says more of code that a hand-written loop is handed.
func (s *spreader) handedToServing(c *Context, site placement.Site) {
	c.Loop.worker, c.Loop.awaited = site.Place.Worker, c.Loop.awaited || site.Place.Awaited
	if site.Flow.Kind == program.Passed {
		c.Instance = speakers{s.prog, s.pass}.of(site.Flow.Call)
	}
	if site.Flow.Kind == program.Put {
		c.Text = "runs on " + c.Loop.String() + ": sent to " + site.Flow.To.Name() + " here"
	}
}

func spawnedBy(pass *analysis.Pass, site placement.Site) string {
	if site.Flow.Kind == program.Passed {
		return "passed to " + describe(pass, site) + ", which runs it on another goroutine"
	}
	return "becomes " + describe(pass, site) + ", which runs on another goroutine"
}

func verb(s placement.Site) string {
	switch s.Flow.Kind {
	case program.Passed:
		return "passed to"
	case program.Assigned:
		return "stored in"
	}
	return "becomes"
}

func describe(pass *analysis.Pass, s placement.Site) string {
	switch {
	case s.Flow.Kind == program.Passed:
		return words.Spell(s.Flow.Call.Expr.Fun)
	case s.Flow.Kind == program.Assigned && s.Flow.To != nil:
		return s.Flow.To.Name()
	}
	return words.TypeIn(s.Flow.Type, pass.Pkg)
}

// seedGo starts from go statements. The target is surely off the loop, unless
// it is a loop itself.
func (s *spreader) seedGo() {
	for _, f := range s.prog.Funcs {
		for _, e := range s.edges.Out(f) {
			if e.How != edges.Spawned || s.opens[e.To] || s.claims.On(e.To) != nil {
				continue
			}
			s.seed(s.enter(&Context{
				Func: e.To, Likely: e.Dynamic,
				Step: &chain.Step{Pos: e.At.Pos(), Text: "started in a goroutine here"},
			}))
		}
	}
}
