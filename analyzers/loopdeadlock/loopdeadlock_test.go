package loopdeadlock_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/loopdeadlock"
)

func Test(t *testing.T) { ruletest.Run(t, loopdeadlock.Analyzer, "./src/loopdeadlock/...") }
