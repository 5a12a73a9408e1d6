// Package placement answers where a function runs the functions that it is
// given: on its caller's goroutine, on a loop, or on a goroutine of its own.
//
// A closure is judged by where it runs, never by where it stands. For functions
// of frameworks a contract says it, for the standard library the table, for
// other packages a fact, and for this one what their bodies do.
package placement

import (
	"go/types"
	"iter"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A Site is a place where a function value is handed on or called, and what
// becomes of it there.
type Site struct {
	In      *program.Func // nil at package level
	Place   Place
	Flow    *program.Flow // nil for a call of a literal
	Call    *program.Call // nil for a flow
	Dynamic bool          // the function is one of several
}

// Placements are those of one package. The zero value knows none.
type Placements struct {
	pass   *analysis.Pass
	prog   *program.Package
	book   *book.Book
	off    map[contract.Symbol]bool          // contract switches thrown in this package
	called map[*program.Func][]Site          // literals, by their calls
	uses   map[*program.Func][]paramUse      // of func parameters, by the function that has them
	flows  map[*program.Func][]*program.Flow // by the declared function that holds them
	lits   map[*program.Func][]*program.Func // likewise
	put    map[*program.Flow]set             // what a hand-written loop takes
	params map[*types.Var]set

	methods map[*types.Var][]method       // of the objects that a parameter is for
	abroad  map[*types.Func][]paramPlaces // of other packages' functions that keep objects, by the function

	sites map[*program.Func][]Site
}

// A paramUse is a place where a parameter is called, or a flow that hands it on.
type paramUse struct {
	param program.Param
	call  *program.Call
	flow  *program.Flow
}

// New finds the placements of a package.
func New(pass *analysis.Pass, prog *program.Package, b *book.Book) *Placements {
	p := &Placements{
		pass: pass, prog: prog, book: b,
		off:    make(map[contract.Symbol]bool),
		called: make(map[*program.Func][]Site),
		uses:   make(map[*program.Func][]paramUse),
		flows:  make(map[*program.Func][]*program.Flow),
		lits:   make(map[*program.Func][]*program.Func),
		put:    make(map[*program.Flow]set),
		params: make(map[*types.Var]set),

		methods: make(map[*types.Var][]method),
		abroad:  make(map[*types.Func][]paramPlaces),
	}
	for _, f := range prog.Funcs {
		p.index(f)
	}
	for _, flow := range prog.Flows {
		p.indexFlow(flow)
	}
	p.Solve()
	return p
}

// Solve finds where parameters run, and all sites. It is called again when
// [Placements.Keep] or [Placements.Put] has news.
func (p *Placements) Solve() {
	fixpoint.Up(p.prog.Funcs, p.callees, p.step)
	p.findSites()
}

// Sites returns the places where f is handed on or, for a literal, called.
func (p *Placements) Sites(f *program.Func) []Site { return p.sites[f] }

// Param returns where the function passed for a parameter runs.
func (p *Placements) Param(v *types.Var) []Place { return p.params[v] }

func (p *Placements) index(f *program.Func) {
	if outer := f.Declared(); f.Lit != nil && outer != nil {
		p.lits[outer] = append(p.lits[outer], f)
	}
	for _, call := range f.Calls {
		p.noteSwitch(call)
		for _, t := range call.Targets {
			if t.Tail != nil && call.Joined {
				p.called[t.Tail] = append(p.called[t.Tail], Site{In: f, Place: spawn, Call: call})
			}
			if t.Lit != nil {
				p.called[t.Func] = append(p.called[t.Func], Site{In: f, Place: placeOfCall(call), Call: call, Dynamic: t.Dynamic})
			}
		}
		for _, v := range call.Values {
			p.noteUse(v, paramUse{param: v.Param, call: call})
		}
	}
}

func (p *Placements) indexFlow(flow *program.Flow) {
	if outer := flow.In.Declared(); outer != nil {
		p.flows[outer] = append(p.flows[outer], flow)
	}
	for _, v := range flow.Values {
		p.noteUse(v, paramUse{param: v.Param, flow: flow})
	}
}

// noteUse keeps what becomes of a declared function's parameter where it is
// used by its own name. Literals' parameters are nobody's to import.
func (p *Placements) noteUse(v program.Value, use paramUse) {
	if v.Param.Var != nil && !v.Dynamic && v.Param.Of.Obj != nil {
		p.uses[v.Param.Of] = append(p.uses[v.Param.Of], use)
	}
}

func placeOfCall(call *program.Call) Place {
	if call.Spawns() {
		return spawn
	}
	return inline
}

// callees are the functions of this package whose parameters decide where the
// functions run that f, or a literal in it, hands on.
func (p *Placements) callees(f *program.Func) iter.Seq[*program.Func] {
	return func(yield func(*program.Func) bool) {
		for _, flow := range p.flows[f] {
			if flow.Kind != program.Passed {
				continue
			}
			for _, t := range flow.Call.Targets {
				if t.Obj != nil && !yield(t.Func) {
					return
				}
			}
		}
	}
}

// step finds where f's parameters run: where its literals run depends on what
// the functions they are passed to do with their parameters.
func (p *Placements) step(f *program.Func) (changed bool) {
	if len(p.uses[f]) == 0 {
		return false
	}
	places := p.within(f)
	for _, use := range p.uses[f] {
		have := p.params[use.param.Var]
		grown := have
		for _, s := range p.sitesOf(use) {
			grown = grown.through(s.Place, places[s.In])
		}
		p.params[use.param.Var] = grown
		changed = changed || len(grown) > len(have)
	}
	return changed
}

func (p *Placements) sitesOf(use paramUse) []Site {
	if use.call != nil {
		return []Site{{In: use.call.In, Place: placeOfCall(use.call)}}
	}
	return p.placesOf(use.flow)
}

// A stay is a body and one of the places where it runs.
type stay struct {
	f     *program.Func
	place Place
}

// within returns where f's body and the literals in it run, seen from a call of
// f. A literal that is handed on elsewhere is nowhere from here.
func (p *Placements) within(f *program.Func) map[*program.Func]set {
	places := map[*program.Func]set{f: {inline}}
	starts := p.startsIn(f)
	fixpoint.Down([]stay{{f, inline}}, nil, func(from stay) []stay {
		var news []stay
		for _, to := range starts[from.f] {
			next := stay{to.f, to.place.through(from.place)}
			have := places[next.f]
			places[next.f] = have.with(next.place)
			if len(places[next.f]) > len(have) {
				news = append(news, next)
			}
		}
		return news
	})
	return places
}

// startsIn lists the literals in f that f's body and each other's call or hand
// on, by the body that does.
func (p *Placements) startsIn(f *program.Func) map[*program.Func][]stay {
	starts := make(map[*program.Func][]stay)
	for _, lit := range p.lits[f] {
		for _, s := range p.called[lit] {
			starts[s.In] = append(starts[s.In], stay{lit, s.Place})
		}
	}
	for _, flow := range p.flows[f] {
		placed := p.placesOf(flow)
		for _, v := range flow.Values {
			if v.Func == nil || v.Func.Lit == nil {
				continue
			}
			for _, s := range placed {
				starts[s.In] = append(starts[s.In], stay{v.Func, s.Place})
			}
		}
	}
	return starts
}

// findSites lists, when all parameters are known, where each function is called
// or handed on.
func (p *Placements) findSites() {
	p.sites = make(map[*program.Func][]Site)
	for f, calls := range p.called {
		p.sites[f] = calls
	}
	for _, flow := range p.prog.Flows {
		placed := p.placesOf(flow)
		for _, v := range flow.Values {
			if v.Func == nil {
				continue
			}
			for _, s := range placed {
				s.Dynamic = v.Dynamic
				p.sites[v.Func] = append(p.sites[v.Func], s)
			}
		}
	}
	p.findObjects()
}

// Keep notes that a function runs what it is passed for a parameter at a place
// that its own body does not show: another function of the package calls it
// there. It reports whether that is news.
func (p *Placements) Keep(param *types.Var, place Place) bool {
	have := p.params[param]
	p.params[param] = have.with(place)
	return len(p.params[param]) > len(have)
}

// Put notes where the function runs that a flow sends to a hand-written loop. It
// reports whether that is news.
func (p *Placements) Put(flow *program.Flow, place Place) bool {
	have := p.put[flow]
	p.put[flow] = have.with(place)
	return len(p.put[flow]) > len(have)
}
