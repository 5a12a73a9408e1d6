package loopawait

import (
	_ "embed"
	"fmt"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/duty"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

//go:embed doc.go
var doc string

// Analyzer reports values with a duty that nobody meets.
var Analyzer = report.Rule("loopawait", doc, run, program.Analyzer, duty.Analyzer)

func run(pass *analysis.Pass, out *report.Reporter) {
	graph := pass.ResultOf[program.Analyzer].(*program.Package)
	duties := pass.ResultOf[duty.Analyzer].(*duty.Result)
	out.SkipTests() // a test steps a model by hand and drops what it does not look at
	for _, f := range graph.Funcs {
		for _, d := range duties.Unmet(f) {
			out.Report(report.Finding{Node: d.Call, Class: "dropped", Tier: tier(f, d), Weight: weigh(d), Message: message(d), Group: group(graph, d), Fixes: d.Fixes})
		}
	}
}

// group makes one finding of the calls of one function of this package whose
// result all of them drop: it is one decision, mostly forgotten at once.
func group(graph *program.Package, d duty.Drop) string {
	if d.Callee == nil || graph.FuncOf(d.Callee) == nil {
		return ""
	}
	return d.Callee.FullName()
}

func tier(f *program.Func, d duty.Drop) config.Tier {
	switch {
	case d.Due.Row.Strict, d.Unseen, d.Due.Row.Returnable && !d.Due.ReturnedBy(f.Sig):
		return config.Strict
	case d.Due.Row.Likely:
		return config.Likely
	}
	return config.Sure
}

// weigh is what the loss is felt like. Who writes a _ for what a function of
// their own returns waits for nothing.
func weigh(d duty.Drop) weight.Weight {
	lasts := d.Due.Row.Lasts
	if lasts == contract.Usual {
		lasts = contract.Forever
	}
	return weight.Of(lasts, weight.NowAndThen, !d.Waived)
}

func message(d duty.Drop) string {
	what := fmt.Sprintf("the %s.%s that %s returns", d.Due.Type.Obj().Pkg().Name(), d.Due.Type.Obj().Name(), words.Spell(d.Call.Fun))
	ways := strings.Join(d.Due.Row.Met, " or ")
	switch d.How {
	case duty.Overwritten:
		return fmt.Sprintf("%s is dropped: %s is assigned again before anybody reads it; %s", what, d.Var, ways)
	case duty.Unread:
		return fmt.Sprintf("%s is dropped: nobody reads %s after this; %s", what, d.Var, ways)
	}
	return fmt.Sprintf("%s is dropped; %s", what, ways)
}
