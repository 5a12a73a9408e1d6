package lockwait

import "sync"

// A link keeps the channel that its reader closes, which has it by a name of its own.
type link struct {
	mu     sync.Mutex
	in     chan string
	done   chan struct{}
	ended  chan struct{}
	latest string
}

func (l *link) start() {
	l.mu.Lock()
	defer l.mu.Unlock()
	done := make(chan struct{})
	l.done = done
	go l.read(done)
}

func (l *link) read(done chan struct{}) {
	defer close(done)
	for text := range l.in {
		l.note(text)
	}
}

func (l *link) note(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.latest = text
}

func (l *link) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done != nil {
		<-l.done // want `link.close holds l.mu while it receives from l.done, and link.read, which closes it, takes l.mu first in link.note: deadlock; unlock before that`
	}
	l.done = nil
}

// closeRight waits before it locks.
func (l *link) closeRight() {
	<-l.done
	l.mu.Lock()
	defer l.mu.Unlock()
	l.latest = ""
}

// The other one's channel is another one, and so is the lock.
func (l *link) pair(other *link) {
	done := make(chan struct{})
	other.ended = done
	go l.read(done)
}

func (l *link) closeOther() {
	l.mu.Lock()
	defer l.mu.Unlock()
	<-l.ended
}
