package runson

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/callgraph"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// A spreader finds the functions that somebody runs on a loop or on a goroutine
// of its own, and spreads that along the calls. What is sure spreads first, so
// that the chain in a message is the best one there is.
type spreader struct {
	pass       *analysis.Pass
	graph      *callgraph.Graph
	book       *contract.Book
	placements *placements

	loops    map[contract.LoopID]*Loop
	serving  map[*callgraph.Func]*Loop // hand-written loops by their function
	found    []*Loop                   // those that somebody starts
	opens    map[*callgraph.Func]bool
	inside   map[*callgraph.Func][]handed
	declared map[*callgraph.Func]bool // a contract says where it runs: callers add nothing

	sure, likely []*Context
	contexts     map[*callgraph.Func][]*Context
}

func newSpreader(pass *analysis.Pass, graph *callgraph.Graph, book *contract.Book, p *placements) *spreader {
	return &spreader{
		pass: pass, graph: graph, book: book, placements: p,
		loops:    make(map[contract.LoopID]*Loop),
		serving:  make(map[*callgraph.Func]*Loop),
		inside:   make(map[*callgraph.Func][]handed),
		declared: make(map[*callgraph.Func]bool),
		contexts: make(map[*callgraph.Func][]*Context),
	}
}

func (s *spreader) run() {
	s.findLoops()
	s.opens = s.findOpens()
	s.seedDeclared()
	s.seedHanded()
	s.seedGo()
	s.spreadAll()
	s.seedOtherwise()
	s.spreadAll()
}

// seedOtherwise starts from the conventions that hold for code that nothing
// else places.
func (s *spreader) seedOtherwise() {
	var open []*callgraph.Func
	for _, f := range s.graph.Funcs {
		if f.Obj != nil && len(s.contexts[f]) == 0 {
			open = append(open, f)
		}
	}
	for _, f := range open {
		s.seedShapes(f, true)
	}
}

func (s *spreader) spreadAll() {
	for len(s.sure)+len(s.likely) > 0 {
		queue := &s.sure
		if len(s.sure) == 0 {
			queue = &s.likely
		}
		c := (*queue)[0]
		*queue = (*queue)[1:]
		s.visit(c)
	}
}

// placeStored finds parameters that a function of this package keeps, and
// another calls on a loop: whoever passes them registers a handler. It reports
// whether it found any that was not known.
func (s *spreader) placeStored() bool {
	grew := false
	for _, f := range s.graph.Funcs {
		for _, call := range f.Calls {
			if call.Callee != nil || call.How == callgraph.Go {
				continue
			}
			for _, v := range s.graph.Values(call.Expr.Fun) {
				if v.Param.Var != nil && v.Dynamic {
					grew = s.placeParam(v.Param.Var, f) || grew
				}
			}
		}
	}
	return grew
}

func (s *spreader) placeParam(param *types.Var, caller *callgraph.Func) bool {
	grew := false
	for _, c := range s.contexts[caller] {
		if c.Off() || !c.Loop.Declared() {
			continue
		}
		place := Place{Mode: contract.Callback, Loop: c.Loop.ID, Likely: true}
		set, new := s.placements.params[param].with(place)
		s.placements.params[param] = set
		grew = grew || new
	}
	return grew
}

func (s *spreader) findLoops() {
	for _, f := range s.graph.Funcs {
		if channels, worker := inbox(s.pass.TypesInfo, f); len(channels) > 0 {
			s.serving[f] = &Loop{Serve: f, Inbox: channels, Worker: worker}
		}
	}
}

// findOpens returns the functions that make their goroutine a framework's loop:
// until then it owns what the loop will own.
func (s *spreader) findOpens() map[*callgraph.Func]bool {
	opens := make(map[*callgraph.Func]bool)
	for changed := true; changed; {
		changed = false
		for _, f := range s.graph.Funcs {
			if !opens[f] && s.callsOpener(f, opens) {
				opens[f] = true
				changed = true
			}
		}
	}
	return opens
}

func (s *spreader) callsOpener(f *callgraph.Func, opens map[*callgraph.Func]bool) bool {
	for _, call := range f.Calls {
		if call.How == callgraph.Go {
			continue
		}
		if call.Callee != nil && len(s.book.Opens(call.Callee)) > 0 {
			return true
		}
		for _, t := range call.Targets {
			if opens[t.Func] {
				return true
			}
		}
	}
	return false
}

