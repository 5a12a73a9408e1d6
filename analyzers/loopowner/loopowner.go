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
var Analyzer = &analysis.Analyzer{
	Name:     "loopowner",
	Doc:      report.Doc(doc),
	URL:      report.URL("loopowner"),
	Run:      run,
	Requires: report.Requires(runson.Analyzer, owns.Analyzer),
}

func run(pass *analysis.Pass) (any, error) {
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	owned := pass.ResultOf[owns.Analyzer].(*owns.Result)
	out := report.New(pass)
	out.SkipTests() // no loop runs beside a test that steps a model or a widget by hand
	for _, off := range owned.Off() {
		out.Report(finding(off))
	}
	for _, f := range runs.Graph.Funcs {
		for _, e := range owned.Escapes(f) {
			out.Report(report.Finding{
				Range: e.Node, Class: "lent", Tier: config.Sure,
				Message: fmt.Sprintf("%s outlives its callback: %s, and %s%s", e.Name, e.How, e.Why, fix(e.Fix)),
			})
		}
	}
	out.Done()
	return nil, nil
}

// maxRelated bounds how many further touches one finding lists.
const maxRelated = 32

// finding is the one problem that a goroutine has, however often it touches:
// it needs one hand-off.
func finding(off owns.Off) report.Finding {
	first := off.Touches[0]
	f := report.Finding{
		Range: first.Node, Class: "goroutine", Tier: config.Sure,
		Message: message(first) + fix(first.Fix) + more(len(off.Touches)-1),
		Related: off.Why,
	}
	if off.Likely {
		f.Tier = config.Likely
	}
	for i, t := range off.Touches {
		if i > maxRelated {
			break
		}
		if i > 0 {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: t.Node.Pos(), Message: message(t)})
		}
		for _, in := range t.Inner {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: in.Node.Pos(), Message: message(in)})
		}
	}
	return f
}

// verbs says what a touch does, of a framework's object and of a model's field.
var verbs = map[owns.Access]string{owns.Called: "touches", owns.Read: "is read", owns.Written: "is written"}

func message(t owns.Touch) string {
	switch {
	case t.Via != "" && t.Field == nil:
		return fmt.Sprintf("%s touches %s off the %s loop: it calls %s", t.Text, t.What, t.Loop, t.Root)
	case t.Via != "":
		return fmt.Sprintf("%s runs off the %s loop: %s %s there, and the loop %s it too", t.Text, t.Loop, t.Root, verbs[t.Access], other(t))
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

func fix(text string) string {
	if text == "" {
		return ""
	}
	return "; " + text
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (and %d more here)", n)
}
