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

// TestEmptyArgument: to the go command it is the package of the directory, and to who
// writes "$PACKAGES" in a script all of them.
func TestEmptyArgument(t *testing.T) {
	c := new(command)
	for _, args := range [][]string{{""}, {"./...", ""}, {" "}} {
		if err := c.checkArgs(args); err == nil || err.Error() != "an empty argument is no package: is a variable unset?" {
			t.Errorf("checkArgs(%q) = %v", args, err)
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
