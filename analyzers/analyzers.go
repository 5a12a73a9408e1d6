package analyzers

import (
	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/directive"
	"github.com/loopcheck/loopcheck/analyzers/loopawait"
	"github.com/loopcheck/loopcheck/analyzers/loopblock"
	"github.com/loopcheck/loopcheck/analyzers/loopdeadlock"
	"github.com/loopcheck/loopcheck/analyzers/loopflag"
	"github.com/loopcheck/loopcheck/analyzers/loopleak"
	"github.com/loopcheck/loopcheck/analyzers/loopowner"
)

// Rules are the rules, in alphabetical order.
var Rules = []*analysis.Analyzer{
	loopawait.Analyzer,
	loopblock.Analyzer,
	loopdeadlock.Analyzer,
	loopflag.Analyzer,
	loopleak.Analyzer,
	loopowner.Analyzer,
}

// Suite is what a driver runs: the rules, and the analyzers that own the shared
// settings and report directives that cannot be read. A driver that a panic
// would end runs them [Guarded].
func Suite() []*analysis.Analyzer {
	return append([]*analysis.Analyzer{config.Analyzer, directive.Analyzer}, Rules...)
}
