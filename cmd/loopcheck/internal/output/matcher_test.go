package output

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestMatcher: GitHub's problem matcher and the editors' task find the findings in text,
// and none of the lines that explain them.
func TestMatcher(t *testing.T) {
	var matchers struct {
		ProblemMatcher []struct{ Pattern []struct{ Regexp string } }
	}
	file, err := os.ReadFile("../../../../.github/loopcheck-matcher.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &matchers); err != nil {
		t.Fatal(err)
	}
	pattern := matchers.ProblemMatcher[0].Pattern[0].Regexp
	strict := hub
	strict.Tier, strict.Weight, strict.File, strict.Message = "strict", "slight", "a b/hub.go", "f(x) waits (why: x)"
	text := render(t, func(w *strings.Builder) Printer { return Text{W: w} }, hub, strict)
	var got []string
	for line := range strings.Lines(text) {
		if m := regexp.MustCompile(pattern).FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
			got = append(got, strings.Join(m[1:], "|"))
		}
	}
	want := []string{"a b/hub.go|3|2|f(x) waits (why: x)|loopblock", "hub.go|3|2|time.Sleep <-blocks run|loopblock"}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("of\n%s\nit finds %q", text, got)
	}
	editors, err := os.ReadFile("../../../../docs/editors.md")
	quoted, _ := json.Marshal(pattern)
	if err != nil || !strings.Contains(string(editors), string(quoted)) {
		t.Errorf("docs/editors.md has another expression than %s (%v)", quoted, err)
	}
}
