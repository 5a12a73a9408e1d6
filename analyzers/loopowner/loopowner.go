package loopowner

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

// Analyzer reports state of a loop that another goroutine touches.
var Analyzer = report.Rule("loopowner", doc, run, touches.Analyzer, races.Analyzer)

func run(pass *analysis.Pass, out *report.Reporter) {
	touched := pass.ResultOf[touches.Analyzer].(*touches.Result)
	out.SkipTests() // no loop runs beside a test that steps a model or a widget by hand
	g := groups{}
	for _, off := range touched.Off() {
		f := finding(off)
		f.Group = g.of(off, f.Message)
		out.Report(f)
	}
	for _, r := range pass.ResultOf[races.Analyzer].(*races.Result).Races() {
		told := touched.Tells(r.Field, r.Here.Start) || touched.Tells(r.Field, r.There.Start)
		if !r.Flag && (!told || len(r.Also) > 0) {
			out.Report(race(pass, r))
		}
	}
	for _, e := range touched.Escapes() {
		out.Report(report.Finding{
			Node: e.Node, Class: "lent", Tier: config.Sure, Weight: weight.Grave,
			Message: fmt.Sprintf("%s outlives its callback: %s, and %s; %s", e.Name, e.How, e.Why, e.Fix),
		})
	}
}

// finding is a touch off the loop.
func finding(off touches.Off) report.Finding {
	f := report.Finding{
		Node: off.Node, Class: "goroutine", Tier: config.Sure, Weight: weight.Grave,
		Message: message(off.Touch) + "; " + off.Fix,
		Loop:    "the " + off.Loop.String() + " loop", LoopID: off.Loop.String(), Why: off.Why,
	}
	if off.Likely || off.Said != "" && !off.Order {
		f.Tier = config.Likely
	}
	if off.Said != "" {
		f.Class, f.Loop = "said", off.Loop.Name
	}
	if off.Guess {
		f.Tier = config.Strict
	}
	if off.At != "" {
		at := fmt.Sprintf("%s is at %s", off.Root, off.At)
		f.Related = append(f.Related, analysis.RelatedInformation{Pos: off.Node.Pos(), Message: at})
	}
	for _, t := range off.Inner {
		f.Related = append(f.Related, analysis.RelatedInformation{Pos: t.Node.Pos(), Message: message(t)})
	}
	return f
}

// race is what two goroutines do to the state of a hand-written loop.
func race(pass *analysis.Pass, r races.Race) report.Finding {
	fix := "post it to the loop that owns it, or guard it with a lock"
	if r.Turn != nil {
		fix = r.Turn.Fix
	}
	f := report.Finding{
		Node: r.Here.Node, Class: "race", Tier: config.Likely, Weight: weight.Grave,
		Message: r.Story(pass.Fset) + "; " + fix,
		Loop:    r.Loop.Name(), LoopID: r.LoopID(pass.Pkg), Related: r.Related(), Group: fmt.Sprint("race ", r.Field.Pos()),
	}
	if r.Strict {
		f.Tier = config.Strict
		f.Group += " strict"
	}
	return f
}

// groups are the decisions that findings ask for, by what runs off which loop.
type groups map[string]string

// of is the decision that a touch belongs to. What a body touches, itself and by
// calls, takes one hand-off, or one copy made before. Bodies of one declaration that
// begin with the same touch take the same.
func (g groups) of(off touches.Off, message string) string {
	if off.In == nil {
		return ""
	}
	at := fmt.Sprint(off.Loop, off.In.Node().Pos())
	if g[at] == "" {
		declared := off.In
		for declared.Outer != nil {
			declared = declared.Outer
		}
		g[at] = fmt.Sprint(declared.Node().Pos(), " ", message)
	}
	return g[at]
}

// verbs says what a touch does, of a framework's object and of a model's field.
var verbs = map[touches.Access]string{touches.Called: "touches", touches.Read: "is read", touches.Written: "is written"}

var does = map[touches.Access]string{touches.Called: "calls", touches.Read: "reads", touches.Written: "writes"}

func message(t touches.Touch) string {
	switch {
	case t.Said != "":
		return said(t)
	case t.Via == "" && t.By != "":
		return fmt.Sprintf("%s %s %s off the %s loop, which %s it too", t.By, does[t.Access], t.Text, t.Loop, other(t))
	case t.Via != "" && t.Field != nil:
		return fmt.Sprintf("%s runs off the %s loop: %s %s there, and the loop %s it too", t.Text, t.Loop, t.Root, verbs[t.Access], other(t))
	case t.Via != "":
		return fmt.Sprintf("%s touches %s off the %s loop: it %s %s", t.Text, t.What, t.Loop, does[t.Access], t.Root)
	case t.Field != nil:
		return fmt.Sprintf("%s %s off the %s loop, which %s it too", t.Text, verbs[t.Access], t.Loop, other(t))
	case t.Access != touches.Called:
		return fmt.Sprintf("%s %s off the %s loop: it is a field of %s", t.Text, verbs[t.Access], t.Loop, t.What)
	}
	return fmt.Sprintf("%s touches %s off the %s loop", t.Text, t.What, t.Loop)
}

// said is a touch of what a comment says is a loop's, with what it says.
func said(t touches.Touch) string {
	what := fmt.Sprintf("%s %s off its loop", t.Text, verbs[t.Access])
	switch {
	case t.Via != "" && t.Field != nil:
		what = fmt.Sprintf("%s runs off the loop that owns %s", t.Text, t.Root)
	case t.Via != "" && t.Root != t.Via:
		what = fmt.Sprintf("%s runs off the loop that %s is for", t.Text, t.Root)
	case t.Access == touches.Called:
		what = fmt.Sprintf("%s runs off its loop", t.Text)
	}
	return what + ": " + t.Said
}

// other is what the loop does with the field, so that the two race.
func other(t touches.Touch) string {
	if t.Access == touches.Written {
		return "uses"
	}
	return "writes"
}
