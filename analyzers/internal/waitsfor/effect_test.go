package waitsfor

import (
	"cmp"
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func TestBecause(t *testing.T) {
	tests := []struct {
		e    Effect
		want string
	}{
		{Effect{Thing: Thing{Class: contract.Sleep}}, ""},
		{Effect{Thing: Thing{Class: contract.Disk}}, ": it waits for the disk"},
		{Effect{Thing: Thing{Class: contract.Disk}, Why: "opens a file"}, ": it opens a file"},
		{Effect{Thing: Thing{Class: contract.Disk}, Hops: 1, Via: "os.Open", Root: "os.Open"}, ": it calls os.Open, which waits for the disk"},
		{Effect{Thing: Thing{Class: contract.Sleep}, Hops: 2, Via: "a.f", Root: "time.Sleep"}, ": it calls a.f and ends in time.Sleep, which sleeps"},
	}
	for _, test := range tests {
		if got := test.e.Because(); got != test.want {
			t.Errorf("%s: %q, want %q", spell(test.e), got, test.want)
		}
	}
	for _, class := range []contract.Class{contract.Sleep, contract.Net, contract.Disk, contract.Exec, contract.DB,
		contract.Chan, contract.Await, contract.Lock, contract.Stdin} {
		if verbs[class] == "" {
			t.Errorf("%s has no verb", class)
		}
	}
}

// TestCompare: of two witnesses one is better, whichever comes first.
func TestCompare(t *testing.T) {
	ordered := []Effect{
		{Hops: 9},
		{Bound: time.Hour},
		{Bound: time.Second},
		{Bound: time.Second, Hops: 1, Via: "a"},
		{Bound: time.Second, Hops: 1, Via: "b"},
		{Bound: time.Second, Hops: 1, Via: "b", Root: "c"},
		{Bound: time.Second, Hops: 1, Via: "b", Root: "c", Why: "d"},
		{Likely: true},
		{Unsure: true},
	}
	for i, e := range ordered {
		for j, f := range ordered {
			if got, want := cmp.Compare(e.compare(f), 0), cmp.Compare(i, j); got != want {
				t.Errorf("%+v and %+v compare as %d, want %d", e, f, got, want)
			}
		}
	}
	set := make(effects)
	if !set.add(ordered[2]) || set.add(ordered[3]) || !set.add(ordered[0]) || set.add(ordered[0]) {
		t.Error("the set does not keep the better witness")
	}
}

func TestFact(t *testing.T) {
	ruletest.Facts(t, &waitsFact{Effects: []Effect{{
		Thing: Thing{contract.Disk, contract.LoopID{Owner: "f", Name: "l"}}, Mode: contract.Call, Hops: 2,
		Via: "a.F", Root: "os.Open", Bound: time.Second, Why: "why", Fix: "fix", Told: contract.LoopID{Owner: "g"}, Likely: true,
	}}})
}
