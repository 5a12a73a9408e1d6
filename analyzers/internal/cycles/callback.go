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
		shown := !slices.Contains(chainOf(c.Take), c.In) // what comes back to itself asks first, as a rule
		s.add(Circle{
			Kind: Callback, At: c.Take.At, Call: c.Take.Call,
			Knot:    &Knot{Held: locks.Held{Lock: lock}, By: c.Func, Take: c.Take, Callback: &c, Shown: shown},
			Related: s.callbackSteps(c),
		})
	}
}

func (s *solver) callbackSteps(c locks.Callback) []analysis.RelatedInformation {
	when := "which calls it"
	if c.Later {
		when = "for " + c.By + ", which calls it"
	}
	how := "put into a field here"
	if c.Call != nil {
		how = "handed to " + words.Spell(c.Call.Expr.Fun) + " here"
	}
	handed := analysis.RelatedInformation{Pos: program.Place(c.At), Message: fmt.Sprintf("%s, %s with %s locked", how, when, LockName(c.Lock))}
	steps := append([]analysis.RelatedInformation{handed}, takeSteps(c.Take)...)
	return append(steps, s.alsoTaken(c.Take)...)
}

// maxAlso bounds how many more calls are shown that come to the same lock.
const maxAlso = 8

// alsoTaken are the other calls of the last function on the way that wait for the lock.
func (s *solver) alsoTaken(t locks.Take) []analysis.RelatedInformation {
	last := &t
	for last.Next != nil && last.Next.Call != nil {
		last = last.Next
	}
	var more []analysis.RelatedInformation
	for _, other := range s.locks.Takes(last.In) {
		if other.Lock == last.Lock && other.At != last.At && other.Call != nil && len(more) < maxAlso {
			more = append(more, analysis.RelatedInformation{Pos: program.Place(other.At), Message: last.In.Name() + " calls " + words.Spell(other.Call.Expr.Fun) + " as well"})
		}
	}
	return more
}