// seedDeclared starts from the functions that contracts name.
func (s *spreader) seedDeclared() {
	for _, f := range s.graph.Funcs {
		if f.Obj != nil {
			s.seedMethods(f)
			s.seedShapes(f, false)
		}
		for _, r := range s.book.FirstParam(f.Sig) {
			s.seedRow(f, r, "is "+f.Sig.String())
		}
		for _, call := range f.Calls {
			if call.Callee == nil || call.How != callgraph.Plain {
				continue
			}
			for _, r := range s.book.Assertion(call.Callee) {
				s.seedRow(f, r, "asserts it with "+call.Callee.Name())
			}
		}
	}
}

func (s *spreader) seedMethods(f *callgraph.Func) {
	for _, m := range s.book.Implements {
		if implements(f.Obj, m) {
			s.declared[f] = true
			s.seedRow(f, m.Bound, fmt.Sprintf("is %s of %s", m.Name, symbolName(m.Row.Code.Symbol)))
		}
	}
}

func (s *spreader) seedShapes(f *callgraph.Func, otherwise bool) {
	for _, r := range s.book.Shapes {
		if r.Row.Otherwise != otherwise || !r.Row.Code.HasShape(f.Obj.Name(), f.Sig) || !r.Row.Code.HasSibling(callgraph.ReceiverNamed(f.Obj)) {
			continue
		}
		if !r.Row.Likely {
			s.declared[f] = true
		}
		s.seedRow(f, r, "has the form of code that "+r.Framework.Name+" programs run on the loop")
	}
}

// symbolName is how a program that imports the package would write it.
func symbolName(sym contract.Symbol) string {
	name := sym.Recv
	if name == "" {
		name = sym.Name
	}
	return packageName(sym.Pkg) + "." + name
}

func (s *spreader) seedRow(f *callgraph.Func, r contract.Bound[contract.Runs], how string) {
	if !s.placements.holds(r.Row.When, nil) {
		return
	}
	c := &Context{Func: f, Pos: f.Node().Pos(), Likely: r.Row.Likely}
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
		c.Loop = s.loop(contract.LoopID{Framework: r.Framework.Name, Loop: r.Row.Loop})
		c.Text = f.Name() + " " + how
	}
	s.add(c)
}

func (s *spreader) loop(id contract.LoopID) *Loop {
	l := s.loops[id]
	if l == nil {
		l = &Loop{ID: id, Desc: s.book.Loop(id)}
		s.loops[id] = l
	}
	return l
}

// seedHanded starts from function values that are handed to a loop or to
// another goroutine, and notes those that run inline for the spread.
func (s *spreader) seedHanded() {
	for _, f := range s.graph.Funcs {
		for _, site := range s.placements.sites[f] {
			s.seedSite(f, site)
		}
	}
}

func (s *spreader) seedSite(f *callgraph.Func, site site) {
	if site.flow == nil {
		return // a call: the spread follows it
	}
	c := &Context{Func: f, Pos: site.flow.Value.Pos(), Likely: site.dyn || site.place.Likely}
	switch site.place.Mode {
	case contract.Paused:
		return
	case contract.Inline:
		if site.in != nil {
			s.inside[site.in] = append(s.inside[site.in], handed{to: f, at: site.flow.Value, dyn: site.dyn})
		}
		return
	case contract.Spawn:
		if s.opens[f] {
			return
		}
		c.Text = "becomes " + describe(s.pass, site) + ", which runs on another goroutine"
		if site.flow.Kind == callgraph.Passed {
			c.Text = "passed to " + describe(s.pass, site) + ", which runs it on another goroutine"
			if loop := s.serving[f]; loop != nil && s.startsMany(site.flow.Call) {
				loop.Many = true
			}
		}
		c = s.enter(c)
	default:
		c.Loop = s.loop(site.place.Loop)
		c.Text = "runs on " + c.Loop.String() + ": " + verb(site) + " " + describe(s.pass, site) + " here"
	}
	s.add(c)
}

func verb(s site) string {
	switch s.flow.Kind {
	case callgraph.Passed:
		return "passed to"
	case callgraph.Assigned:
		return "stored in"
	}
	return "becomes"
}

func describe(pass *analysis.Pass, s site) string {
	switch {
	case s.flow.Kind == callgraph.Passed:
		return Spell(s.flow.Call.Expr.Fun)
	case s.flow.Kind == callgraph.Assigned && s.flow.To != nil:
		return s.flow.To.Name()
	}
	return "a " + types.TypeString(s.flow.Type, shortQualifier(pass.Pkg))
}

func shortQualifier(pkg *types.Package) types.Qualifier {
	return func(p *types.Package) string {
		if p == pkg {
			return ""
		}
		return p.Name()
	}
}

