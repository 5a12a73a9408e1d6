package atlas

import (
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
)

// odd has names and messages that mean something in each of the formats.
func odd() *Program {
	const name = `a<b>"c"&#;` + "`d`" + `</script>{%x%}`
	loop := &Node{ID: "loop x " + name, Kind: Loop, Name: name, Findings: []int{0}}
	from := &Node{ID: "go x f", Kind: Goroutine, Name: "x.f", Rounds: true}
	link := &Link{From: from.ID, To: loop.ID, Kind: "sends", Sites: []Site{{At: `a"b.go:1:2`, Via: name}}}
	return &Program{
		Version: Version, Kind: "map", Coverage: &output.Coverage{Loops: []output.LoopUse{}},
		Nodes: []*Node{loop, from}, Links: []*Link{link}, Findings: []Finding{{Rule: "loopblock", At: "a.go:1:2", Message: name}},
		byID: map[string]*Node{loop.ID: loop, from.ID: from},
		from: map[string][]*Link{from.ID: {link}}, to: map[string][]*Link{loop.ID: {link}},
	}
}

// TestOdd: what a program calls things is text, and never the format's own words.
func TestOdd(t *testing.T) {
	var html, mermaid, dot strings.Builder
	for _, err := range []error{HTML(&html, odd()), Mermaid(&mermaid, odd()), Dot(&dot, odd())} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(html.String(), "</script>"); n != 2 {
		t.Errorf("the page has %d ends of its two scripts", n)
	}
	for line := range strings.Lines(mermaid.String()) {
		if n := strings.Count(line, `"`); n > 2 {
			t.Errorf("%d quotes in %s", n, line)
		}
	}
	if want := `label="● a<b>\"c\"&#;` + "`d`"; !strings.Contains(dot.String(), want) {
		t.Errorf("no %s in\n%s", want, dot.String())
	}
}

// TestQuiet: what goes round, has a finding or speaks to somebody is worth a place.
func TestQuiet(t *testing.T) {
	p := odd()
	for _, test := range []struct {
		node Node
		want bool
	}{
		{Node{Kind: Goroutine}, true},
		{Node{Kind: Goroutine, Rounds: true}, false},
		{Node{Kind: Goroutine, Findings: []int{0}}, false},
		{Node{Kind: Loop}, false},
		{Node{ID: "go x f", Kind: Goroutine}, false},
	} {
		if got := p.IsQuiet(&test.node); got != test.want {
			t.Errorf("IsQuiet(%+v) = %v", test.node, got)
		}
	}
}
