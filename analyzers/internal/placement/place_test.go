package placement

import (
	"fmt"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func TestThrough(t *testing.T) {
	tview := contract.LoopID{Owner: "tview"}
	call := Place{Mode: contract.Call, Loop: tview}
	tests := []struct{ p, outer, want Place }{
		{call, inline, call},
		{inline, call, call},
		{spawn, call, spawn},
		{call, spawn, Place{Mode: contract.Post, Loop: tview}},
		{inline, spawn, spawn},
		{call, Place{Mode: contract.Callback, Likely: true}, Place{Mode: contract.Post, Loop: tview, Likely: true}},
	}
	for _, test := range tests {
		if got := test.p.through(test.outer); got != test.want {
			t.Errorf("%v through %v = %v, want %v", test.p, test.outer, got, test.want)
		}
	}
}

// TestSet: sorted, without duplicates, and the old set is untouched.
func TestSet(t *testing.T) {
	var s set
	places := []Place{spawn, inline, {Mode: contract.Call, Loop: contract.LoopID{Owner: "b"}},
		{Mode: contract.Call, Loop: contract.LoopID{Owner: "a"}}, {Mode: contract.Call, Loop: contract.LoopID{Owner: "a"}, Likely: true}}
	for _, p := range places {
		old := append(set{}, s...)
		next := s.with(p)
		if len(next) != len(s)+1 {
			t.Errorf("%v was there already", p)
		}
		if fmt.Sprint(old) != fmt.Sprint(s) {
			t.Errorf("adding %v changed the set that it was added to", p)
		}
		if len(next.with(p)) > len(next) {
			t.Errorf("%v is there twice", p)
		}
		s = next
	}
	for i := 1; i < len(s); i++ {
		if s[i-1].compare(s[i]) >= 0 {
			t.Errorf("%v stands before %v", s[i-1], s[i])
		}
	}
}

func TestFact(t *testing.T) {
	ruletest.Facts(t, &Fact{Params: []paramPlaces{
		{Index: 1, Places: []Place{{Mode: contract.Call, Loop: contract.LoopID{Owner: "tview", Name: "x"}, Likely: true}, spawn}},
	}})
}
