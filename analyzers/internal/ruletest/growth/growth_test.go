package main

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

const (
	// maxExponent allows n log n, which is 1.1 to 1.2 at these sizes.
	maxExponent = 1.25
	// maxHeap allows for slices and maps that double when they are full, and for
	// maps that are split at a thousand entries.
	maxHeap = 1.5
	// maxSteps ends an analysis that is on its way to not ending. At the
	// largest size, a shape that is fine takes less than half of it.
	maxSteps = 40_000_000
)

// growth is how the parts of a cost grow with the size of the program: 1 is
// linear, 2 quadratic, infinite what takes too many steps at any size.
type growth struct {
	steps, heap, output float64
	most                int64 // steps at the largest size
}

func (g growth) fine() bool {
	return g.steps <= maxExponent && g.heap <= maxHeap && g.output <= maxExponent
}

func (g growth) String() string {
	return fmt.Sprintf("steps %.2f, heap %.2f, output %.2f, %d steps at most", g.steps, g.heap, g.output, g.most)
}

// TestGrowth: no analysis grows faster than n log n in the size of the program.
// What is bounded is measured at sizes beyond its bound.
func TestGrowth(t *testing.T) {
	ruletest.Long(t, "builds the analyzers with counters")
	workers := start(t, counting(t))
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			w := <-workers
			defer func() { workers <- w }()
			g, err := w.grow(s)
			over := errors.Is(err, errLimit)
			for ; errors.Is(err, errLimit) && s.n > 4; g, err = w.grow(s) {
				s.n /= 2 // to say by how much it is too fast
			}
			if errors.Is(err, errLimit) {
				g.steps, err = math.Inf(1), nil
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Log(g)
			if over || !g.fine() {
				t.Errorf("it grows too fast: %s; to see where: go run . -explain %q", g, s.name)
			}
		})
	}
}

// start returns as many workers as tests run at a time.
func start(t *testing.T, program string) chan *worker {
	n := runtime.GOMAXPROCS(0)
	workers := make(chan *worker, n)
	for range n {
		w := &worker{program: program, limit: maxSteps}
		t.Cleanup(func() { w.stop() })
		workers <- w
	}
	return workers
}

// counting builds the command with counters.
func counting(t *testing.T) string {
	t.Helper()
	// A program with counters writes them all when it ends, and complains where
	// nobody said where to.
	t.Setenv("GOCOVERDIR", t.TempDir())
	program := filepath.Join(t.TempDir(), "growth")
	if err := build(program); err != nil {
		t.Fatal(err)
	}
	return program
}

// grow measures a shape at three sizes. What an analysis takes for any program
// is the same for all of them, and so the differences are compared. Of bytes, a
// single map that is split between two sizes is a large part of a difference:
// they count as growing only if they do so as a whole too.
func (w *worker) grow(s shape) (growth, error) {
	var costs [3]Cost
	for i := range costs {
		var err error
		if costs[i], err = w.ask(s.name, s.n<<i); err != nil {
			return growth{}, err
		}
	}
	heap := func(c Cost) int64 { return c.Heap }
	return growth{
		most:   costs[2].Steps,
		steps:  differences(costs, func(c Cost) int64 { return c.Steps }),
		heap:   min(differences(costs, heap), whole(costs, heap)),
		output: differences(costs, func(c Cost) int64 { return c.Output }),
	}, nil
}

// differences returns the power of the program's size by which a part of the
// costs grows, between the first two sizes and the last two. What is less than
// a hundredth of the whole is chance: the order of a map's keys decides over
// some steps.
func differences(costs [3]Cost, part func(Cost) int64) float64 {
	if part(costs[2])-part(costs[1]) < part(costs[2])/100 {
		return 0
	}
	between := func(part func(Cost) int64) float64 {
		return log2(part(costs[2])-part(costs[1]), part(costs[1])-part(costs[0]))
	}
	return between(part) / between(source)
}

// whole is the same from the first size to the last.
func whole(costs [3]Cost, part func(Cost) int64) float64 {
	return log2(part(costs[2]), part(costs[0])) / log2(source(costs[2]), source(costs[0]))
}

func source(c Cost) int64 { return int64(c.Source) }

// log2 is how often more doubles less; 0 if it did not grow.
func log2(more, less int64) float64 {
	if more <= 0 || less <= 0 {
		return 0
	}
	return math.Log2(float64(more) / float64(less))
}

// TestCounting: the counters are read as they are written, and the same program
// takes about the same number of steps each time.
func TestCounting(t *testing.T) {
	ruletest.Long(t, "builds the analyzers with counters")
	program := counting(t)
	var lowest, highest Cost
	for i := range 3 {
		w := &worker{program: program, limit: maxSteps}
		c, err := w.ask("chain of findings", usual)
		w.stop()
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 || c.Steps < lowest.Steps {
			lowest = c
		}
		highest.Steps = max(highest.Steps, c.Steps)
	}
	if lowest.Steps == 0 || float64(highest.Steps) > 1.02*float64(lowest.Steps) {
		t.Errorf("the same analysis took between %d and %d steps", lowest.Steps, highest.Steps)
	}
}
