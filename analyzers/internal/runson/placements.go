package runson

import (
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/callgraph"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/std"
)

// placementFact is on a function: where it runs the functions that it is passed.
type placementFact struct{ Params []paramPlaces }

type paramPlaces struct {
	Index  int
	Places placeSet
}

func (*placementFact) AFact()         {}
func (*placementFact) String() string { return "places its function parameters" }

// placements finds where function values run: a closure is judged by where it
// runs, never by where it stands.
type placements struct {
	pass   *analysis.Pass
	graph  *callgraph.Graph
	book   *contract.Book
	off    map[types.Object]bool // contract switches thrown in this package
	values map[*callgraph.Flow][]callgraph.Value
	params map[*types.Var]placeSet
	sites  map[*callgraph.Func][]site
}

// A site is a place where a function value is handed on or called, and what
// becomes of it there.
type site struct {
	in    *callgraph.Func // nil at package level
	place Place
	flow  *callgraph.Flow // nil for a call
	call  *callgraph.Call // nil for a flow
	why   string
	dyn   bool
}

func newPlacements(pass *analysis.Pass, graph *callgraph.Graph, book *contract.Book) *placements {
	p := &placements{
		pass: pass, graph: graph, book: book,
		off:    make(map[types.Object]bool),
		values: make(map[*callgraph.Flow][]callgraph.Value),
		params: make(map[*types.Var]placeSet),
	}
	for _, f := range graph.Funcs {
		for _, call := range f.Calls {
			p.noteSwitch(call)
		}
	}
	for _, flow := range graph.Flows {
		p.values[flow] = graph.Values(flow.Value)
	}
	p.solve()
	return p
}

// noteSwitch remembers a call that switches a contract off for the package.
func (p *placements) noteSwitch(call *callgraph.Call) {
	if call.Callee == nil || !p.book.SwitchesOff(call.Callee) || len(call.Expr.Args) == 0 {
		return
	}
	if v := p.pass.TypesInfo.Types[call.Expr.Args[0]].Value; v != nil && v.ExactString() == "false" {
		p.off[call.Callee] = true
	}
}

// solve runs the sites and the parameters' places to their common fixpoint:
// where a literal runs depends on what the function it is passed to does with
// its parameter, which may be to pass it to another literal's call.
func (p *placements) solve() {
	for changed := true; changed; {
		p.sites = p.findSites()
		changed = false
		for _, use := range p.paramUses() {
			for _, outer := range p.relative(use.site.in, use.param.Of, nil) {
				set, grew := p.params[use.param.Var].with(use.site.place.through(outer))
				p.params[use.param.Var] = set
				changed = changed || grew
			}
		}
	}
}

func (p *placements) findSites() map[*callgraph.Func][]site {
	sites := make(map[*callgraph.Func][]site)
	for _, f := range p.graph.Funcs {
		for _, call := range f.Calls {
			for _, t := range call.Targets {
				if t.Lit != nil {
					sites[t.Func] = append(sites[t.Func], site{in: f, place: placeOfCall(call), call: call, dyn: t.Dynamic})
				}
			}
		}
	}
	for _, flow := range p.graph.Flows {
		placed := p.placesOf(flow)
		for _, v := range p.values[flow] {
			if v.Func == nil {
				continue
			}
			for _, s := range placed {
				s.dyn = v.Dynamic
				sites[v.Func] = append(sites[v.Func], s)
			}
		}
	}
	return sites
}

func placeOfCall(call *callgraph.Call) Place {
	if call.How == callgraph.Go {
		return spawn
	}
	return inline
}

type paramUse struct {
	param callgraph.Param
	site  site
}

// paramUses lists what functions do with the functions they were passed.
func (p *placements) paramUses() []paramUse {
	var uses []paramUse
	for _, f := range p.graph.Funcs {
		for _, call := range f.Calls {
			if call.Callee != nil {
				continue
			}
			for _, v := range p.graph.Values(call.Expr.Fun) {
				if v.Param.Var != nil && !v.Dynamic {
					uses = append(uses, paramUse{v.Param, site{in: f, place: placeOfCall(call)}})
				}
			}
		}
	}
	for _, flow := range p.graph.Flows {
		for _, v := range p.values[flow] {
			if v.Param.Var == nil || v.Dynamic {
				continue
			}
			for _, s := range p.placesOf(flow) {
				uses = append(uses, paramUse{v.Param, s})
			}
		}
	}
	return uses
}

// relative returns where f's body runs, seen from a call of root, which f is or stands in.
func (p *placements) relative(f, root *callgraph.Func, seen []*callgraph.Func) placeSet {
	if f == root {
		return placeSet{inline}
	}
	if f == nil {
		return nil
	}
	for _, s := range seen {
		if s == f {
			return nil
		}
	}
	seen = append(seen, f)
	var set placeSet
	for _, s := range p.sites[f] {
		for _, outer := range p.relative(s.in, root, seen) {
			set, _ = set.with(s.place.through(outer))
		}
	}
	return set
}

