package handwritten

import (
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var timerWrites = twins.Twin{
	File:    "timer_writes",
	Bug:     "a timer writes state that the loop owns",
	Retells: "asynkron/protoactor-go, pull/339",
	Rule:    "loopowner",
	Kind:    loopcheck.WrongGoroutine,
	Buggy: func(t *loopcheck.T) {
		p := newProcess(loopcheck.Watch(t, "process"))
		go p.run()
		p.in <- "start"
		time.Sleep(time.Minute)
		close(p.in)
	},
	Fixed: func(t *loopcheck.T) {
		p := newProcess(loopcheck.Watch(t, "process"))
		go p.runRight()
		p.in <- "start"
		time.Sleep(time.Minute)
		close(p.in)
	},
}

// A process is owned by its run.
type process struct {
	in      chan string
	state   string
	watcher *loopcheck.Watcher
}

func newProcess(w *loopcheck.Watcher) *process {
	return &process{in: make(chan string), watcher: w}
}

func (p *process) run() {
	p.watcher.Own()
	for m := range p.in {
		p.set(m)
		time.AfterFunc(time.Second, func() { p.set("timed out") })
	}
}

func (p *process) set(state string) {
	p.watcher.Check("process.state")
	p.state = state
}

// The fixed twin.

func (p *process) runRight() {
	p.watcher.Own()
	timeout := make(chan struct{}, 1)
	for {
		select {
		case m, ok := <-p.in:
			if !ok {
				return
			}
			p.set(m)
			time.AfterFunc(time.Second, func() { timeout <- struct{}{} })
		case <-timeout:
			p.set("timed out")
		}
	}
}
