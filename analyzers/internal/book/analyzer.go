package book

import (
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// Analyzer binds the contracts for the package, once for all rules.
var Analyzer = &analysis.Analyzer{
	Name:       "loopcontracts",
	Doc:        "bind the framework contracts to the package's imports for the loopcheck analyzers",
	Run:        func(pass *analysis.Pass) (any, error) { return Bind(pass.Pkg), nil },
	ResultType: reflect.TypeFor[*Book](),
}
