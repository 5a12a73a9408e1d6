package claims_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// told lists what the claims of a package bind: "members -> hub.run", or why not.
func told(t *testing.T, text string) string {
	t.Helper()
	r := ruletest.Result[*claims.Result](t, ruletest.Load(t, text), claims.Analyzer)
	var b strings.Builder
	for _, c := range r.All() {
		name := ""
		switch {
		case c.In != nil:
			name = c.In.Name()
		case c.Of != nil:
			name = c.Of.Name()
		}
		switch {
		case c.Why != "":
			fmt.Fprintf(&b, "%s: %s\n", name, c.Why)
		case c.Loop == nil:
			fmt.Fprintf(&b, "%s\n", name)
		default:
			fmt.Fprintf(&b, "%s -> %s\n", name, c.Loop.Name())
		}
	}
	return b.String()
}

// hub is a type with two loops, and functions that are none.
const hub = `package a

type hub struct {
	in, out chan int
	%s
}

func (h *hub) start() {
	go h.readLoop()
	go func() { h.write() }()
}

func (h *hub) readLoop() {
	for range h.in {
		h.handle()
	}
}

func (h *hub) write() {
	for {
		select {
		case <-h.out:
			h.handle()
		}
	}
}

%s
func (h *hub) handle() {}

func (h *hub) Read() int { return 0 }

type conn struct{ in chan int }

func (c *conn) serve() {
	for range c.in {
	}
}

func serve(c *conn) { go c.serve() }
`

// TestPlaces: a place is a function that is a goroutine's own or goes round, or nothing.
func TestPlaces(t *testing.T) {
	tests := []struct{ comment, want string }{
		{"owned by readLoop", "x -> hub.readLoop"},
		{"owned by the read loop", "x -> hub.readLoop"},
		{"owned by the write loop", "x -> hub.write"},
		{"owned by hub.write", "x -> hub.write"},
		{"owned by h.write", "x -> hub.write"},
		{"only accessed by the goroutine running write", "x -> hub.write"},
		{"owned by conn's serve loop", "x -> conn.serve"},
		{"owned by the conn's loop", "x -> conn.serve"},
		{"owned by the serve goroutine", "x -> conn.serve"},
		{"owned by the conn goroutine", "x -> conn.serve"},
		{"owned by the event loop", "x: it may be hub.readLoop or hub.write"},
		{"owned by the scheduler loop", "x: no function here is the scheduler loop"},
		{"owned by Read", "x: hub.Read is no goroutine of its own: nothing here starts it, and it does not go round"},
		{"owned by server.loop", "x: server.loop is nothing of this package"},
		{"owned by the peer's read loop", "x: nothing here is called peer"},
		{"owned by the read loop or the write loop", "x: it goes on: or the write loop"},
		{"owned by the main loop", "x: it may be hub.readLoop or hub.write"},
		{"owned by the writing goroutine", "x -> hub.write"},
		{"owned by one goroutine", ""},
		{"guarded by mu", ""},
	}
	for _, test := range tests {
		got := told(t, fmt.Sprintf(hub, "x int // "+test.comment, ""))
		if strings.TrimSpace(got) != test.want {
			t.Errorf("%q: %q, want %q", test.comment, got, test.want)
		}
	}
}

