package cli

import (
	"fmt"
	"path/filepath"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// coverers are what runs beside the rules.
var coverers = []*analysis.Analyzer{analyzers.Coverage}

// coverageOf sums up what was looked at, package by package.
func coverageOf(result *stream.Result) *output.Coverage {
	var all []analyzers.Covered
	for _, kept := range result.Kept {
		if c, ok := analyzers.CoverageOf(kept.Result); ok {
			all = append(all, c)
		}
	}
	return sumUp(all)
}

func sumUp(all []analyzers.Covered) *output.Coverage {
	sum := &output.Coverage{Packages: len(all), Loops: []output.LoopUse{}}
	for _, c := range all {
		sum.On += c.On
		sum.Off += c.Off
		sum.Unknown += c.Unknown
		sum.Unfollowed += c.Unfollowed
		for _, l := range c.Loops {
			sum.Loops = append(sum.Loops, output.LoopUse{Name: l.Spelled, Owner: l.Owner, Functions: l.Functions})
		}
	}
	sum.Loops = output.SortLoops(sum.Loops)
	return sum
}

// summarize says what was found and what was looked at, on stderr: what reads the
// findings on stdout has them alone, and a CI log has both.
func (c *command) summarize(r output.Report) {
	if r.Coverage == nil || r.Coverage.Packages == 0 {
		return
	}
	switch n := len(r.Findings); {
	case n > 0:
		dirs := make(map[string]bool)
		for _, f := range r.Findings {
			dirs[filepath.Dir(f.File)] = true
		}
		fmt.Fprintf(c.stderr, "loopcheck: %s in %s: %s\nloopcheck: %s\n",
			count(n, "finding"), count(len(dirs), "package"), output.ByRule(r.Findings), r.Coverage)
	case exitCode(r) == Failed:
		fmt.Fprintf(c.stderr, "loopcheck: no findings in what could be analysed; %s\n", r.Coverage)
	default:
		fmt.Fprintf(c.stderr, "loopcheck: no findings; %s\n", r.Coverage)
	}
}
