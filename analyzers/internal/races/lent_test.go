package races_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/races"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

const mail = `
type c struct { reqs chan *req }
type req struct { n int; done chan struct{} }
func newC() *c { x := &c{reqs: make(chan *req)}; go x.serve(); return x }
func (x *c) serve() { for r := range x.reqs { r.n = 2; close(r.done) } }
`

// TestLent: what was sent is somebody else's, until he has been waited for.
func TestLent(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"read at once", `func (x *c) ask() int { r := &req{done: make(chan struct{})}; x.reqs <- r; return r.n }; func (x *c) start() { go x.ask() }`,
			"r.n is read here, but the object was sent before (line 7), and c.serve, which receives it, writes it (line 6): a race"},
		{"written before", `func (x *c) ask() { r := &req{done: make(chan struct{})}; r.n = 1; x.reqs <- r }; func (x *c) start() { go x.ask() }`, ""},
		{"read after the answer", `func (x *c) ask() int { r := &req{done: make(chan struct{})}; x.reqs <- r; <-r.done; return r.n }; func (x *c) start() { go x.ask() }`, ""},
		{"a state that goes round", `
			type room struct { s chan *req }
			func (x *room) count() { defer func() { r := <-x.s; r.n--; x.s <- r }(); println(1) }
			func newRoom() *room {
				x := &room{make(chan *req, 1)}
				x.s <- &req{}
				go func() { for range 3 { r := <-x.s; r.n++; go x.count(); x.s <- r } }()
				return x
			}`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := ruletest.Load(t, "package a\n"+mail+test.src)
			var all []string
			for _, l := range ruletest.Result[*races.Result](t, p, races.Analyzer).Lent() {
				all = append(all, l.Story(p.Packages[0].Fset))
			}
			if got := strings.Join(all, "\n"); got != test.want {
				t.Error(fmt.Sprintf("got  %s\nwant %s", got, test.want))
			}
		})
	}
}
