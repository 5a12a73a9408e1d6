package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// contractsFlags reads what stands between "contracts" and the packages.
func (c *command) contractsFlags(args []string) (suggest, diff bool, patterns []string, err error) {
	fs := flag.NewFlagSet("contracts", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.BoolVar(&suggest, "suggest", false, "")
	fs.BoolVar(&diff, "diff", false, "")
	if err := fs.Parse(args); err != nil {
		return false, false, nil, fmt.Errorf("contracts: %w; it takes -suggest and -diff, the others stand before it", err)
	}
	if diff && !suggest {
		return false, false, nil, errors.New("contracts: -diff says what -suggest would write; use both")
	}
	patterns = fs.Args()
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	return suggest, diff, patterns, c.checkArgs(patterns)
}

// contracts prints what the comments and assertions of packages say of loops, what they
// bind, and whether it is kept; or what they could say as well.
func (c *command) contracts(args []string) (code int, err error) {
	suggest, diff, patterns, err := c.contractsFlags(args)
	if err != nil {
		return Failed, err
	}
	dir, err := c.enter()
	if err != nil {
		return Failed, err
	}
	if suggest {
		return c.suggest(patterns, dir, diff)
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
