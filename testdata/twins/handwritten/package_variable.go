package handwritten

import (
	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var packageVariable = twins.Twin{
	File: "package_variable",
	Bug:  "a second loop counts in a variable of the package that the first one owns",
	Rule: "loopowner",
	Kind: loopcheck.WrongGoroutine,
	Buggy: func(t *loopcheck.T) {
		w := loopcheck.Watch(t, "sessions")
		opened, closed := make(chan string), make(chan string)
		go countOpened(w, opened)
		go countClosed(w, closed)
		opened <- "a"
		t.Wait()
		closed <- "a"
		t.Wait()
		close(opened)
		close(closed)
	},
	Fixed: func(t *loopcheck.T) {
		w := loopcheck.Watch(t, "sessions")
		opened, closed := make(chan string), make(chan string)
		go countBoth(w, opened, closed)
		opened <- "a"
		closed <- "a"
		close(opened)
	},
}

var sessions = make(map[string]int)

func countOpened(w *loopcheck.Watcher, opened <-chan string) {
	w.Own()
	for name := range opened {
		w.Check("sessions")
		sessions[name]++
	}
}

func countClosed(w *loopcheck.Watcher, closed <-chan string) {
	for name := range closed {
		w.Check("sessions")
		sessions[name]--
	}
}

// The fixed twin.

var counted = make(map[string]int)

func countBoth(w *loopcheck.Watcher, opened, closed <-chan string) {
	w.Own()
	for {
		select {
		case name, ok := <-opened:
			if !ok {
				return
			}
			w.Check("counted")
			counted[name]++
		case name := <-closed:
			w.Check("counted")
			counted[name]--
		}
	}
}
