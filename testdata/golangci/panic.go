package main

import (
	"os"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/loopblock"
)

// init has loopblock panic in packages of a name, for the test of what that
// costs the other linters.
func init() {
	name := os.Getenv("LOOPCHECK_TEST_PANIC")
	if name == "" {
		return
	}
	run := loopblock.Analyzer.Run
	loopblock.Analyzer.Run = func(pass *analysis.Pass) (any, error) {
		if pass.Pkg.Name() == name {
			panic("a panic for a test")
		}
		return run(pass)
	}
}
