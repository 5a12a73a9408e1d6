package placement

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Fact is on a function: where it runs the functions that it is passed, and the
// methods of the objects. The analyzer that solves placements together with the
// contexts they depend on exports it.
type Fact struct{ Params []paramPlaces }

type paramPlaces struct {
	Index  int
	Method string // of an object behind an interface; empty for a function
	Places []Place
}

// AFact marks a fact.
func (*Fact) AFact() {}

// String is what tests of facts print.
func (*Fact) String() string { return "places its function parameters" }

var _ analysis.Fact = (*Fact)(nil)

// Export keeps, for importers, where each function runs its parameters.
func (p *Placements) Export() {
	for _, f := range p.prog.Funcs {
		if f.Obj == nil {
			continue
		}
		var fact Fact
		for i := range f.Sig.Params().Len() {
			v := f.Sig.Params().At(i)
			if places := p.params[v]; len(places) > 0 {
				fact.Params = append(fact.Params, paramPlaces{Index: i, Places: places})
			}
			for _, m := range p.methods[v] {
				fact.Params = append(fact.Params, paramPlaces{i, m.Name, m.places})
			}
		}
		if len(fact.Params) > 0 {
			p.pass.ExportObjectFact(f.Obj, &fact)
		}
	}
}

func (p *Placements) imported(fn *types.Func, index int) set {
	var fact Fact
	if !p.pass.ImportObjectFact(fn, &fact) {
		return nil
	}
	for _, param := range fact.Params {
		if param.Index == index && param.Method == "" {
			return param.Places
		}
	}
	return nil
}
