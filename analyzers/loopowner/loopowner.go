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
	for _, f := range runs.Graph.Funcs {
		if touches := owned.Off(f); len(touches) > 0 {
			out.Report(finding(runs.Off(f), touches))
		}
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
const maxRelated = 8

// finding is the one problem that a goroutine has, however often it touches:
// it needs one hand-off.
func finding(c *runson.Context, touches []owns.Touch) report.Finding {
	first := touches[0]
	f := report.Finding{
		Range: first.Node, Class: "goroutine", Tier: config.Sure,
		Message: message(first) + fix(first.Fix) + more(len(touches)-1),
		Related: c.Why(),
	}
	if c.Likely {
		f.Tier = config.Likely
	}
	for i, t := range touches {
		if i > maxRelated {
			break
		}
		if i > 0 {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: t.Node.Pos(), Message: message(t)})
		}
		for in := t.Inner; in != nil; in = in.Inner {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: in.Node.Pos(), Message: message(*in)})
		}
	}
	return f
}

func message(t owns.Touch) string {
	switch {
	case t.Field == nil && t.Via == "":
		return fmt.Sprintf("%s touches %s off the %s loop", t.Text, t.What, t.Loop)
	case t.Field == nil:
		return fmt.Sprintf("%s touches %s off the %s loop: it calls %s", t.Text, t.What, t.Loop, t.Root)
	}
	verb, also := "is read", "writes"
	if t.Write {
		verb, also = "is written", "uses"
	}
	if t.Via == "" {
		return fmt.Sprintf("%s %s off the %s loop, which %s it too", t.Text, verb, t.Loop, also)
	}
	return fmt.Sprintf("%s runs off the %s loop: %s %s there, and the loop %s it too", t.Text, t.Loop, t.Root, verb, also)
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
