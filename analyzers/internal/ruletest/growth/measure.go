package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/coverage"
	"sync"
	"time"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// A Cost is what one analysis of a shape took. The type checker's part is not in it.
type Cost struct {
	Source int           // bytes of the program
	Steps  int64         // basic blocks that ran; 0 where they are not counted
	Heap   int64         // bytes allocated, freed ones too
	Output int64         // bytes of the findings, with their related lines
	Time   time.Duration // wall
}

// measure analyses a shape of size n. The process ends if that takes more steps
// than the limit, unless it is 0.
func measure(s shape, n int, limit int64) (Cost, error) {
	// What nobody feels is told as well, or most shapes would have nothing to say.
	if err := analyzers.Configure(map[string]string{"loopcheck.tier": "strict"}); err != nil {
		return Cost{}, err
	}
	text := s.program(n)
	p, err := ruletest.Check(text)
	if err != nil {
		return Cost{}, fmt.Errorf("%s of %d: %w", s.name, n, err)
	}
	c := Cost{Source: len(text)}
	if counted() {
		if err := coverage.ClearCounters(); err != nil {
			return Cost{}, err
		}
	}
	done := guard(limit)
	before, start := allocated(), time.Now()
	roots, err := p.Actions(analyzers.Suite()...)
	c.Time, c.Heap = time.Since(start), allocated()-before
	done()
	if err != nil {
		return Cost{}, fmt.Errorf("%s of %d: %w", s.name, n, err)
	}
	if counted() {
		if c.Steps, err = steps(); err != nil {
			return Cost{}, err
		}
		if limit > 0 && c.Steps > limit {
			os.Exit(exitLimit)
		}
	}
	for _, act := range roots {
		for _, d := range act.Diagnostics {
			c.Output += int64(len(d.Message))
			for _, r := range d.Related {
				c.Output += int64(len(r.Message))
			}
		}
	}
	return c, nil
}

func allocated() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.TotalAlloc)
}

// counted reports whether this program counts its steps. The counters are there
// once main has begun.
var counted = sync.OnceValue(func() bool {
	_, err := steps()
	return err == nil
})

// firstLook is when an analysis is looked at that has not ended. What ends does
// so within a second, and on a busy machine long before this. Each look comes
// after twice the time.
const firstLook = 30 * time.Second

// guard ends the process once an analysis has taken more steps than it may. It
// looks at the steps and not at the clock, so that a slow machine is no reason
// to fail. Looking takes steps itself: what ends soon is not looked at.
func guard(limit int64) (done func()) {
	if limit == 0 {
		return func() {}
	}
	ended := make(chan bool)
	go func() {
		for wait := firstLook; ; wait *= 2 {
			select {
			case <-ended:
				return
			case <-time.After(wait):
			}
			if n, err := steps(); err == nil && n > limit {
				os.Exit(exitLimit)
			}
		}
	}()
	return func() { close(ended) }
}
