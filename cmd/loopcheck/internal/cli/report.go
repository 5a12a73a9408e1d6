package cli

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// newReport makes what is told of a run printable, with paths as seen from dir.
func newReport(result *stream.Result, findings []output.Finding, dir string) output.Report {
	r := output.Report{Findings: told(findings), Suppressed: suppressed(findings), Skipped: result.Skipped}
	for _, f := range result.Failures {
		at := place(f, dir)
		r.Failures = append(r.Failures, output.Failure{
			Package: f.Package, File: at.Filename, Line: at.Line, Col: at.Column, Message: f.Message,
			More: f.More, Alike: f.Alike, Hint: f.Hint,
		})
	}
	return r
}

// collect makes findings of what the analyzers found, with paths as seen from dir. A
// rule's result says more of its findings than its diagnostics, and has those that
// are not told.
func collect(result *stream.Result, dir string) []output.Finding {
	return view{result.Fset, dir}.findings(result.Kept, result.Diagnostics)
}

// findings makes findings of what analyzers kept and reported.
func (v view) findings(results []stream.Kept, diagnostics []stream.Diagnostic) []output.Finding {
	var all []output.Finding
	for _, kept := range results {
		for _, f := range analyzers.FindingsOf(kept.Result) {
			all = append(all, v.finding(kept.Analyzer, f))
		}
	}
	for _, d := range diagnostics {
		if !slices.Contains(analyzers.Rules, d.Analyzer) {
			f := v.diagnostic(d)
			f.Fingerprint = fingerprint(f)
			all = append(all, f)
		}
	}
	return all
}

// fingerprint is a hash of what is found by who is no rule: it says no more than its
// message, and stays where lines move.
func fingerprint(f output.Finding) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{f.Rule, f.Category, f.Package, f.Message}, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// told returns the findings that are printed, sorted.
func told(findings []output.Finding) []output.Finding {
	return output.Sort(slices.DeleteFunc(slices.Clone(findings), func(f output.Finding) bool { return f.Merged || f.Below || f.Suppressed }))
}

// suppressed returns the findings that somebody has silenced, sorted.
func suppressed(findings []output.Finding) []output.Finding {
	return output.Sort(slices.DeleteFunc(slices.Clone(findings), func(f output.Finding) bool { return f.Below || !f.Suppressed }))
}

// A view shows positions as seen from a directory.
type view struct {
	fset *token.FileSet
	dir  string
}

func (v view) finding(rule *analysis.Analyzer, f analyzers.Finding) output.Finding {
	out := v.diagnostic(stream.Diagnostic{
		Package: f.Package, Analyzer: rule,
		Diagnostic: analysis.Diagnostic{
			Pos: f.Pos, End: f.End, Category: f.Rule + "/" + f.Class, Message: f.Message, URL: rule.URL, Related: f.Related,
		},
	})
	out.Weight, out.Heft = f.Weight, f.Heft
	out.Tier, out.Loop, out.Function, out.Fingerprint = f.Tier, f.LoopID, f.Function, f.Fingerprint
	out.Suppressed, out.Reason = f.SuppressedBy.IsValid(), f.Reason
	out.Callee, out.Group, out.Merged, out.Below = f.Callee, f.Group, f.Merged, f.Below
	out.Known = f.Known
	return out
}

func (v view) diagnostic(d stream.Diagnostic) output.Finding {
	at, read := v.fset.Position(d.Pos), v.fset.PositionFor(d.Pos, false)
	f := output.Finding{
		Rule: d.Analyzer.Name, Category: d.Category, Message: d.Message, URL: d.URL, Package: d.Package,
		File: shortPath(v.dir, at.Filename), Line: at.Line, Col: at.Column,
		Source: output.Source{File: read.Filename, Offset: read.Offset},
	}
	_, f.Class, _ = strings.Cut(d.Category, "/")
	if end := v.fset.Position(d.End); end.IsValid() {
		f.End = output.Place{Line: end.Line, Col: end.Column}
	}
	for _, r := range d.Related {
		at := v.fset.Position(r.Pos)
		f.Related = append(f.Related, output.Related{
			File: shortPath(v.dir, at.Filename), Line: at.Line, Col: at.Column, Message: r.Message,
		})
	}
	return f
}

// shortPath returns a path relative to dir if that is shorter, as the go
// command prints paths.
func shortPath(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}

// maxSkipped is how many skipped packages are named.
const maxSkipped = 5

// reportFailures prints a line for each thing that failed.
func (c *command) reportFailures(result *stream.Result, dir string) {
	for _, f := range result.Failures {
		fmt.Fprintf(c.stderr, "%s: %s%s\n", where(f, dir), f.Message, rest(f))
		if c.debug && f.Stack != nil {
			fmt.Fprintf(c.stderr, "%s\n", f.Stack)
		}
	}
	names := result.Skipped
	if len(names) == 0 {
		return
	}
	others := ""
	if len(names) > maxSkipped {
		others = fmt.Sprintf(" and %d more", len(names)-maxSkipped)
		names = names[:maxSkipped]
	}
	fmt.Fprintf(c.stderr, "loopcheck: not analysed, because a package that they import failed: %s%s\n", strings.Join(names, ", "), others)
}

// noPackage is what the go command calls the packages of an argument that it cannot
// make sense of.
const noPackage = "command-line-arguments"

// where is a failure's place in text: "a.go:1:2", or the package.
func where(f stream.Failure, dir string) string {
	if f.Pos.Filename == "" && f.Package == noPackage {
		return "loopcheck"
	}
	if f.Pos.Filename == "" {
		return "loopcheck: " + f.Package
	}
	return spell(place(f, dir))
}

// place is a failure's place as seen from dir.
func place(f stream.Failure, dir string) token.Position {
	at := f.Pos
	if filepath.IsAbs(at.Filename) {
		at.Filename = shortPath(dir, at.Filename)
	}
	return at
}

// spell leaves out what is not known.
func spell(at token.Position) string {
	if !at.IsValid() {
		return at.Filename
	}
	return at.String()
}

// rest is what stands after a failure's message.
func rest(f stream.Failure) string {
	s := ""
	if f.More > 0 {
		s += fmt.Sprintf(" (and %s)", count(f.More, "more error"))
	}
	if f.Alike > 0 {
		s += fmt.Sprintf(" (and %d more like it)", f.Alike)
	}
	if f.Hint != "" {
		s += "; " + f.Hint
	}
	return s
}

// reportStats says where the time went.
func (c *command) reportStats(s stream.Stats) {
	fmt.Fprintf(c.stderr, "loopcheck: %s, %d of them without function bodies\n", count(s.Packages, "package"), s.Skeletons)
	if s.Recalled > 0 {
		fmt.Fprintf(c.stderr, "loopcheck: %s\n", recalled(s))
	}
	fmt.Fprintf(c.stderr, "loopcheck: list %s, parse %s, type-check %s\n", round(s.Load), round(s.Parse), round(s.Check))
	names := slices.SortedFunc(maps.Keys(s.Analyse), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.Analyse[b], s.Analyse[a]), cmp.Compare(a, b))
	})
	for _, name := range names {
		fmt.Fprintf(c.stderr, "loopcheck: analyzer %-15s %s\n", name, round(s.Analyse[name]))
	}
	for _, p := range s.Slowest {
		fmt.Fprintf(c.stderr, "loopcheck: package %s: parse %s, type-check %s, analyse %s\n",
			p.Package, round(p.Parse), round(p.Check), round(p.Analyse))
	}
}

func recalled(s stream.Stats) string {
	return fmt.Sprintf("%d of %s known from earlier runs", s.Recalled, count(s.Named, "package"))
}

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
