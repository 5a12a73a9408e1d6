package loopleak_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/loopleak"
)

func Test(t *testing.T) { ruletest.Run(t, loopleak.Analyzer, "./src/loopleak/...") }
