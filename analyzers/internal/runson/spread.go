package runson

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/placement"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A spreader finds the functions that somebody runs on a loop or on a goroutine
// of its own, and spreads that along the edges. What is sure spreads first, so
// that the chain in a message is the best one there is.
type spreader struct {
	pass       *analysis.Pass
	prog       *program.Package
	book       *book.Book
	edges      *edges.Edges
	placements *placement.Placements
	kept       keptCalls
	claims     *claims.Result

	loops    map[contract.LoopID]*Loop
	serving  map[*program.Func]*Loop // hand-written loops by their function
	outside  outside
	opens    map[*program.Func]bool
	declared map[*program.Func]bool // a contract says where it runs: callers add nothing
	siblings map[sibling]bool

	roots    []*Context // seeded and not yet spread
	contexts map[*program.Func][]*Context
}

func spread(pass *analysis.Pass, prog *program.Package, b *book.Book, places *placement.Placements, kept keptCalls) *spreader {
	s := &spreader{
		pass: pass, prog: prog, book: b, placements: places, kept: kept,
		claims:   pass.ResultOf[claims.Analyzer].(*claims.Result),
		edges:    edges.New(prog, b, places, pass.TypesInfo),
		loops:    make(map[contract.LoopID]*Loop),
		serving:  make(map[*program.Func]*Loop),
		outside:  outside{book: b, handles: make(map[handle]bool)},
		opens:    make(map[*program.Func]bool),
		declared: make(map[*program.Func]bool),
		siblings: make(map[sibling]bool),
		contexts: make(map[*program.Func][]*Context),
	}
	s.findLoops()
	s.findOpens()
	s.seedDeclared()
	s.seedHanded()
	s.seedGo()
	s.spreadAll()
	s.seedSaid()
	s.seedOtherwise()
	s.spreadAll()
	return s
}

// findLoops finds the hand-written loops, whoever starts them.
func (s *spreader) findLoops() {
	names := make(map[string]int)
	for _, f := range s.prog.Funcs {
		if serving := servingOf(s.prog, f); serving != nil {
			id := contract.LoopID{Owner: s.pass.Pkg.Path(), Name: s.pass.Pkg.Name() + "." + loopName(f, names)}
			s.serving[f] = &Loop{ID: id, Serving: serving}
			s.loops[id] = s.serving[f]
		}
	}
	s.findSaid(names)
	for f, loop := range s.serving {
		loop.Many = s.isMany(f)
	}
}

// loopName is a serving function's name, unique in its package: literals are
// numbered as the compiler does it.
func loopName(f *program.Func, literals map[string]int) string {
	if f.Obj != nil {
		return f.Name()
	}
	outer := "glob."
	if d := f.Declared(); d != nil {
		outer = d.Name()
	}
	literals[outer]++
	return fmt.Sprintf("%s.func%d", outer, literals[outer])
}

// isMany reports whether go statements start a function again and again for the
// same instance: in a for statement, one beside another, or in a function that
// is itself called so.
func (s *spreader) isMany(f *program.Func) bool {
	type start struct {
		in       *program.Func
		instance Instance
	}
	seen := make(map[start]bool)
	for _, e := range s.edges.In(f) {
		if e.How != edges.Spawned {
			continue
		}
		at := start{e.From, speakers{s.prog, s.pass}.of(e.Call)}
		if seen[at] && at.instance.Known || startsAgain(s.pass.TypesInfo, e.Call) || e.Same && f.Lit == nil && s.calledAgain(e.From) {
			return true
		}
		seen[at] = true
	}
	return slices.ContainsFunc(s.placements.Sites(f), s.handsToMany) || s.isPool(f)
}

// isPool reports whether those start a loop who hand it something: who finds none of its
// goroutines idle starts one more.
func (s *spreader) isPool(f *program.Func) bool {
	return slices.ContainsFunc(s.edges.In(f), func(e edges.Edge) bool { return s.handsOrStarts(e.From, f) }) ||
		slices.ContainsFunc(s.placements.Sites(f), func(site placement.Site) bool { return site.In != nil && s.handsOrStarts(site.In, f) })
}

// handsOrStarts reports whether a method that starts a loop chooses whether to hand it
// something.
func (s *spreader) handsOrStarts(starter, loop *program.Func) bool {
	starter = cmp.Or(starter.Declared(), starter)
	return starter != loop && starter.Receiver() != nil && slices.ContainsFunc(starter.Ops, func(op *program.Op) bool {
		return op.Kind == program.Choose && slices.ContainsFunc(op.Select.Arms, func(arm *program.Op) bool {
			return arm.Kind == program.Send && slices.Contains(s.serving[loop].Inbox, arm.Var)
		})
	})
}

func (s *spreader) calledAgain(f *program.Func) bool {
	return slices.ContainsFunc(s.edges.In(f), func(e edges.Edge) bool {
		return !e.Handed && startsAgain(s.pass.TypesInfo, e.Call)
	})
}

