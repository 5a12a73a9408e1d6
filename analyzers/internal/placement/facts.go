package placement

import (
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Fact is on a function: where it runs the functions that it is passed. The
// analyzer that solves placements together with the contexts they depend on
// exports it.
type Fact struct{ Params []paramPlaces }

type paramPlaces struct {
	Index  int
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
			if places := p.params[f.Sig.Params().At(i)]; len(places) > 0 {
				fact.Params = append(fact.Params, paramPlaces{i, places})
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
		if param.Index == index {
			return param.Places
		}
	}
	return nil
}
