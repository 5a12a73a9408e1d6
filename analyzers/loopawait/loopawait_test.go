package loopawait_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/loopawait"
)

func Test(t *testing.T) { ruletest.Run(t, loopawait.Analyzer, "./src/loopawait/...") }
