package book

import (
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
}

func run(pass *analysis.Pass) (any, error) {
	b := Bind(pass.Pkg)
	b.bodies = pass.ResultOf[config.Analyzer].(config.Config).Std == config.Bodies
	return b, nil
}