// seedGo starts from go statements. The target is surely off the loop, unless
// it is a loop itself.
func (s *spreader) seedGo() {
	for _, f := range s.graph.Funcs {
		for _, call := range f.Calls {
			if call.How != callgraph.Go {
				continue
			}
			for _, t := range call.Targets {
				if s.opens[t.Func] {
					continue
				}
				if loop := s.serving[t.Func]; loop != nil && repeats(s.pass.TypesInfo, call) {
					loop.Many = true
				}
				s.add(s.enter(&Context{
					Func: t.Func, Likely: t.Dynamic, Pos: call.Expr.Pos(),
					Text: "started in a goroutine here",
				}))
			}
		}
	}
}

// startsMany reports whether a call may run the function that it is given on
// several goroutines. Of another package's functions, those called Go start one.
func (s *spreader) startsMany(call *callgraph.Call) bool {
	if call.Callee == nil || repeats(s.pass.TypesInfo, call) {
		return true
	}
	f := s.graph.FuncOf(call.Callee)
	if f == nil {
		return call.Callee.Name() != "Go"
	}
	return slices.ContainsFunc(f.Calls, func(c *callgraph.Call) bool {
		return c.How == callgraph.Go && repeats(s.pass.TypesInfo, c)
	})
}

// enter turns a goroutine's context into the loop's where the goroutine
// becomes one.
func (s *spreader) enter(c *Context) *Context {
	loop := s.serving[c.Func]
	if loop == nil || !c.Off() {
		return c
	}
	return &Context{
		Func: c.Func, Loop: loop, Self: true, Likely: true, From: c, Pos: c.Func.Node().Pos(),
		Text: c.Func.Name() + " serves its channels in a loop",
	}
}

// add queues a context unless the function has one like it.
func (s *spreader) add(c *Context) {
	for _, have := range s.contexts[c.Func] {
		if have.Loop == c.Loop && (have.Self || !c.Self) && (c.Likely || !have.Likely) {
			return
		}
	}
	if c.Loop != nil && c.Loop.Serve == c.Func && !s.has(c.Loop) {
		s.found = append(s.found, c.Loop)
	}
	s.contexts[c.Func] = append(s.contexts[c.Func], c)
	if c.Likely {
		s.likely = append(s.likely, c)
	} else {
		s.sure = append(s.sure, c)
	}
}

func (s *spreader) has(l *Loop) bool {
	for _, f := range s.found {
		if f == l {
			return true
		}
	}
	return false
}

// visit spreads a context to what its function calls and runs inline.
func (s *spreader) visit(c *Context) {
	for _, call := range c.Func.Calls {
		if call.How == callgraph.Go || s.finding(call) {
			continue
		}
		for _, t := range call.Targets {
			s.spread(c, t.Func, call.Expr, t.Dynamic, SameReceiver(s.pass.TypesInfo, c.Func, call, t.Func))
		}
	}
	for _, h := range s.inside[c.Func] {
		s.spread(c, h.to, h.at, h.dyn, h.to.Lit != nil)
	}
}

// finding reports whether the call itself is what a contract minds: to go on
// into a tea.Cmd that is called in place would tell the same thing twice.
func (s *spreader) finding(call *callgraph.Call) bool {
	return call.Callee == nil && len(s.book.BlocksOf(s.pass.TypesInfo.TypeOf(call.Expr.Fun))) > 0
}

func (s *spreader) spread(c *Context, to *callgraph.Func, at ast.Node, dynamic, same bool) {
	if s.declared[to] || InTest(s.pass.Fset, c.Func.Node().Pos()) && !InTest(s.pass.Fset, to.Node().Pos()) {
		return
	}
	s.add(s.enter(&Context{
		Func: to, Loop: c.Loop, Self: c.Self && same, Likely: c.Likely || dynamic, From: c,
		Pos: at.Pos(), Text: fmt.Sprintf("%s calls %s", c.Func.Name(), to.Name()),
	}))
}

// InTest reports whether code stands in a test: how tests wire the program's
// parts together, and step through them by hand, is no evidence of what the
// program does.
func InTest(fset *token.FileSet, pos token.Pos) bool {
	return strings.HasSuffix(fset.Position(pos).Filename, "_test.go")
}

// SameReceiver reports whether a call stays with the instance that f works for:
// a literal called where it stands, or a method called on f's own receiver.
func SameReceiver(info *types.Info, f *callgraph.Func, call *callgraph.Call, to *callgraph.Func) bool {
	if to.Lit != nil {
		return true
	}
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	return ok && IsReceiver(info, f, sel.X)
}

// IsReceiver reports whether e is f's receiver (for a literal, that of the
// method it stands in).
func IsReceiver(info *types.Info, f *callgraph.Func, e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	recv := f.Receiver()
	return ok && recv != nil && info.Uses[id] == recv
}
