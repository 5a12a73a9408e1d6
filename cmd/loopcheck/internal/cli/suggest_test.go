package cli

import (
	"go/token"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// TestBlames: what a finding quotes is to blame for it, or else its package's directives.
func TestBlames(t *testing.T) {
	s := suggestion{analyzers.Suggestion{Directive: "//loopcheck:owned run"}, "example.com/a"}
	tests := []struct {
		message, pkg string
		want         bool
	}{
		{`h.n is written here, off its loop: "loopcheck:owned run" (hub.go:4)`, "example.com/b", true},
		{`h.n is written here, off its loop: "loopcheck:owned run" (hub.go:5)`, "example.com/a", false},
		{`h.n is written here, off its loop: "owned by run" (hub.go:4)`, "example.com/b", false},
		{`time.Sleep blocks hub.run for 2s`, "example.com/a", true},
	}
	for _, test := range tests {
		if got := blames(output.Finding{Message: test.message, Package: test.pkg}, s, "hub.go:4"); got != test.want {
			t.Errorf("%s in %s: %v", test.message, test.pkg, got)
		}
	}
}

// TestLinesOf: suggestions stand where the texts have them, in their order.
func TestLinesOf(t *testing.T) {
	fset := token.NewFileSet()
	file := fset.AddFile("/x/hub.go", -1, 100)
	var all []suggestion
	for _, offset := range []int{50, 10} {
		all = append(all, suggestion{analyzers.Suggestion{Pos: file.Pos(offset), Directive: "//loopcheck:owned run"}, "a"})
	}
	trial := &trial{first: &stream.Result{Fset: fset}}
	at := trial.linesOf(all, map[string][]byte{"/x/hub.go": []byte("package a\n\n\t//loopcheck:owned run\n\tn int\n\t//loopcheck:owned run\n")})
	if at[all[0].Pos] != "hub.go:5" || at[all[1].Pos] != "hub.go:3" {
		t.Errorf("they stand at %v", at)
	}
}
