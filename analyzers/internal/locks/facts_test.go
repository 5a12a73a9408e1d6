package locks

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func TestFact(t *testing.T) {
	all := []remote{{Param: 1, Path: ".mu", Read: true, By: "Store.Get"}}
	ruletest.Facts(t, &lockFact{Takes: all, Free: all, Left: all})
}
