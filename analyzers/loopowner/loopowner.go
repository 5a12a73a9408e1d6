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
	raced := pass.ResultOf[races.Analyzer].(*races.Result)
	out.SkipTests() // no loop runs beside a test that steps a model or a widget by hand
	g := groups{}
	for _, off := range touched.Off() {
		f := finding(off)
		f.Group = g.of(off, f.Message)
		out.Report(f)
	}
	for _, r := range raced.Races() {
		told := touched.Tells(r.Field, r.Here.Way()) || touched.Tells(r.Field, r.There.Way())
		if !r.Flag && (!told || len(r.Also) > 0 && !r.Here.Open) {
			out.Report(race(pass, r))
		}
	}
	for _, sent := range raced.Sent() {
		out.Report(shared(pass, sent))
	}
	for _, l := range raced.Lent() {
		out.Report(report.Finding{
			Node: l.Node, Class: "sent", Tier: config.Strict, Weight: weight.Grave, Group: fmt.Sprint("lent ", l.Sent.Pos()),
			Message: l.Story(pass.Fset) + "; send a copy, or let the receiver do it", Related: l.Related(),
		})
	}
	for _, r := range raced.Reused() {
		out.Report(report.Finding{Node: r.Node, Class: "sent", Tier: config.Likely, Weight: weight.Grave, Message: r.Story(pass.Fset)})
	}
	for _, s := range raced.Shared() {
		out.Report(reading(pass, s))
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
		Message: off.Story() + "; " + off.Fix,
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
		f.Related = append(f.Related, analysis.RelatedInformation{Pos: t.Node.Pos(), Message: t.Story()})
	}
	return f
}

// race is what two goroutines do to the state of a hand-written loop.
func race(pass *analysis.Pass, r races.Race) report.Finding {
	f := report.Finding{
		Node: r.Here.Node, Class: "race", Tier: config.Likely, Weight: weight.Grave,
		Message: r.Story(pass.Fset) + "; " + r.Fix(),
		Loop:    r.Loop.Name(), LoopID: r.LoopID(pass.Pkg), Related: r.Related(), Group: fmt.Sprint("race ", r.Field.Pos()),
	}
	if r.Strict {
		f.Tier = config.Strict
		f.Group += " strict"
	}
	return f
}

// reading is what is written under a lock that is taken for reading.
func reading(pass *analysis.Pass, s races.Shared) report.Finding {
	f := report.Finding{
		Node: s.Node, Class: "race", Tier: config.Likely, Weight: weight.Grave,
		Message: s.Story(pass.Fset) + "; lock it for writing", Related: s.Related(),
		Group: fmt.Sprint("reading ", s.Lock, s.In.Node().Pos()), // one lock to be taken otherwise
	}
	if s.Strict {
		f.Tier = config.Strict
		f.Group += " strict"
	}
	return f
}

// shared is what a loop has sent and goes on to change.
func shared(pass *analysis.Pass, s races.Sent) report.Finding {
	fix := "; send a copy"
	if s.Returned {
		fix = "; return a copy"
	}
	return report.Finding{
		Node: s.Node, Class: "sent", Tier: config.Likely, Weight: weight.Grave, Loop: s.Loop.Name(),
		Message: s.Story(pass.Fset) + fix, Related: s.Related(),
	}
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
		g[at] = fmt.Sprint(off.In.Outermost().Node().Pos(), " ", message)
	}
	return g[at]
}
