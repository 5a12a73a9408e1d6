package placement

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// placesOf returns what becomes of the function values that flow hands on.
func (p *Placements) placesOf(flow *program.Flow) []Site {
	if rows := p.rowsFor(flow); len(rows) > 0 {
		return p.sitesOfRows(flow, rows)
	}
	places := p.put[flow]
	if flow.Kind == program.Passed && flow.Call.Callee != nil {
		places = p.placesOfParam(flow.Call, flow.Index)
	}
	var sites []Site
	for _, place := range places {
		sites = append(sites, siteOf(flow, place))
	}
	return sites
}

// rowsFor returns the contract rows for a flow: those for the very parameter or
// field before those for the type.
func (p *Placements) rowsFor(flow *program.Flow) []book.Bound[contract.Runs] {
	switch flow.Kind {
	case program.Passed:
		if flow.Call.Callee != nil {
			if rows := p.rowsForParam(flow.Call.Callee, flow.Index); len(rows) > 0 {
				return rows
			}
		}
	case program.Assigned:
		if v, ok := flow.To.(*types.Var); ok {
			if rows := p.book.Field(v); len(rows) > 0 {
				return rows
			}
		}
	case program.Returned:
		if rows := p.rowsForReturned(flow.In); len(rows) > 0 {
			return rows
		}
	}
	return p.book.FuncType(flow.Type)
}

// rowsForParam returns the rows for a parameter of a function, or of the one that an
// interface's method means; that one is likely.
func (p *Placements) rowsForParam(fn *types.Func, i int) []book.Bound[contract.Runs] {
	meant := p.prog.Meant(fn)
	rows := p.book.Params(fn, i)
	if len(rows) > 0 || meant == fn {
		return rows
	}
	for _, r := range p.book.Params(meant, i) {
		row := *r.Row
		row.Likely = true
		rows = append(rows, book.Bound[contract.Runs]{Framework: r.Framework, Row: &row})
	}
	return rows
}

func (p *Placements) rowsForReturned(f *program.Func) []book.Bound[contract.Runs] {
	if f == nil || f.Obj == nil {
		return nil
	}
	return p.book.ReturnedBy(f.Obj)
}

func (p *Placements) sitesOfRows(flow *program.Flow, rows []book.Bound[contract.Runs]) []Site {
	var sites []Site
	for _, r := range rows {
		if !p.Holds(r.Row.When, flow.Call) {
			continue
		}
		place := Place{Mode: r.Row.Mode, Likely: r.Row.Likely, Entry: r.Row.Entry}
		if place.OnLoop() {
			place.Loop = contract.LoopID{Owner: r.Framework.Name, Name: r.Row.Loop}
		}
		sites = append(sites, siteOf(flow, place))
	}
	return sites
}

func siteOf(flow *program.Flow, place Place) Site {
	if flow.Call != nil && flow.Call.Spawns() {
		place = place.through(spawn)
	}
	return Site{In: flow.In, Place: place, Flow: flow}
}

// noteSwitch remembers a call that switches a contract off for the package.
func (p *Placements) noteSwitch(call *program.Call) {
	if call.Callee == nil {
		return
	}
	for _, w := range p.book.Switches(call.Callee) {
		if p.isConst(call, 0, w.Row.UnlessConst) {
			p.off[w.Row.Unless] = true
		}
	}
}

// Holds reports whether a row's condition is met by a call, nil for a row about
// no call. It is not met in a package that switches the row off.
func (p *Placements) Holds(w contract.When, call *program.Call) bool {
	if p.off[w.Unless] {
		return false
	}
	if call == nil {
		return true
	}
	return (w.Arg == 0 || p.isConst(call, w.Arg-1, w.Const)) && (w.Passes == (contract.Symbol{}) || p.passes(call, w.Passes))
}

// passes reports whether an argument is a function that a condition names, or a call of it.
func (p *Placements) passes(call *program.Call, what contract.Symbol) bool {
	return slices.ContainsFunc(call.Expr.Args, func(arg ast.Expr) bool {
		arg = ast.Unparen(arg)
		if made, ok := arg.(*ast.CallExpr); ok {
			arg = ast.Unparen(made.Fun)
		}
		sel, ok := arg.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		fn, _ := p.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
		return slices.ContainsFunc(p.book.Passed(fn), func(w book.Bound[contract.When]) bool { return w.Row.Passes == what })
	})
}

func (p *Placements) isConst(call *program.Call, arg int, value string) bool {
	if arg >= len(call.Expr.Args) {
		return false
	}
	v := p.pass.TypesInfo.Types[call.Expr.Args[arg]].Value
	return v != nil && v.Kind() != constant.Unknown && v.ExactString() == value
}

// placesOfParam is where the callee, whose contract is silent, runs its parameter.
func (p *Placements) placesOfParam(call *program.Call, index int) set {
	fn := call.Callee
	if mode, ok := p.book.LibraryParam(fn, index); ok {
		return placed(mode)
	}
	if fn.Pkg() != p.pass.Pkg {
		return p.imported(fn, index)
	}
	var places set
	for _, t := range call.Targets {
		if t.Obj == nil || index >= t.Sig.Params().Len() {
			continue
		}
		for _, place := range p.params[t.Sig.Params().At(index)] {
			places = places.with(place)
		}
	}
	return places
}

func placed(mode contract.Mode) set {
	if mode == 0 {
		return nil
	}
	return set{Place{Mode: mode}}
}
