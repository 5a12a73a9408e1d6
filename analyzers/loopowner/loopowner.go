package loopowner

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/owns"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

//go:embed doc.go
var doc string

// Analyzer reports state of a loop that another goroutine touches.
var Analyzer = report.Rule("loopowner", doc, run, runson.Analyzer, owns.Analyzer)

func run(pass *analysis.Pass, out *report.Reporter) {
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	owned := pass.ResultOf[owns.Analyzer].(*owns.Result)
	out.SkipTests() // no loop runs beside a test that steps a model or a widget by hand
	for _, off := range owned.Off() {
		out.Report(finding(off))
	}
	for _, f := range runs.Program.Funcs {
		for _, e := range owned.Escapes(f) {
			out.Report(report.Finding{
				Node: e.Node, Class: "lent", Tier: config.Sure,
				Message: fmt.Sprintf("%s outlives its callback: %s, and %s; %s", e.Name, e.How, e.Why, e.Fix),
			})
		}
	}
}

// finding is a touch off the loop. A function's own are one problem, and each
// function that it calls is another.
func finding(off owns.Off) report.Finding {
	f := report.Finding{
		Node: off.Node, Class: "goroutine", Tier: config.Sure,
		Message: message(off.Touch) + "; " + off.Fix,
		Loop:    "the " + off.Loop.String() + " loop", LoopID: off.Loop.String(), Why: off.Why,
	}
	if off.Likely {
		f.Tier = config.Likely
	}
	if off.In != nil {
		f.Group = group(off)
	}
	for _, t := range off.Inner {
		f.Related = append(f.Related, analysis.RelatedInformation{Pos: t.Node.Pos(), Message: message(t)})
	}
	return f
}

func group(off owns.Off) string {
	key := fmt.Sprint(off.Loop, off.In.Node().Pos())
	if off.Callee != nil {
		key += fmt.Sprint(" ", off.Callee.Node().Pos())
	}
	return key
}

// verbs says what a touch does, of a framework's object and of a model's field.
var verbs = map[owns.Access]string{owns.Called: "touches", owns.Read: "is read", owns.Written: "is written"}

var does = map[owns.Access]string{owns.Called: "calls", owns.Read: "reads", owns.Written: "writes"}

func message(t owns.Touch) string {
	switch {
	case t.Via != "" && t.Field != nil:
		return fmt.Sprintf("%s runs off the %s loop: %s %s there, and the loop %s it too", t.Text, t.Loop, t.Root, verbs[t.Access], other(t))
	case t.Via != "":
		return fmt.Sprintf("%s touches %s off the %s loop: it %s %s", t.Text, t.What, t.Loop, does[t.Access], t.Root)
	case t.Field != nil:
		return fmt.Sprintf("%s %s off the %s loop, which %s it too", t.Text, verbs[t.Access], t.Loop, other(t))
	case t.Access != owns.Called:
		return fmt.Sprintf("%s %s off the %s loop: it is a field of %s", t.Text, verbs[t.Access], t.Loop, t.What)
	}
	return fmt.Sprintf("%s touches %s off the %s loop", t.Text, t.What, t.Loop)
}

// other is what the loop does with the field, so that the two race.
func other(t owns.Touch) string {
	if t.Access == owns.Written {
		return "uses"
	}
	return "writes"
}
