package runson

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func TestEndFact(t *testing.T) {
	ruletest.Facts(t, &EndFact{Loops: []contract.LoopID{{Owner: "example.com/a", Name: "a.Queue.run"}}})
}
