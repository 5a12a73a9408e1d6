package locks

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func TestFact(t *testing.T) {
	all := []remote{{Param: 1, Path: ".mu", Read: true, By: "Store.Get"}}
	under := calledUnder{Param: 1, Method: "Heard", Lock: remote{Path: ".mu", Shared: "std", By: "Bus.Publish"}, Later: true, Alone: true}
	ruletest.Facts(t, &lockFact{Takes: all, Free: all, Left: all}, &underFact{Calls: []calledUnder{under}})
}
