// Package chain tells why code runs where it runs: step by step, from the code
// back to what started it.
//
// Steps are shared. A finding at each of n levels below a loop has a chain of n
// steps, and together they are n steps, of which each finding tells [Max] at most.
package chain

import (
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Max is how many related positions a chain has at most. Of a longer one the
// first and the last steps are told, which say how the code at hand is reached
// and where all of it starts, and in between how many there are more.
const (
	Max   = first + 1 + last
	first = 6
	last  = 5
)

// A Step is one hop of a chain, and all that are behind it.
type Step struct {
	Pos  token.Pos
	Text string // "Update calls reload"

	from  *Step
	depth int   // how many are behind it
	early *Step // the one behind it that has last-1 behind itself; nil if it is that near to the start
}

// Then is the step that comes before s in the chain, as a caller's callee does; a
// nil s has none behind it.
func (s *Step) Then(pos token.Pos, text string) *Step {
	next := &Step{Pos: pos, Text: text, from: s}
	if s == nil {
		return next
	}
	next.depth = s.depth + 1
	next.early = s.early
	if s.depth == last-1 {
		next.early = s
	}
	return next
}

// Related is the chain as related information, in at most [Max] positions.
func (s *Step) Related() []analysis.RelatedInformation {
	if s == nil {
		return nil
	}
	n := s.depth + 1
	if n <= Max {
		return s.take(nil, n)
	}
	related := s.take(nil, first+1)
	related[first].Message = more(n - first - last)
	return s.early.take(related, last)
}

// take appends n steps.
func (s *Step) take(to []analysis.RelatedInformation, n int) []analysis.RelatedInformation {
	for ; n > 0; n-- {
		to = append(to, analysis.RelatedInformation{Pos: s.Pos, Message: s.Text})
		s = s.from
	}
	return to
}

// Cut bounds a chain that is at hand as related information.
func Cut(steps []analysis.RelatedInformation) []analysis.RelatedInformation {
	n := len(steps)
	if n <= Max {
		return steps
	}
	left := steps[first]
	left.Message = more(n - first - last)
	return slices.Concat(steps[:first], []analysis.RelatedInformation{left}, steps[n-last:])
}

func more(n int) string { return fmt.Sprintf("… and %d more steps", n) }
