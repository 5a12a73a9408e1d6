package output

import "testing"

func TestCoverageLine(t *testing.T) {
	many := []LoopUse{{"a", "", 1}, {"b", "", 2}, {"c", "", 3}, {"d", "", 4}, {"e", "", 5}, {"f", "", 6}, {"g", "", 7}}
	for want, c := range map[string]Coverage{
		"no loop in 1 package, 0 functions on other goroutines, 3 unknown":                                                 {Packages: 1, Unknown: 3},
		"1 loop (tview), 1 function on it, 2 on other goroutines, 3 unknown, 1 call not followed":                          {Loops: []LoopUse{{"tview", "tview", 1}}, On: 1, Off: 2, Unknown: 3, Unfollowed: 1},
		"2 loops (b, a), 3 functions on them, 0 on other goroutines, 0 unknown, 0 calls not followed":                      {Loops: many[:2], On: 3},
		"7 loops (g, f, e, d, c and 2 more), 28 functions on them, 0 on other goroutines, 0 unknown, 0 calls not followed": {Loops: many, On: 28},
	} {
		if got := c.String(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestSortLoops: a loop that code of several packages runs on is one.
func TestSortLoops(t *testing.T) {
	got := SortLoops([]LoopUse{{"hub.run", "b/hub", 1}, {"tview", "tview", 2}, {"hub.run", "a/hub", 4}, {"tview", "tview", 8}})
	want := []LoopUse{{"hub.run", "a/hub", 4}, {"hub.run", "b/hub", 1}, {"tview", "tview", 10}}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got[i], want[i])
		}
	}
}

func TestByRule(t *testing.T) {
	findings := []Finding{{Rule: "b"}, {Rule: "c"}, {Rule: "a"}, {Rule: "c"}}
	if got, want := ByRule(findings), "2 c, 1 a, 1 b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := ByRule(nil); got != "" {
		t.Errorf("of none: %q", got)
	}
}
