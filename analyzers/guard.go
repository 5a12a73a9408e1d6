package analyzers

import (
	"fmt"
	"os"
	"reflect"
	"runtime/debug"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
)

// Guarded returns a copy of a suite, and of all that it requires, for drivers
// that a panic would end: go vet would lose the package's other findings,
// golangci-lint those of all linters. A copy that panics, or fails, says nothing
// about the package, and neither do those that require it; with -debug the
// reason is on stderr.
//
// What an analyzer reports and exports counts when its Run returns: of one that
// panics half way no finding and no fact is left. A stack that grows without
// end cannot be guarded against.
func Guarded(suite []*analysis.Analyzer) []*analysis.Analyzer {
	g := make(guards)
	guarded := make([]*analysis.Analyzer, len(suite))
	for i, a := range suite {
		guarded[i] = g.guard(a)
	}
	return guarded
}

// guards has the copies, by their originals.
type guards map[*analysis.Analyzer]*analysis.Analyzer

// An outcome is the result of a guarded analyzer.
type outcome struct {
	result any
	broken bool
}

func (g guards) guard(a *analysis.Analyzer) *analysis.Analyzer {
	if guarded := g[a]; guarded != nil {
		return guarded
	}
	guarded := *a
	guarded.Requires = make([]*analysis.Analyzer, len(a.Requires))
	for i, req := range a.Requires {
		guarded.Requires[i] = g.guard(req)
	}
	guarded.ResultType = reflect.TypeFor[outcome]()
	guarded.Run = func(pass *analysis.Pass) (any, error) { return g.run(a, pass), nil }
	g[a] = &guarded
	return &guarded
}

// run runs the analyzer on a pass that is the copy's.
func (g guards) run(a *analysis.Analyzer, pass *analysis.Pass) outcome {
	results := make(map[*analysis.Analyzer]any, len(a.Requires))
	for _, req := range a.Requires {
		o := pass.ResultOf[g[req]].(outcome)
		if o.broken {
			return outcome{broken: true}
		}
		results[req] = o.result
	}
	d := newDraft(pass)
	result, err := recovered(a, d.passFor(a, results))
	if err != nil {
		complain(pass, a, err)
		return outcome{broken: true}
	}
	d.publish()
	return outcome{result: result}
}

// recovered runs an analyzer and returns a panic, with its stack, as an error.
func recovered(a *analysis.Analyzer, pass *analysis.Pass) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return a.Run(pass)
}

func complain(pass *analysis.Pass, a *analysis.Analyzer, err error) {
	if config.Debug() {
		fmt.Fprintf(os.Stderr, "loopcheck: %s: analyzer %s: %v\n", pass.Pkg.Path(), a.Name, err)
	}
}
