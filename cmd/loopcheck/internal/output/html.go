package output

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
)

// HTML prints a page that needs nothing but itself, to be kept with a build: the
// findings of each loop below its name, the heaviest first, each with its code and the
// way to it, then what directives silence, and what failed.
type HTML struct {
	W       io.Writer
	Version string // the tool's
}

//go:embed report.html
var reportPage string

var reportTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"label": label, "level": level, "place": place, "failure": failureText, "summary": ByRule,
}).Parse(reportPage))

// Print implements [Printer].
func (h HTML) Print(r Report) error {
	page := htmlPage{Report: r, Version: h.Version}
	var src source
	for _, g := range byLoop(r.Findings) {
		page.Groups = append(page.Groups, htmlGroup{Title: g.title(), Findings: withCode(g.findings, &src)})
	}
	page.Silenced = withCode(r.Suppressed, &src)
	return reportTemplate.Execute(h.W, page)
}

type htmlPage struct {
	Report
	Version  string
	Groups   []htmlGroup
	Silenced []htmlFinding
}

type htmlGroup struct {
	Title    string
	Findings []htmlFinding
}

type htmlFinding struct {
	Finding
	Code []codeLine
}

// A codeLine is a line around a finding.
type codeLine struct {
	Number int
	Text   string
	Here   bool
}

// around is how many lines before and after a finding are shown.
const around = 2

func withCode(findings []Finding, src *source) []htmlFinding {
	var all []htmlFinding
	for _, f := range findings {
		shown := htmlFinding{Finding: f}
		for n := max(1, f.Line-around); n <= f.Line+around && src.line(f.File, f.Line) != ""; n++ {
			text := strings.ReplaceAll(src.line(f.File, n), "\t", "    ")
			shown.Code = append(shown.Code, codeLine{n, strings.ToValidUTF8(text, "\uFFFD"), n == f.Line})
		}
		all = append(all, shown)
	}
	return all
}
