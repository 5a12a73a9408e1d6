package atlas

import (
	"cmp"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
)

// CoverageAnalyzer counts what of a package was looked at with a loop in mind. It
// reports nothing and has no facts; its result is a *[Coverage].
var CoverageAnalyzer = &analysis.Analyzer{
	Name:       "loopcoverage",
	Doc:        "count what of a package is known to run on a loop, for the loopcheck command",
	Run:        runCoverage,
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer, runson.Analyzer, waitsfor.Analyzer},
	ResultType: reflect.TypeFor[*Coverage](),
}

// Coverage says how much of a package the relations know, so that silence can be
// read: where nothing is known to run on a loop, no rule that asks for one has
// looked. Tests are left out.
type Coverage struct {
	// Loops are the loops that code of the package runs on or serves, sorted.
	Loops []LoopUse

	// On, Off and Unknown count the functions, literals among them: those that run on
	// a loop, those that surely run on another goroutine alone, and those of which
	// nobody in sight says where they run.
	On, Off, Unknown int

	// Unfollowed counts the calls in code on a loop that may run what nobody has
	// looked into: a method of an interface that nothing in sight is known to become,
	// a function value that nobody in sight is seen to set.
	Unfollowed int
}

// A LoopUse is a loop, and how many functions of a package run on it.
type LoopUse struct {
	Owner, Name string // as in [contract.LoopID]
	Spelled     string // as messages spell it: "ui", "hub.run"
	Functions   int
}

func runCoverage(pass *analysis.Pass) (any, error) {
	s := newSurvey(pass)
	c := new(Coverage)
	if s == nil {
		return c, nil
	}
	loops := make(map[contract.LoopID]int)
	for _, f := range s.prog.Funcs {
		if s.leftOut(f) {
			continue
		}
		on := s.runs.On(f)
		switch {
		case len(on) > 0:
			c.On++
			c.Unfollowed += len(s.unfollowed(f))
		case s.runs.Off(f) != nil:
			c.Off++
		default:
			c.Unknown++
		}
		for id := range loopsOf(on) {
			loops[id]++
		}
		if loop := s.runs.Of(f); loop != nil {
			loops[loop.ID] += 0 // one that nobody in sight starts is a loop too
		}
	}
	for id, n := range loops {
		c.Loops = append(c.Loops, LoopUse{Owner: id.Owner, Name: id.Name, Spelled: id.String(), Functions: n})
	}
	slices.SortFunc(c.Loops, func(a, b LoopUse) int {
		return cmp.Or(cmp.Compare(a.Owner, b.Owner), cmp.Compare(a.Name, b.Name))
	})
	return c, nil
}

// loopsOf are the loops of some contexts.
func loopsOf(on []*runson.Context) map[contract.LoopID]*runson.Loop {
	loops := make(map[contract.LoopID]*runson.Loop, len(on))
	for _, c := range on {
		loops[c.Loop.ID] = c.Loop
	}
	return loops
}
