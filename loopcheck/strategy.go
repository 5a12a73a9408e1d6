package loopcheck

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// A Chooser decides, in [Explore], whose hand-off is next. The package has three:
// [Random], [PCT] and [RoundRobin].
type Chooser interface {
	fmt.Stringer

	// schedule begins a schedule. The function it returns picks one of the
	// sources that have something to hand over, which come sorted.
	schedule(*rand.Rand) func(ready []string) int
}

// Random picks any source, all with the same chance. It finds bugs that many
// orders show.
func Random() Chooser { return random{} }

// PCT is probabilistic concurrency testing: it runs the source with the highest
// of random priorities, and at d-1 random steps the source that would run falls
// behind all others. It finds bugs that need d steps in one certain order, with a
// chance that can be told: at least 1 in n×k^(d-1) schedules, of n sources and k
// steps. It panics unless d is positive.
func PCT(d int) Chooser {
	if d < 1 {
		panic("loopcheck: PCT needs a positive depth")
	}
	return pct{d}
}

// RoundRobin picks the sources in turn, in the order of their names. All its
// schedules are the same.
func RoundRobin() Chooser { return roundRobin{} }

type random struct{}

func (random) String() string { return "random" }

func (random) schedule(r *rand.Rand) func([]string) int {
	return func(ready []string) int { return r.IntN(len(ready)) }
}

type roundRobin struct{}

func (roundRobin) String() string { return "round robin" }

func (roundRobin) schedule(*rand.Rand) func([]string) int {
	last := ""
	return func(ready []string) int {
		at := slices.IndexFunc(ready, func(name string) bool { return name > last })
		at = max(at, 0)
		last = ready[at]
		return at
	}
}

type pct struct{ depth int }

func (c pct) String() string { return fmt.Sprintf("PCT(%d)", c.depth) }

// longest is the number of steps that change points are spread over. A schedule's
// length is not known before, and a seed must mean the same by itself, so the
// points are denser at the beginning, where short schedules have their steps.
const longest = 1024

func (c pct) schedule(r *rand.Rand) func([]string) int {
	changes := make(map[int]bool)
	for range c.depth - 1 {
		changes[int(math.Pow(longest, r.Float64()))] = true
	}
	priority := make(map[string]int)
	step, lowest := 0, 0
	return func(ready []string) int {
		step++
		for _, name := range ready {
			if _, ok := priority[name]; !ok {
				priority[name] = 1 + r.IntN(math.MaxInt32)
			}
		}
		if changes[step] {
			lowest--
			priority[ready[highest(ready, priority)]] = lowest
		}
		return highest(ready, priority)
	}
}

func highest(ready []string, priority map[string]int) int {
	best := 0
	for i, name := range ready {
		if priority[name] > priority[ready[best]] {
			best = i
		}
	}
	return best
}
