package loopblock

import (
	"cmp"
	_ "embed"
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

//go:embed doc.go
var doc string

// Analyzer reports calls that can block, where they run on a loop.
var Analyzer = report.Rule("loopblock", doc, run, runson.Analyzer, waitsfor.Analyzer)

func run(pass *analysis.Pass, out *report.Reporter) {
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	waits := pass.ResultOf[waitsfor.Analyzer].(*waitsfor.Result)
	out.SkipTests() // a test's handler hands its one message to the test, and nobody else waits
	for _, f := range runs.Program.Funcs {
		for _, c := range runs.On(f) {
			for _, call := range f.Calls {
				if e, ok := worst(c, call, waits.In(c, call)); ok {
					f := finding(c, e, call.Expr, message(c.Loop, e, call))
					f.Tier = tier(c, e, call)
					f.Weight = c.Weight(e.Length(), call)
					if e.In != "" {
						f.Group = e.In + " " + e.Root // whatever leads to what blocks is one problem
					}
					out.Report(f)
				}
			}
			for _, op := range f.Ops {
				if e, ok := waits.Op(op); ok && minds(c.Loop, e) {
					out.Report(finding(c, e, op.Node, opMessage(c.Loop, e, op)))
				}
			}
		}
	}
}

// worst returns the effect that is felt most, of those that the loop minds.
func worst(c *runson.Context, call *program.Call, effects []waitsfor.Effect) (worst waitsfor.Effect, ok bool) {
	for _, e := range effects {
		if minds(c.Loop, e) && (!ok || isWorse(e, worst, func(e waitsfor.Effect) weight.Weight { return c.Weight(e.Length(), call) })) {
			worst, ok = e, true
		}
	}
	return worst, ok
}

func isWorse(e, than waitsfor.Effect, weigh func(waitsfor.Effect) weight.Weight) bool {
	return cmp.Or(
		cmp.Compare(weigh(e), weigh(than)),
		cmp.Compare(waitsfor.Rank(than.Class), waitsfor.Rank(e.Class)),
	) > 0
}

func minds(l *runson.Loop, e waitsfor.Effect) bool { return e.Excuse(l) == "" }

func finding(c *runson.Context, e waitsfor.Effect, n ast.Node, message string) report.Finding {
	return report.Finding{
		Node: n, Class: string(e.Class), Tier: tier(c, e, nil), Weight: c.Weight(e.Length(), nil), Message: message,
		Bound: e.Bound, Loop: c.Loop.String(), LoopID: c.Loop.ID.String(), Why: c.Why(),
	}
}

func tier(c *runson.Context, e waitsfor.Effect, call *program.Call) config.Tier {
	switch {
	case e.Unsure:
		return config.Strict
	case !c.Loop.Declared() && (e.Hops > 0 || paces(e, call)):
		return config.Strict
	case c.Likely || e.Likely:
		return config.Likely
	}
	return config.Sure
}

// paces reports whether a wait is a back-off: a pause that is computed, or that follows an error.
func paces(e waitsfor.Effect, call *program.Call) bool {
	return e.Class == contract.Sleep && (e.Bound == 0 || call != nil && call.Failing)
}

func message(l *runson.Loop, e waitsfor.Effect, call *program.Call) string {
	return fmt.Sprintf("%s blocks %s%s%s%s", words.Spell(call.Expr.Fun), l, forHowLong(e), e.Because(), instead(l, e))
}

func opMessage(l *runson.Loop, e waitsfor.Effect, op *program.Op) string {
	return fmt.Sprintf("%s blocks %s%s%s", words.SpellOp(op), l, forHowLong(e), instead(l, e))
}

func forHowLong(e waitsfor.Effect) string {
	if e.Bound == 0 {
		return ""
	}
	return " for " + e.Bound.String()
}

func instead(l *runson.Loop, e waitsfor.Effect) string {
	switch {
	case e.Fix != "":
		return "; " + e.Fix
	case l.Desc.Fix != "":
		return "; " + l.Desc.Fix
	}
	return "; do it in a goroutine and send the loop the result"
}