// placesOf returns what becomes of the function values that flow hands on.
func (p *placements) placesOf(flow *callgraph.Flow) []site {
	rows := p.rowsFor(flow)
	if len(rows) > 0 {
		return p.sitesOfRows(flow, rows)
	}
	if flow.Kind != callgraph.Passed || flow.Call.Callee == nil {
		return nil
	}
	var sites []site
	for _, place := range p.placesOfParam(flow.Call, flow.Index) {
		sites = append(sites, p.siteOf(flow, place, ""))
	}
	return sites
}

// rowsFor returns the contract rows for a flow: those for the very parameter or
// field before those for the type.
func (p *placements) rowsFor(flow *callgraph.Flow) []contract.Bound[contract.Runs] {
	switch flow.Kind {
	case callgraph.Passed:
		if flow.Call.Callee != nil {
			if rows := p.book.Params(flow.Call.Callee, flow.Index); len(rows) > 0 {
				return rows
			}
		}
	case callgraph.Assigned:
		if v, ok := flow.To.(*types.Var); ok {
			if rows := p.book.Field(v); len(rows) > 0 {
				return rows
			}
		}
	case callgraph.Returned:
		if rows := p.rowsForReturned(flow.In); len(rows) > 0 {
			return rows
		}
	}
	return p.book.FuncType(flow.Type)
}

func (p *placements) rowsForReturned(f *callgraph.Func) []contract.Bound[contract.Runs] {
	if f == nil || f.Obj == nil {
		return nil
	}
	var rows []contract.Bound[contract.Runs]
	for _, m := range p.book.Returned {
		if implements(f.Obj, m) {
			rows = append(rows, m.Bound)
		}
	}
	return rows
}

func (p *placements) sitesOfRows(flow *callgraph.Flow, rows []contract.Bound[contract.Runs]) []site {
	var sites []site
	for _, r := range rows {
		if !p.holds(r.Row.When, flow.Call) {
			continue
		}
		place := Place{Mode: r.Row.Mode, Likely: r.Row.Likely}
		if place.OnLoop() {
			place.Loop = contract.LoopID{Framework: r.Framework.Name, Loop: r.Row.Loop}
		}
		sites = append(sites, p.siteOf(flow, place, r.Row.Why))
	}
	return sites
}

func (p *placements) siteOf(flow *callgraph.Flow, place Place, why string) site {
	if flow.Call != nil && flow.Call.How == callgraph.Go {
		place = place.through(spawn)
	}
	return site{in: flow.In, place: place, flow: flow, why: why}
}

// holds reports whether a row's condition is met by a call.
func (p *placements) holds(w contract.When, call *callgraph.Call) bool {
	for obj := range p.off {
		if fn, ok := obj.(*types.Func); ok && fn.Name() == w.Unless.Name && fn.Pkg().Path() == w.Unless.Pkg {
			return false
		}
	}
	return call == nil || HoldsFor(p.pass, w, call)
}

// HoldsFor reports whether the condition on a call's argument is met.
func HoldsFor(pass *analysis.Pass, w contract.When, call *callgraph.Call) bool {
	if w.Arg == 0 {
		return true
	}
	if w.Arg > len(call.Expr.Args) {
		return false
	}
	v := pass.TypesInfo.Types[call.Expr.Args[w.Arg-1]].Value
	return v != nil && v.ExactString() == w.Const
}

// placesOfParam is where the callee, whose contract is silent, runs its parameter.
func (p *placements) placesOfParam(call *callgraph.Call, index int) placeSet {
	fn := call.Callee
	if std.Is(fn.Pkg().Path()) {
		return stdPlaces(fn, index)
	}
	if fn.Pkg() != p.pass.Pkg {
		return p.imported(fn, index)
	}
	var set placeSet
	for _, t := range call.Targets {
		if t.Obj == nil || index >= t.Sig.Params().Len() {
			continue
		}
		for _, place := range p.params[t.Sig.Params().At(index)] {
			set, _ = set.with(place)
		}
	}
	return set
}

func stdPlaces(fn *types.Func, index int) placeSet {
	switch std.Param(fn, index) {
	case std.Inline:
		return placeSet{inline}
	case std.Spawn:
		return placeSet{spawn}
	}
	return nil
}

func (p *placements) imported(fn *types.Func, index int) placeSet {
	var fact placementFact
	if !p.pass.ImportObjectFact(fn, &fact) {
		return nil
	}
	for _, param := range fact.Params {
		if param.Index == index {
			return param.Places
		}
	}
	return nil
}

// export keeps, for importers, where each function runs its parameters.
func (p *placements) export() {
	for _, f := range p.graph.Funcs {
		if f.Obj == nil {
			continue
		}
		var fact placementFact
		for i := range f.Sig.Params().Len() {
			if set := p.params[f.Sig.Params().At(i)]; len(set) > 0 {
				fact.Params = append(fact.Params, paramPlaces{i, set})
			}
		}
		if len(fact.Params) > 0 {
			p.pass.ExportObjectFact(f.Obj, &fact)
		}
	}
}

// implements reports whether fn is the method m asks of an implementer.
func implements(fn *types.Func, m contract.Method) bool {
	if fn.Name() != m.Name {
		return false
	}
	named := callgraph.ReceiverNamed(fn)
	if named == nil || types.IsInterface(named) {
		return false
	}
	return types.Implements(named, m.Iface) || types.Implements(types.NewPointer(named), m.Iface)
}
