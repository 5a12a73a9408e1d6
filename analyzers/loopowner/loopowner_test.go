package loopowner_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/loopowner"
)

func Test(t *testing.T) { ruletest.Run(t, loopowner.Analyzer, "./src/loopowner/...") }
