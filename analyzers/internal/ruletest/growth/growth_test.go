package main

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"
)

const (
	// maxExponent allows n log n, which is 1.1 to 1.2 at these sizes.
	maxExponent = 1.25
	// maxHeap allows for slices and maps that double when they are full, and for
	// maps that are split at a thousand entries.
	maxHeap = 1.6
	// maxSteps ends an analysis that is on its way to not ending. At the
	// largest size, a shape that is fine takes less than a third of it.
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

// TestGrowth: no analysis grows faster than n log n in the size of the program,
// or it is among the known ones, which is a list to be emptied: a shape that has
// become fine must leave it.
func TestGrowth(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the analyzers with counters")
	}
	w := &worker{program: counting(t), limit: maxSteps}
	defer w.stop()
	for _, s := range shapes {
		_, expected := known[s.name]
		g, err := w.grow(s)
		over := errors.Is(err, errLimit)
		for ; errors.Is(err, errLimit) && !expected && s.n > 4; g, err = w.grow(s) {
			s.n /= 2 // to say by how much it is too fast
		}
		if errors.Is(err, errLimit) {
			g.steps, err = unbounded, nil
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-50s %s", s.name, g)
		switch fine := !over && g.fine(); {
		case !fine && !expected:
			t.Errorf("%s grows too fast: %s; to see where: go run . -explain %q", s.name, g, s.name)
		case fine && expected:
			t.Errorf("%s is fine now (%s): it leaves the list of known ones", s.name, g)
		}
	}
	for name := range known {
		if !slices.ContainsFunc(shapes, func(s shape) bool { return s.name == name }) {
			t.Errorf("there is no shape %q", name)
		}
	}
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
// is the same for all of them, and so the differences are compared.
func (w *worker) grow(s shape) (growth, error) {
	var costs [3]Cost
	for i := range costs {
		var err error
		if costs[i], err = w.ask(s.name, s.n<<i); err != nil {
			return growth{}, err
		}
	}
	size := exponent(costs, 1, func(c Cost) int64 { return int64(c.Source) })
	return growth{
		most:   costs[2].Steps,
		steps:  exponent(costs, size, func(c Cost) int64 { return c.Steps }),
		heap:   exponent(costs, size, func(c Cost) int64 { return c.Heap }),
		output: exponent(costs, size, func(c Cost) int64 { return c.Output }),
	}, nil
}

// exponent returns how a part of the costs grows, where what it depends on grows
// by the power of size.
func exponent(costs [3]Cost, size float64, part func(Cost) int64) float64 {
	first, second := part(costs[1])-part(costs[0]), part(costs[2])-part(costs[1])
	if first <= 0 || second <= 0 {
		return 0
	}
	return math.Log2(float64(second)/float64(first)) / size
}

// TestCounting: the counters are read as they are written, and the same program
// takes about the same number of steps each time.
func TestCounting(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the analyzers with counters")
	}
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
