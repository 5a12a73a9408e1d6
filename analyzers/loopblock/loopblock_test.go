package loopblock_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/loopblock"
)

func Test(t *testing.T) { ruletest.Run(t, loopblock.Analyzer, "./src/loopblock/...") }