// handsToMany reports whether a site hands a function to a call that may run it
// on several goroutines. Of another package's functions, those called Go start one.
func (s *spreader) handsToMany(site placement.Site) bool {
	if site.Flow == nil || site.Flow.Kind != program.Passed || site.Place.Mode != contract.Spawn {
		return false
	}
	call := site.Flow.Call
	if call.Callee == nil || startsAgain(s.pass.TypesInfo, call) {
		return true
	}
	f := s.prog.FuncOf(call.Callee)
	if f == nil {
		return call.Callee.Name() != "Go"
	}
	return slices.ContainsFunc(f.Calls, func(c *program.Call) bool {
		return c.Spawns() && startsAgain(s.pass.TypesInfo, c)
	})
}

// findOpens finds the functions that make their goroutine a framework's loop:
// until then it owns what the loop will own.
func (s *spreader) findOpens() {
	var found []*program.Func
	for _, f := range s.prog.Funcs {
		if slices.ContainsFunc(f.Calls, s.isOpener) {
			found = append(found, f)
		}
	}
	fixpoint.Down(found, nil, func(f *program.Func) []*program.Func {
		if s.opens[f] {
			return nil
		}
		s.opens[f] = true
		var callers []*program.Func
		for _, e := range s.edges.In(f) {
			if e.Waits() && !e.Handed {
				callers = append(callers, e.From)
			}
		}
		return callers
	})
}

func (s *spreader) isOpener(call *program.Call) bool {
	return !call.Spawns() && call.Callee != nil && len(s.book.Opens(call.Callee)) > 0
}

// spreadAll spreads what has been seeded.
func (s *spreader) spreadAll() {
	roots := s.roots
	s.roots = nil
	fixpoint.Down(roots, rank, s.visit)
}

func rank(c *Context) int {
	if c.Likely {
		return 1
	}
	return 0
}

// visit returns the contexts that follow from one: what its function calls, and
// what it hands to somebody who runs it in place.
func (s *spreader) visit(c *Context) []*Context {
	var news []*Context
	for _, e := range s.edges.Out(c.Func) {
		if !e.Waits() || s.prog.Off(e.At) || !e.Handed && s.finding(e.Call) {
			continue
		}
		if next := s.follow(c, e); next != nil {
			news = append(news, next)
		}
	}
	return news
}

// finding reports whether the call itself is what a contract minds: to go on
// into a tea.Cmd that is called in place would tell the same thing twice.
func (s *spreader) finding(call *program.Call) bool {
	return call.Callee == nil && len(s.book.BlocksOf(s.pass.TypesInfo.TypeOf(call.Expr.Fun))) > 0
}

// follow takes a context along an edge; nil if that says nothing new.
func (s *spreader) follow(c *Context, e edges.Edge) *Context {
	if s.declared[e.To] || s.saysOther(e.To, c.Loop) || s.prog.InTest(c.Func.Node().Pos()) && !s.prog.InTest(e.To.Node().Pos()) {
		return nil
	}
	next := &Context{
		Func: e.To, Loop: c.Loop, Self: c.Self && e.Same, Likely: c.Likely || e.Dynamic, From: c, Call: e.Call, Instance: c.Instance,
		Entry: c.entryBelow(e.Call), Repeats: c.Repeats || e.Call != nil && e.Call.Repeats(),
	}
	if s.serving[e.To] == nil && s.has(next) {
		return nil // before its step is told: where a call at the end of a chain of calls begins takes a walk along the chain
	}
	next.Step = c.Step.Then(e.At.Pos(), fmt.Sprintf("%s calls %s", c.Func.Name(), e.To.Name()))
	next = s.enter(next)
	if !s.keep(next) {
		return nil
	}
	return next
}

// enter turns a goroutine's context into the loop's where the goroutine
// becomes one.
func (s *spreader) enter(c *Context) *Context {
	loop := s.serving[c.Func]
	if loop == nil || !c.Off() {
		return c
	}
	return &Context{
		Func: c.Func, Loop: loop, Self: true, Likely: true, Entry: contract.Message, From: c,
		Step: c.Step.Then(c.Func.Node().Pos(), c.Func.Name()+" serves its channels in a loop"),
	}
}

// maxContexts bounds how many ways of running are told apart for a function.
// What runs on so many loops is a helper of everybody's: the ways found first,
// the sure and short ones, stand for the rest.
const maxContexts = 32

// keep adds a context unless the function has one like it, and reports whether
// it did.
func (s *spreader) keep(c *Context) bool {
	if s.has(c) {
		return false
	}
	s.contexts[c.Func] = append(s.contexts[c.Func], c)
	return true
}

// has reports whether a context says nothing new of its function.
func (s *spreader) has(c *Context) bool {
	have := s.contexts[c.Func]
	return len(have) == maxContexts || slices.ContainsFunc(have, func(h *Context) bool {
		return h.Loop == c.Loop && (h.Self || !c.Self) && (c.Likely || !h.Likely) && !c.isHeavier(h)
	})
}
