package handwritten

import (
	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var unsubscribeAfterEnd = twins.Twin{
	File:    "unsubscribe_after_end",
	Bug:     "unsubscribing waits for a loop that has ended",
	Retells: "syncthing/syncthing, pull/6261",
	Rule:    "loopleak",
	Kind:    loopcheck.Deadlock,
	Buggy: func(t *loopcheck.T) {
		l := newLogger()
		go l.serve()
		close(l.stop)
		t.Wait()
		l.unsubscribe("sub")
	},
	Fixed: func(t *loopcheck.T) {
		l := newLogger()
		go l.serve()
		close(l.stop)
		t.Wait()
		l.unsubscribeIfServed("sub")
	},
}

type logger struct {
	requests chan func()
	stop     chan struct{}
	subs     map[string]bool
}

func newLogger() *logger {
	return &logger{requests: make(chan func()), stop: make(chan struct{}), subs: make(map[string]bool)}
}

func (l *logger) serve() {
	for {
		select {
		case f := <-l.requests:
			f()
		case <-l.stop:
			return
		}
	}
}

func (l *logger) unsubscribe(name string) {
	l.requests <- func() { delete(l.subs, name) }
}

// The fixed twin.

func (l *logger) unsubscribeIfServed(name string) {
	select {
	case l.requests <- func() { delete(l.subs, name) }:
	case <-l.stop:
	}
}
