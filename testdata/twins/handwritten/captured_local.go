package handwritten

import (
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var capturedLocal = twins.Twin{
	File:    "captured_local",
	Bug:     "a keep-alive loop reads a local variable that the goroutine which reads answers writes",
	Retells: "recws-org/recws, commit b18b68d8",
	Rule:    "loopowner",
	Kind:    loopcheck.WrongGoroutine,
	Buggy: func(t *loopcheck.T) {
		answers, ticks := make(chan time.Time), make(chan time.Time)
		keepAlive(loopcheck.Watch(t, "connection"), answers, ticks)
		ticks <- time.Now()
		t.Wait()
		answers <- time.Now()
		t.Wait()
		close(answers)
		close(ticks)
	},
	Fixed: func(t *loopcheck.T) {
		answers, ticks := make(chan time.Time), make(chan time.Time)
		keepAliveRight(loopcheck.Watch(t, "connection"), answers, ticks)
		ticks <- time.Now()
		answers <- time.Now()
		close(ticks)
	},
}

func keepAlive(w *loopcheck.Watcher, answers, ticks <-chan time.Time) {
	last := time.Now()
	go func() {
		w.Own()
		for now := range ticks {
			if now.Sub(last) > time.Minute {
				return
			}
		}
	}()
	go func() {
		for at := range answers {
			w.Check("last")
			last = at
		}
	}()
}

// The fixed twin.

func keepAliveRight(w *loopcheck.Watcher, answers, ticks <-chan time.Time) {
	go func() {
		w.Own()
		last := time.Now()
		for {
			select {
			case at := <-answers:
				w.Check("last")
				last = at
			case now, ok := <-ticks:
				if !ok || now.Sub(last) > time.Minute {
					return
				}
			}
		}
	}()
}
