package baseline

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
)

// at is a finding of a fingerprint at a line.
func at(fingerprint string, line int) output.Finding {
	return output.Finding{
		Rule: "loopblock", Category: "loopblock/sleep", Fingerprint: fingerprint, Package: "p", Function: "f", Callee: "time.Sleep",
		File: "p.go", Line: line, Source: output.Source{File: "p.go", Offset: line},
	}
}

func merged(f output.Finding, group string) output.Finding {
	f.Merged, f.Group = true, group
	return f
}

func below(f output.Finding) output.Finding {
	f.Below = true
	return f
}

func leader(f output.Finding, group string) output.Finding {
	f.Group = group
	return f
}

// lines writes which findings are told, by fingerprint and line.
func lines(findings []output.Finding) string {
	var all []string
	for _, f := range findings {
		if !f.Merged && !f.Below {
			all = append(all, fmt.Sprint(f.Fingerprint, f.Line))
		}
	}
	return strings.Join(all, " ")
}

func TestFresh(t *testing.T) {
	tests := []struct {
		name       string
		known, now []output.Finding
		want       string
	}{
		{"nothing known", nil, []output.Finding{at("a", 1)}, "a1"},
		{"known", []output.Finding{at("a", 1)}, []output.Finding{at("a", 1)}, ""},
		{"moved", []output.Finding{at("a", 1)}, []output.Finding{at("a", 9)}, ""},
		{"another", []output.Finding{at("a", 1)}, []output.Finding{at("a", 1), at("b", 2)}, "b2"},
		{"one more of the same", []output.Finding{at("a", 1)}, []output.Finding{at("a", 1), at("a", 2)}, "a2"},
		{"one less of the same", []output.Finding{at("a", 1), at("a", 2)}, []output.Finding{at("a", 1)}, ""},
		{"in two packages", []output.Finding{at("a", 1), at("a", 1)}, []output.Finding{at("a", 1), at("a", 1), at("a", 2)}, "a2"},
		{"in two packages, both new", nil, []output.Finding{at("a", 1), at("a", 1)}, "a1 a1"},
		{"more evidence than before", []output.Finding{below(at("a", 1))}, []output.Finding{at("a", 1)}, "a1"},
		{"merged into a known one", []output.Finding{leader(at("a", 1), "g")}, []output.Finding{leader(at("a", 1), "g"), merged(at("b", 2), "g")}, "b2"},
		{"merged into a new one", nil, []output.Finding{leader(at("a", 1), "g"), merged(at("b", 2), "g")}, "a1"},
		{"a known one gone, a merged one leads", []output.Finding{leader(at("a", 1), "g"), merged(at("b", 2), "g")}, []output.Finding{leader(at("b", 2), "g")}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := lines(New(test.known).Fresh(test.now)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestGone(t *testing.T) {
	b := New([]output.Finding{at("a", 1), at("a", 2), at("b", 3), at("c", 4)})
	looked := func(e Entry) bool { return e.Fingerprint != "c" }
	gone := b.Gone([]output.Finding{below(at("a", 1))}, looked)
	if len(gone) != 2 || gone[0].Fingerprint != "a" || gone[0].Count != 1 || gone[1].Fingerprint != "b" {
		t.Errorf("gone are %v", gone)
	}
	b.Drop(gone)
	if got := b.Gone(nil, func(Entry) bool { return true }); len(got) != 2 || got[0].Count != 1 || b.Len() != 2 {
		t.Errorf("left are %v", got)
	}
}

func TestKeep(t *testing.T) {
	b := New([]output.Finding{at("a", 1)})
	b.Keep(New([]output.Finding{at("a", 1), at("a", 2), at("b", 3), at("c", 4)}), func(e Entry) bool { return e.Fingerprint != "c" })
	if got := b.Entries(); len(got) != 2 || got[0].Count != 1 || got[1].Fingerprint != "b" {
		t.Errorf("got %v", got)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baseline.txt")
	b := New([]output.Finding{at("b", 3), at("a", 1), at("a", 2)})
	if err := b.Write(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := header + "a\t2\tloopblock/sleep\tp\tf\ttime.Sleep\nb\t1\tloopblock/sleep\tp\tf\ttime.Sleep\n"
	if string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	again, err := Read(path)
	if err != nil || !reflect.DeepEqual(again, b) {
		t.Errorf("read %v, %v", again, err)
	}
}

func TestParseError(t *testing.T) {
	for text, want := range map[string]string{
		"# c\n\na\tx\tr\tp\tf\tc\n": `3: "x" is no count of findings`,
		"a\t0\n":                    `1: "0" is no count of findings`,
		"a\n":                       `1: this is no known finding; mend the line, or remove the file and write it anew`,
		"a\t1\tr\tp\tf\tc\tmore\n":  `1: 7 fields, want 6, separated by tabs`,
	} {
		if _, err := parse(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("a\t1\tloopblock/sleep\tp\tf\ttime.Sleep\n")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := parse(strings.NewReader(text))
		if err == nil && b.Len() < len(b.entries) {
			t.Errorf("%d findings in %d entries", b.Len(), len(b.entries))
		}
	})
}
