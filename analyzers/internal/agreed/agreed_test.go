package agreed_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/agreed"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// proposed lists what a package could say: "hub.n: owned run".
func proposed(t *testing.T, src string) string {
	t.Helper()
	var b strings.Builder
	for _, p := range ruletest.Result[*agreed.Result](t, ruletest.Load(t, "package a\n"+src), agreed.Analyzer).Proposals {
		fmt.Fprintf(&b, "%s: %s %s\n", p.Subject, p.Verb, p.Loop)
	}
	return b.String()
}

const hub = `
import "sync"
var _ sync.Mutex
type hub struct {
	in, out chan int
	n       int
	mu      sync.Mutex
}
func newHub() *hub { h := &hub{in: make(chan int)}; h.n = 1; go h.run(); return h }
func (h *hub) run() { for v := range h.in { h.add(v) } }
func (h *hub) add(v int) { h.n += v }
`

func TestProposals(t *testing.T) {
	const both = "hub.n: owned run\nhub.add: on run\n"
	tests := []struct{ name, src, want string }{
		{"one loop alone", ``, both},
		{"a literal that runs there", `func (h *hub) x() {}; func each(f func(int)) { f(1) }; func (h *hub) use() { each(func(int) {}) }`, both},
		{"an exported method reads it", `func (h *hub) N() int { return h.n }`, ""},
		{"a second caller", `func (h *hub) Add(v int) { h.add(v) }`, ""},
		{"a goroutine calls it", `func (h *hub) x() { go h.add(1) }`, ""},
		{"it is handed on", `func (h *hub) x(do func(func(int))) { do(h.add) }`, ""},
		{"an interface may call it", `type adder interface { add(int) }`, ""},
		{"another object's", `func (h *hub) merge(other *hub) { println(other.n) }`, ""},
		{"its address goes out", `func (h *hub) p() *int { return &h.n }`, ""},
		{"a second loop", `func (h *hub) write() { for v := range h.out { h.n = v } }; func (h *hub) begin() { go h.write() }`, ""},
		{"a loop of several goroutines", `func (h *hub) more() { for range 3 { go h.run() } }`, ""},
		{"before the start", `func (h *hub) begin() { h.n = 1; go h.run() }`, both},
		{"after the start", `func (h *hub) begin() { go h.run(); h.n = 1 }`, ""},
		{"under a lock", `func (h *hub) begin() { h.mu.Lock(); if h.n == 0 { h.n = 1; go h.run() }; h.mu.Unlock() }`, ""},
		{"it is said already", `
			// add must only be called from run.
			func (h *hub) sub(v int) { h.n -= v }
			func (h *hub) y() { go h.sub(1) }`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { ruletest.Equal(t, proposed(t, hub+test.src), test.want) })
	}
}

// TestNothingToPropose: what nobody changes, guards itself or is said already.
func TestNothingToPropose(t *testing.T) {
	ruletest.Equal(t, proposed(t, `
		import "sync/atomic"
		type hub struct {
			in    chan int
			read  int
			hits  atomic.Int64
			Open  int
			owned int // owned by run
			other []*peer
		}
		type peer struct { n int }
		func start(h *hub) { go h.run() }
		func (h *hub) run() {
			for v := range h.in {
				h.hits.Add(int64(h.read))
				h.Open = v
				h.owned = v
				h.other[0].n = v
			}
		}`), ``)
}

// TestOneLine: a directive needs a line of its own.
func TestOneLine(t *testing.T) {
	ruletest.Equal(t, proposed(t, `
		type hub struct { in chan int; n int }
		func start(h *hub) { go h.run() }
		func (h *hub) run() { for v := range h.in { h.n = v } }`), ``)
}

// TestNames: a loop of another type goes by its full name.
func TestNames(t *testing.T) {
	ruletest.Equal(t, proposed(t, `
		type hub struct {
			in  chan *peer
			all map[*peer]bool // owned by run
		}
		type peer struct { h *hub }
		func start(h *hub) { go h.run() }
		func (h *hub) run() { for p := range h.in { p.join() } }
		func (p *peer) join() { p.h.all[p] = true }`), `peer.join: on hub.run`)
}
