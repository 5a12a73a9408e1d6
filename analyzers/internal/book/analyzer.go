package book

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
)

// Analyzer binds the contracts for the package, once for all rules.
var Analyzer = &analysis.Analyzer{
	Name:       "loopcontracts",
	Doc:        "bind the framework contracts to the package's imports for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{config.Analyzer},
	ResultType: reflect.TypeFor[*Book](),
	FactTypes:  []analysis.Fact{(*sightFact)(nil)},
}

// sightFact is on a package: it is a framework's, or has one among what it
// imports. Most packages have none, and need not look for it in the whole import
// graph below them.
type sightFact struct{}

func (*sightFact) AFact()         {}
func (*sightFact) String() string { return "has a framework in sight" }

func run(pass *analysis.Pass) (any, error) {
	b := blank()
	if b.inSight(pass.Pkg, func(imp *types.Package) bool { return pass.ImportPackageFact(imp, new(sightFact)) }) {
		pass.ExportPackageFact(new(sightFact))
		b = b.bind(pass.Pkg)
	} else {
		b = b.about(pass.Pkg)
	}
	switch pass.ResultOf[config.Analyzer].(config.Config).Std {
	case config.Bodies:
		b.bodies = true
	case config.Asked:
		b.asked = pass.Pkg.Path()
	}
	return b, nil
}

// inSight reports whether the package or something below it is a framework's,
// by what is known of its imports.
func (s *shelf) inSight(pkg *types.Package, known func(*types.Package) bool) bool {
	if s.moduleOf(pkg.Path()) != "" {
		return true
	}
	for _, imp := range pkg.Imports() {
		if s.moduleOf(imp.Path()) != "" || known(imp) {
			return true
		}
	}
	return false
}
