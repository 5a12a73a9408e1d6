package prose

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// FuzzNeeds: a sentence that a form matches has one of the words that the form needs.
func FuzzNeeds(f *testing.F) {
	for _, name := range []string{"testdata/binds.txt", "testdata/silent.txt"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if cells := strings.Split(line, " | "); len(cells) == 5 {
				f.Add(cells[3])
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range slices.Concat(stateRules, codeRules) {
			if r.match(text) != nil && !r.mayMatch(strings.ToLower(text)) {
				t.Errorf("%q matches %v and has none of %q", text, r.Regexp, r.needs)
			}
		}
	})
}