// TestNamedInFull: the function whose name has the noun too is meant before one that
// shares the other words.
func TestNamedInFull(t *testing.T) {
	const node = `package a

type node struct {
	in chan int
	x int // owned by the leaderloop
}

func (n *node) Leader() int { return 0 }

func (n *node) leaderLoop() {
	for range n.in {
	}
}

func start(n *node) {
	go n.leaderLoop()
	go n.Leader()
}
`
	if got, want := strings.TrimSpace(told(t, node)), "x -> node.leaderLoop"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestMainLoop: of several loops the main one serves by far the most channels.
func TestMainLoop(t *testing.T) {
	const link = `package a

type link struct {
	in, out, quit, ticks chan int
	x int // owned by the main loop
}

func (l *link) start() {
	go l.sweep()
	go l.manage()
}

func (l *link) sweep() {
	for {
		select {
		case <-l.ticks:
		case <-l.quit:
			return
		}
	}
}

func (l *link) manage() {
	for {
		select {
		case <-l.in:
		case <-l.out:
		case <-l.ticks:
		case <-l.quit:
			return
		}
	}
}
`
	if got, want := strings.TrimSpace(told(t, link)), "x -> link.manage"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestFunctions: a comment speaks of its own function.
func TestFunctions(t *testing.T) {
	tests := []struct{ comment, want string }{
		{"handle should only be called from the read loop", "hub.handle -> hub.readLoop"},
		{"It must not be called from the write loop.", "hub.handle -> hub.write"},
		{"handle is called from handler goroutines.", "hub.handle"},
		{"handle is safe for concurrent use.", "hub.handle"},
		{"handle is called from start.", ""},
		{"write must only be called from the read loop.", ""},
	}
	for _, test := range tests {
		got := told(t, fmt.Sprintf(hub, "", "// "+test.comment))
		if strings.TrimSpace(got) != test.want {
			t.Errorf("%q: %q, want %q", test.comment, got, test.want)
		}
	}
}

// TestGroups: a header speaks of the fields below it, as far as the layout says.
func TestGroups(t *testing.T) {
	const run = `
	func (h *hub) run() {
		for range h.in {
		}
	}
	func f(h *hub) { go h.run() }`
	tests := []struct{ name, fields, want string }{
		{"everything", `
			// Everything following is owned by run:
			a int

			b int
			// c is not to be touched.
			c int`, "a b c"},
		{"a header ends at an empty line", `
			// owned by run:
			a int
			b int

			c int`, "a b"},
		{"one comment, one field", `
			a int // owned by run
			b int`, "a"},
		{"a comment that names its field", `
			// a is owned by run.
			a int
			b int`, "a"},
		{"a part of its own", `
			x int

			// Owned by run.
			a int
			b int

			c int`, "a b"},
		{"a comment for itself", `
			x int

			// The fields below are owned by run.

			a int
			b int`, "a b"},
		{"a lock guards what comes after it", `
			// Everything below is owned by run.
			a int

			mu sync.Mutex
			b int`, "a"},
		{"a field with another guard", `
			// Everything below is owned by run.
			a int
			b int // guarded by mu
			c int // set before done is closed
			d int`, "a d"},
		{"another header", `
			// Everything below is owned by run.
			a int

			// Owned by g:
			b int`, "a b"},
	}
	for _, test := range tests {
		got := told(t, "package a\nimport \"sync\"\nvar _ sync.Mutex\ntype hub struct {\n in chan int\n"+test.fields+"\n}\n"+run)
		var names []string
		for line := range strings.Lines(got) {
			name, _, _ := strings.Cut(strings.Fields(line)[0], ":")
			names = append(names, name)
		}
		if s := strings.Join(names, " "); s != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestAssertions: code says itself where it runs.
func TestAssertions(t *testing.T) {
	ruletest.Equal(t, told(t, `package a
		type goroutineLock int
		func (goroutineLock) check() {}
		func (goroutineLock) checkNotOn() {}
		type server struct {
			serveG goroutineLock
			otherG goroutineLock
			in     chan int
		}
		func (s *server) serve() {
			s.serveG.check()
			for range s.in {
				func() { s.serveG.check() }()
			}
		}
		func (s *server) send() { s.serveG.checkNotOn() }
		func (s *server) lost() { s.otherG.check() }
		func (s *server) maybe(b bool) {
			if b {
				s.serveG.check()
			}
		}`), `
server.serve -> server.serve
the function in server.serve -> server.serve
server.send -> server.serve
server.lost: no function here is otherG
`)
}
