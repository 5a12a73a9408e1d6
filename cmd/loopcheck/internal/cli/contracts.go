package cli

import (
	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// contracts prints what the comments and assertions of packages say of loops, what they
// bind, and whether it is kept.
func (c *command) contracts(patterns []string) (code int, err error) {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	dir, err := c.enter()
	if err != nil {
		return Failed, err
	}
	wanted := []*analysis.Analyzer{analyzers.Contracts}
	p := c.newProgress()
	result, err := stream.Run(&stream.Config{
		BuildFlags: c.buildFlags(), Patterns: patterns, Tests: c.tests, Analyzers: wanted, Keep: wanted, Progress: p.update,
	})
	p.erase()
	if err != nil {
		return Failed, c.giveUp(err)
	}
	report := newReport(result, collect(result, dir), dir)
	v := view{result.Fset, dir}
	for _, kept := range result.Kept {
		for _, contract := range analyzers.ContractsOf(kept.Result) {
			report.Contracts = append(report.Contracts, v.contract(kept.Package, contract))
		}
	}
	report.Contracts = output.SortContracts(report.Contracts)
	if err := c.print(report); err != nil {
		return Failed, err
	}
	c.reportFailures(result, dir)
	return exitCode(report), nil
}

func (v view) contract(pkg string, c analyzers.Contract) output.Contract {
	at := v.fset.Position(c.Pos)
	out := output.Contract{
		Quote: c.Quote, Source: "comment", File: shortPath(v.dir, at.Filename), Line: at.Line,
		Subjects: c.Subjects, Says: c.Says, Loop: c.Loop, Unresolved: c.Unresolved, Package: pkg,
	}
	if c.Asserted {
		out.Source = "assertion"
	}
	for _, pos := range c.Broken {
		at := v.fset.Position(pos)
		at.Filename = shortPath(v.dir, at.Filename)
		out.Broken = append(out.Broken, at.String())
	}
	return out
}
