package ends

import (
	"strings"
	"testing"
)

// guarded is a loop that ends when it is told, and closes tells it.
const (
	guarded = `package a; import "sync"
type loop struct { mu, other sync.Mutex; rw sync.RWMutex; closed, running bool; state int; in chan int; quit chan struct{} }
func start() *loop { l := &loop{in: make(chan int), quit: make(chan struct{})}; go l.run(); return l }
func (l *loop) run() { for { select { case <-l.in: case <-l.quit: return } } }
`
	closes = "func (l *loop) Close() { l.mu.Lock(); l.closed = true; close(l.quit); l.mu.Unlock() }\n"
)

// TestExcluded: a send and the end of its loop, under a lock and a condition.
func TestExcluded(t *testing.T) {
	const inIf = "func (l *loop) Post() { l.mu.Lock(); defer l.mu.Unlock(); if !l.closed { l.in <- 1 } }"
	tests := []struct {
		name, end, post string
		told            bool
	}{
		{"inside the condition", closes, inIf, false},
		{"in its other branch", closes, "func (l *loop) Post() { l.mu.Lock(); defer l.mu.Unlock(); if l.closed { println() } else { l.in <- 1 } }", false},
		{"behind a return", closes, "func (l *loop) Post() { l.mu.Lock(); if l.closed { l.mu.Unlock(); return }; l.in <- 1; l.mu.Unlock() }", false},
		{"with another condition", closes, "func (l *loop) Post(n int) { l.mu.Lock(); defer l.mu.Unlock(); if n > 0 && !l.closed { l.in <- 1 } }", false},
		{"without a condition", closes, "func (l *loop) Post() { l.mu.Lock(); defer l.mu.Unlock(); l.in <- 1 }", true},
		{"without a lock", closes, "func (l *loop) Post() { if !l.closed { l.in <- 1 } }", true},
		{"under another lock", closes, "func (l *loop) Post() { l.other.Lock(); defer l.other.Unlock(); if !l.closed { l.in <- 1 } }", true},
		{"behind the condition", closes, "func (l *loop) Post() { l.mu.Lock(); defer l.mu.Unlock(); if !l.closed { println() }; l.in <- 1 }", true},
		{"on another condition", closes, "func (l *loop) Post() { l.mu.Lock(); defer l.mu.Unlock(); if l.running { l.in <- 1 } }", true},
		{"on the other sense", closes, "func (l *loop) Post() { l.mu.Lock(); defer l.mu.Unlock(); if l.closed { l.in <- 1 } }", true},
		{"or on another condition", closes, "func (l *loop) Post(n int) { l.mu.Lock(); defer l.mu.Unlock(); if n > 0 || !l.closed { l.in <- 1 } }", true},
		{"after the lock was free", closes, "func (l *loop) Post() { l.mu.Lock(); if !l.closed { l.mu.Unlock(); println(); l.mu.Lock(); l.in <- 1 }; l.mu.Unlock() }", true},
		{"asked before the lock", closes, "func (l *loop) Post() { if l.closed { return }; l.mu.Lock(); defer l.mu.Unlock(); l.in <- 1 }", true},
		{"noted after the end", "func (l *loop) Close() { l.mu.Lock(); defer l.mu.Unlock(); close(l.quit); l.closed = true }", inIf, false},
		{"sent, not closed", "func (l *loop) Close() { l.mu.Lock(); defer l.mu.Unlock(); l.quit <- struct{}{}; l.closed = true }", inIf, false},
		{"noted without the lock", "func (l *loop) Close() { l.mu.Lock(); close(l.quit); l.mu.Unlock(); l.closed = true }", inIf, true},
		{"ended without the lock", "func (l *loop) Close() { l.mu.Lock(); l.closed = true; l.mu.Unlock(); close(l.quit) }", inIf, true},
		{"under two turns of the lock", "func (l *loop) Close() { l.mu.Lock(); close(l.quit); l.mu.Unlock(); l.mu.Lock(); l.closed = true; l.mu.Unlock() }", inIf, true},
		{"noted on some ways", "func (l *loop) Close(n int) { l.mu.Lock(); defer l.mu.Unlock(); close(l.quit); if n > 0 { l.closed = true } }", inIf, true},
		{"not noted", "func (l *loop) Close() { l.mu.Lock(); defer l.mu.Unlock(); close(l.quit) }", inIf, true},
		{"not noted by one of two", closes + "func (l *loop) Abort() { l.mu.Lock(); defer l.mu.Unlock(); close(l.quit) }", inIf, true},
		{"noted by both", closes + "func (l *loop) Abort() { l.mu.Lock(); defer l.mu.Unlock(); close(l.quit); l.closed = true }", inIf, false},
		{"a constant", "func (l *loop) Close() { l.mu.Lock(); defer l.mu.Unlock(); close(l.quit); l.state = 2 }",
			"func (l *loop) Post() { l.mu.Lock(); defer l.mu.Unlock(); if l.state == 1 { l.in <- 1 } }", false},
		{"another constant", "func (l *loop) Close() { l.mu.Lock(); defer l.mu.Unlock(); close(l.quit); l.state = 2 }",
			"func (l *loop) Post() { l.mu.Lock(); defer l.mu.Unlock(); if l.state != 3 { l.in <- 1 } }", true},
		{"for reading", "func (l *loop) Close() { l.rw.Lock(); defer l.rw.Unlock(); close(l.quit); l.closed = true }",
			"func (l *loop) Post() { l.rw.RLock(); defer l.rw.RUnlock(); if !l.closed { l.in <- 1 } }", false},
		{"both for reading", "func (l *loop) Close() { l.rw.RLock(); defer l.rw.RUnlock(); close(l.quit); l.closed = true }",
			"func (l *loop) Post() { l.rw.RLock(); defer l.rw.RUnlock(); if !l.closed { l.in <- 1 } }", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := strandedOf(t, guarded+test.end+"\n"+test.post)
			if told := strings.Contains(got, "send, loop.run at 4"); told != test.told {
				t.Errorf("%q, want %v", got, test.told)
			}
		})
	}
}
