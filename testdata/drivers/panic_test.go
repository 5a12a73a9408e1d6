package drivers

import (
	"slices"
	"strings"
	"testing"
)

// TestPanic: a rule that panics costs golangci-lint what that rule says of that
// package, and nothing else of any linter. What it costs the other drivers is
// tested beside the command.
func TestPanic(t *testing.T) {
	config := golangciConfig(t, "- loopcheck\n", "- loopcheck\n    - unused\n")
	patterns := []string{"./src/loopblock/handwritten", "./src/loopdeadlock/inbox"}
	run := func(env ...string) []issue { return golangci(t, config, t.TempDir(), env, patterns) }

	want, lost := run(), 0
	want = slices.DeleteFunc(want, func(i issue) bool {
		panicked := strings.HasPrefix(i.Text, "loopblock: ") && strings.Contains(i.Pos.Filename, "/handwritten/")
		if panicked {
			lost++
		}
		return panicked
	})
	if lost == 0 {
		t.Fatal("the rule finds nothing where it is to panic")
	}
	for _, linter := range []string{"loopcheck", "unused"} {
		if !slices.ContainsFunc(want, func(i issue) bool { return i.FromLinter == linter }) {
			t.Fatalf("%s finds nothing elsewhere", linter)
		}
	}
	if got := run("LOOPCHECK_TEST_PANIC=handwritten"); !slices.Equal(got, want) {
		t.Errorf("golangci-lint has\n%v\nwant\n%v", got, want)
	}
}
