package prose_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
)

// TestBinds: the phrasings that people write are contracts.
func TestBinds(t *testing.T) {
	rows := rowsOf(t, "testdata/binds.txt")
	if len(rows) < 120 {
		t.Errorf("only %d phrasings", len(rows))
	}
	for _, r := range rows {
		claims := r.claims()
		var got []string
		for _, c := range claims {
			got = append(got, spell(c))
		}
		if !strings.Contains("; "+strings.Join(got, "; ")+";", "; "+r.want+";") {
			t.Errorf("%s %q: %q, want %q", r.site, r.text, strings.Join(got, "; "), r.want)
		}
	}
}

// TestSilent: what only looks like one binds nothing.
func TestSilent(t *testing.T) {
	rows := rowsOf(t, "testdata/silent.txt")
	if len(rows) < 120 {
		t.Errorf("only %d phrasings", len(rows))
	}
	for _, r := range rows {
		open := false
		for _, c := range r.claims() {
			open = open || c.Open != ""
			if c.Open == "" {
				t.Errorf("%s %q: %s", r.site, r.text, spell(c))
			}
		}
		if open != (r.want == "open") {
			t.Errorf("%s %q: told as unresolved: %v", r.site, r.text, open)
		}
	}
}

// A row is a phrasing of the table.
type row struct{ site, name, want, text string }

func rowsOf(t *testing.T, name string) []row {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	seen := make(map[string]bool)
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, " | ")
		if len(cells) != 5 || seen[cells[0]+cells[3]] {
			t.Fatalf("%s: a row has a site, a name, what is read, a phrasing of its own and where it was seen: %q", name, line)
		}
		seen[cells[0]+cells[3]] = true
		rows = append(rows, row{cells[0], cells[1], cells[2], cells[3]})
	}
	return rows
}

func (r row) claims() []prose.Claim {
	sites := map[string]prose.Site{"code": prose.Code, "state": prose.State, "whole": prose.Whole}
	return prose.Read(sites[r.site], []string{r.name}, r.text)
}

// spell is a claim as the table has it.
func spell(c prose.Claim) string {
	verb := map[prose.Verb]string{
		prose.Owned: "owned", prose.Written: "written", prose.On: "on", prose.Never: "never",
		prose.Beside: "beside", prose.Anywhere: "anywhere", prose.Is: "is",
	}[c.Verb]
	if c.Verb == prose.On && c.Must {
		verb += "!"
	}
	p := c.Place
	place := strings.Join(append(p.Words, p.Noun), " ")
	if p.Many {
		place += "s"
	}
	if p.Name != "" {
		place = p.Name + "()"
	}
	if p.Of != "" {
		place = p.Of + "'s " + place
	}
	out := strings.TrimSpace(fmt.Sprint(verb, " ", place))
	switch {
	case c.Open != "":
		out += " open: " + c.Open
	case c.Rest:
		out += ", rest"
	case c.Below:
		out += ", below"
	}
	return out
}
