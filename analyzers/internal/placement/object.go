package placement

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A method is one that is called, of an object that a parameter is for, and where.
type method struct {
	Name   string
	places set
}

// KeepMethod notes that a method of the object passed for a parameter is called at a place
// that the function's own body does not show: the object is kept, and another function of
// the package calls it there. It reports whether that is news.
func (p *Placements) KeepMethod(param *types.Var, name string, place Place) bool {
	all := p.methods[param]
	for i := range all {
		if all[i].Name == name {
			have := len(all[i].places)
			all[i].places = all[i].places.with(place)
			return len(all[i].places) > have
		}
	}
	p.methods[param] = append(all, method{name, set{place}})
	return true
}

// findObjects adds the places where methods run of the objects that calls pass: an object
// is a handful of functions.
func (p *Placements) findObjects() {
	for _, f := range p.prog.Funcs {
		for _, call := range f.Calls {
			for _, kept := range p.keptOf(call) {
				if kept.Index < len(call.Expr.Args) {
					p.addObject(call, kept)
				}
			}
		}
	}
}

// keptOf are the methods that are placed of the objects that a call passes.
func (p *Placements) keptOf(call *program.Call) []paramPlaces {
	fn := call.Callee
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	if fn.Pkg() == p.pass.Pkg {
		return p.keptHere(p.prog.FuncOf(fn))
	}
	fn = p.prog.Meant(fn)
	all, known := p.abroad[fn]
	if !known {
		all = p.importMethods(fn)
		p.abroad[fn] = all
	}
	return all
}

// keptHere are those of a function of this package. A call through an interface of the
// package means all that implement it anyway.
func (p *Placements) keptHere(f *program.Func) (all []paramPlaces) {
	if f == nil || len(p.methods) == 0 {
		return nil
	}
	for i := range f.Sig.Params().Len() {
		v := f.Sig.Params().At(i)
		if named := program.Named(v.Type()); named == nil || named.Obj().Pkg() == p.pass.Pkg {
			continue
		}
		for _, m := range p.methods[v] {
			all = append(all, paramPlaces{i, m.Name, m.places})
		}
	}
	return all
}

func (p *Placements) importMethods(fn *types.Func) (all []paramPlaces) {
	var fact Fact
	if !p.pass.ImportObjectFact(fn, &fact) {
		return nil
	}
	for _, param := range fact.Params {
		if param.Method != "" {
			all = append(all, param)
		}
	}
	return all
}

func (p *Placements) addObject(call *program.Call, kept paramPlaces) {
	arg := call.Expr.Args[kept.Index]
	f := p.prog.MethodOf(arg, kept.Method)
	if f == nil {
		return
	}
	flow := &program.Flow{In: call.In, Kind: program.Passed, Value: arg, Type: p.pass.TypesInfo.TypeOf(arg), Call: call, Index: kept.Index}
	for _, place := range kept.Places {
		p.sites[f] = append(p.sites[f], siteOf(flow, place))
	}
}
