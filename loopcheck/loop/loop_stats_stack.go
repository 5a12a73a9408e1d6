package loop

import (
	"runtime"
	"strings"
	"time"
)

// stuckAfter is how long something must have run for a snapshot to look where it is:
// that stops the program for a moment.
const stuckAfter = 100 * time.Millisecond

// mostStacks is how much text of stacks a snapshot looks through, so that it stops a
// program of many goroutines no longer than some milliseconds.
const mostStacks = 1 << 22

// served notes which goroutine serves the loop from now on; it is called there.
func (m *meter) served() {
	name := goroutineName()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.goroutine = name
}

// resumes notes which goroutine a new coroutine is; it is called there.
func (m *meter) resumes(co *coroutine) {
	name := goroutineName()
	m.mu.Lock()
	defer m.mu.Unlock()
	co.goroutine = name
}

// look finds out where what runs is, if it has run for long.
func (m *meter) look() {
	m.mu.Lock()
	seen, name := m.now, m.goroutine
	if seen.co != nil {
		name = seen.co.goroutine
	}
	m.mu.Unlock()
	if name == "" || seen.kind == "" || time.Since(seen.began) < stuckAfter {
		return
	}
	stack := stackOf(name)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.now.kind == seen.kind && m.now.began.Equal(seen.began) { // it runs still
		m.now.stack = stack
	}
}

// goroutineName returns how stacks name the calling goroutine: "goroutine 7 [".
func goroutineName() string {
	var buf [64]byte
	header := string(buf[:runtime.Stack(buf[:], false)])
	name, _, _ := strings.Cut(header, "[")
	return name + "["
}

// stackOf returns the stack of the goroutine named so, or "" if there is none.
func stackOf(name string) string {
	buf := make([]byte, 1<<16)
	n := runtime.Stack(buf, true)
	for n == len(buf) && n < mostStacks {
		buf = make([]byte, 4*len(buf))
		n = runtime.Stack(buf, true)
	}
	for stack := range strings.SplitSeq(string(buf[:n]), "\n\n") {
		if strings.HasPrefix(stack, name) {
			return strings.TrimSpace(stack)
		}
	}
	return ""
}
