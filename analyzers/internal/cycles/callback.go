package cycles

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// findCallbacks finds functions that are handed to somebody who calls them under a
// lock, for which they wait.
func (s *solver) findCallbacks() {
	for _, c := range s.locks.Callbacks() {
		lock := c.Lock
		if !lock.Excludes(c.Take.Lock) && !c.Alone {
			continue // those who read wait for nobody
		}
		shown := !slices.Contains(chainOf(c.Take), c.Call.In) // what comes back to itself asks first, as a rule
		s.add(Circle{
			Kind: Callback, At: c.Take.At, Call: c.Take.Call,
			Knot:    &Knot{Held: locks.Held{Lock: lock}, By: c.Func, Take: c.Take, Callback: &c, Shown: shown},
			Related: callbackSteps(c),
		})
	}
}

func callbackSteps(c locks.Callback) []analysis.RelatedInformation {
	when := "which calls it"
	if c.Later {
		when = "for " + c.By + ", which calls it"
	}
	handed := analysis.RelatedInformation{
		Pos:     program.Place(c.Call.Expr),
		Message: fmt.Sprintf("handed to %s here, %s with %s locked", words.Spell(c.Call.Expr.Fun), when, LockName(c.Lock)),
	}
	return append([]analysis.RelatedInformation{handed}, takeSteps(c.Take)...)
}
