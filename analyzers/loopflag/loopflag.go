package loopflag

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/races"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/touches"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
)

//go:embed doc.go
var doc string

// Analyzer reports plain flags by which two goroutines speak to each other.
var Analyzer = report.Rule("loopflag", doc, run, races.Analyzer, touches.Analyzer)

func run(pass *analysis.Pass, out *report.Reporter) {
	touched := pass.ResultOf[touches.Analyzer].(*touches.Result)
	out.SkipTests() // a test's goroutines end with it
	for _, r := range pass.ResultOf[races.Analyzer].(*races.Result).Races() {
		if !r.Flag || touched.Tells(r.Field, r.Here.Way()) || touched.Tells(r.Field, r.There.Way()) {
			continue
		}
		fix := "close a channel or cancel a context that the loop selects on, post it to the loop, or make it an atomic"
		if r.Mixed() || r.Kept > 0 {
			fix = r.Fix()
		}
		f := report.Finding{
			Node: r.Here.Node, Class: "flag", Tier: config.Likely, Weight: weight.Grave,
			Message: r.Story(pass.Fset) + "; " + fix,
			Loop:    r.Loop.Name(), LoopID: r.LoopID(pass.Pkg), Related: r.Related(), Group: fmt.Sprint("flag ", r.Field.Pos()),
		}
		if r.Strict {
			f.Tier = config.Strict
			f.Group += " strict"
		}
		out.Report(f)
	}
}
