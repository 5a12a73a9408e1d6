package cli

import (
	"fmt"
	"io"
	"time"
)

const (
	patience = 2 * time.Second        // a run shorter than this shows no progress
	pause    = 100 * time.Millisecond // between two updates of the line
)

// A progress is a line on a terminal that says how far a run is.
type progress struct {
	w     io.Writer
	shown bool // whether anybody is looking
	now   func() time.Time
	start time.Time
	last  time.Time // when the line was written; zero if it was not
}

// update writes the line anew, now and then. Calls must not overlap.
func (p *progress) update(done, total int) {
	now := p.now()
	if !p.shown || now.Sub(p.start) < patience || now.Sub(p.last) < pause {
		return
	}
	p.last = now
	fmt.Fprintf(p.w, "\r\x1b[Kloopcheck: %d of %d packages", done, total)
}

// erase removes the line.
func (p *progress) erase() {
	if !p.last.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
