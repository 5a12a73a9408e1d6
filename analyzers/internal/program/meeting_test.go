package program

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestMeeting: a channel is one by all names, and others count where one of them is theirs.
func TestMeeting(t *testing.T) {
	const src = `
package a

type feed struct{ ch chan int }

func newFeed() *feed {
	ch := make(chan int)
	return &feed{ch: ch}
}

func (f *feed) Items() <-chan int { return f.ch }

type source interface{ Items() <-chan int }

func put(f *feed) { f.ch <- 1 }

func each(s source) {
	for range s.Items() {
	}
}

func take(items <-chan int) { <-items }

func takeOne(f *feed) {
	items := f.Items()
	take(items)
}

type open struct{ C chan int }

func newOpen() *Open { return &Open{} }

type Open struct{ c chan int }

func (o *Open) Done() <-chan int { return o.c }

func (o *Open) make() { o.c = make(chan int, 3) }

func (o *Open) end() { o.c <- 1 }

func keep(chan int) {}

var kept = make(map[string]chan int)

func away() {
	ch := make(chan int)
	kept["a"] = ch
	ch <- 1
}
`
	prog := ruletest.Result[*Package](t, ruletest.Load(t, src), Analyzer)
	var b strings.Builder
	for _, f := range prog.Funcs {
		for _, op := range f.Ops {
			m := prog.Meeting(op)
			if m == nil || op.Kind != Send {
				continue
			}
			n, known := m.Cap()
			fmt.Fprintf(&b, "%s: %d operations, sent elsewhere %v, received elsewhere %v, room %d %v\n", f.Name(), len(m.Ops), m.Sent, m.Received, n, known)
		}
	}
	ruletest.Equal(t, b.String(), `
		put: 3 operations, sent elsewhere false, received elsewhere false, room 0 true
		Open.end: 1 operations, sent elsewhere false, received elsewhere true, room 3 true
		away: 1 operations, sent elsewhere true, received elsewhere true, room 0 true
	`)
}
