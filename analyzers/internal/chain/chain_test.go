package chain_test

import (
	"fmt"
	"go/token"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
)

// chainOf returns a chain of n steps, the last of which is step n.
func chainOf(n int) *chain.Step {
	var s *chain.Step
	for i := range n {
		s = s.Then(token.Pos(n-i), fmt.Sprint("step ", n-i))
	}
	return s
}

func spell(steps []analysis.RelatedInformation) string {
	var b strings.Builder
	for _, step := range steps {
		fmt.Fprintf(&b, "%d: %s\n", step.Pos, step.Message)
	}
	return b.String()
}

func TestWhole(t *testing.T) {
	for n := range chain.Max + 1 {
		var want strings.Builder
		for i := range n {
			fmt.Fprintf(&want, "%d: step %d\n", i+1, i+1)
		}
		steps := chainOf(n).Related()
		if got := spell(steps); got != want.String() {
			t.Errorf("got\n%s\nwant\n%s", got, want.String())
		}
		if got := spell(chain.Cut(steps)); got != want.String() {
			t.Errorf("Cut made it\n%s\nwant\n%s", got, want.String())
		}
	}
}

func TestCut(t *testing.T) {
	for _, n := range []int{chain.Max + 1, chain.Max + 2, 100} {
		var b strings.Builder
		var whole []analysis.RelatedInformation
		for i := range n {
			step := analysis.RelatedInformation{Pos: token.Pos(i + 1), Message: fmt.Sprint("step ", i+1)}
			whole = append(whole, step)
			switch {
			case i == 6:
				step.Message = fmt.Sprintf("… and %d more steps", n-11)
			case i > 6 && i < n-5:
				continue
			}
			fmt.Fprintf(&b, "%d: %s\n", step.Pos, step.Message)
		}
		want := b.String()
		if got := spell(chainOf(n).Related()); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		if got := spell(chain.Cut(whole)); got != want {
			t.Errorf("Cut made it\n%s\nwant\n%s", got, want)
		}
		if len(whole) != n || whole[6].Message != "step 7" {
			t.Error("Cut wrote to the chain")
		}
	}
}

// TestShared: chains that begin in different ways and end alike.
func TestShared(t *testing.T) {
	end := chainOf(20)
	a, b := end.Then(1, "a").Related(), end.Then(2, "b").Related()
	if a[0].Message != "a" || b[0].Message != "b" || spell(a[1:]) != spell(b[1:]) {
		t.Errorf("got\n%s\nand\n%s", spell(a), spell(b))
	}
	if got := spell(chainOf(20).Related()); got != spell(end.Related()) {
		t.Errorf("got %s", got)
	}
}
