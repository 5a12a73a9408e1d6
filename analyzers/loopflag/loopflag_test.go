package loopflag_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/loopflag"
)

func Test(t *testing.T) { ruletest.Run(t, loopflag.Analyzer, "./src/loopflag/...") }
