package cli

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"tier", "tests", "rules", "json", "help", "C"}
	for name, want := range map[string]string{
		"test": "tests", "tiers": "tier", "jsno": "json", "hlep": "help", "rule": "rules", "x": "", "nonsense": "", "jason": "json", "tier": "",
	} {
		if got := nearest(name, names); got != want {
			t.Errorf("nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "ab", 2}, {"ab", "ba", 1}, {"abc", "abd", 1}, {"kitten", "sitting", 3}} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
