package races_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestNames: a goroutine goes by what is started, not by a loop far below that.
func TestNames(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"a loop deep below what is started", `
			func (x *c) read() { for { if x.readOne() { return } } }
			func (x *c) readOne() bool { return <-x.other == 0 }
			func (x *c) part() { x.read() }
			func (x *c) serve() { x.part(); println(x.n) }
			func f(x *c) { go x.run(); go x.serve() }`, `
			strict: x.n is read here on the goroutine of c.serve, and c.run writes it (line 8): a race`},
		{"a loop deep below a literal", `
			func (x *c) read() { for { <-x.other } }
			func (x *c) part() { x.read() }
			func f(x *c) { go x.run(); go func() { println(x.n); x.part() }() }`, `
			strict: x.n is read here on a goroutine that f starts (line 12), and c.run writes it (line 8): a race`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, racesIn(t, "import \"sync\"\nvar _ sync.Mutex\n"+loop+test.src), test.want)
		})
	}
}
