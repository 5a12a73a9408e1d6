package analyzers

import (
	"fmt"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/std"
)

// A draft is what an analyzer says of a package before it has come to its end.
type draft struct {
	driver      *analysis.Pass // what the driver gave
	diagnostics []analysis.Diagnostic
	objects     map[objectFact]analysis.Fact
	facts       map[reflect.Type]analysis.Fact // on the package
	exports     []func()
}

type objectFact struct {
	obj types.Object
	typ reflect.Type
}

func newDraft(pass *analysis.Pass) *draft {
	return &draft{
		driver:  pass,
		objects: make(map[objectFact]analysis.Fact),
		facts:   make(map[reflect.Type]analysis.Fact),
	}
}

// passFor returns the analyzer's pass, which writes to the draft, and sees what
// stands there.
func (d *draft) passFor(a *analysis.Analyzer, results map[*analysis.Analyzer]any) *analysis.Pass {
	p := *d.driver
	p.Analyzer, p.ResultOf = a, results
	p.Report = func(diag analysis.Diagnostic) { d.diagnostics = append(d.diagnostics, diag) }
	p.ExportObjectFact = d.exportObject
	p.ExportPackageFact = d.exportPackage
	p.ImportObjectFact = func(obj types.Object, ptr analysis.Fact) bool {
		return copyFact(ptr, d.objects[objectFact{obj, reflect.TypeOf(ptr)}]) || d.driver.ImportObjectFact(obj, ptr)
	}
	p.ImportPackageFact = func(pkg *types.Package, ptr analysis.Fact) bool {
		return pkg == d.driver.Pkg && copyFact(ptr, d.facts[reflect.TypeOf(ptr)]) || d.driver.ImportPackageFact(pkg, ptr)
	}
	return &p
}

// exportObject panics where the driver would, so that publish does not.
func (d *draft) exportObject(obj types.Object, fact analysis.Fact) {
	if obj.Pkg() != d.driver.Pkg {
		panic(fmt.Sprintf("fact %T on %v, which is not of package %s", fact, obj, d.driver.Pkg.Path()))
	}
	d.objects[objectFact{obj, reflect.TypeOf(fact)}] = fact
	d.exports = append(d.exports, func() { d.driver.ExportObjectFact(obj, fact) })
}

func (d *draft) exportPackage(fact analysis.Fact) {
	d.facts[reflect.TypeOf(fact)] = fact
	d.exports = append(d.exports, func() { d.driver.ExportPackageFact(fact) })
}

// copyFact sets *ptr to a fact, if there is one.
func copyFact(ptr, fact analysis.Fact) bool {
	if fact == nil {
		return false
	}
	reflect.ValueOf(ptr).Elem().Set(reflect.ValueOf(fact).Elem())
	return true
}

// publish hands the draft over to the driver. Facts of a standard library that was asked
// for stay in their package: of the library the table speaks, and says the same whether or
// not somebody asked.
func (d *draft) publish() {
	if !std.Is(d.driver.Pkg.Path()) {
		for _, export := range d.exports {
			export()
		}
	}
	for _, diag := range d.diagnostics {
		d.driver.Report(diag)
	}
}
