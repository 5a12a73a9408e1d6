package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"
)

// A row is one line of the table of times.
type row struct {
	name string
	ops  int // in one pass, a multiple of 64
	// start makes what is measured. run does n operations, a multiple of 64,
	// and returns how often the closure ran; stop ends what start made.
	start func() (run func(n int) int, stop func())
}

// A sample is one pass of a row. All figures are per operation.
type sample struct {
	ns, bytes, allocs float64
}

// A result is all passes of a row.
type result struct {
	name    string
	samples []sample
}

// measureAll measures each row once a pass, so that whatever disturbs the
// machine for a while disturbs all of them.
func measureAll(rows []row, passes int) []result {
	results := make([]result, len(rows))
	for i, r := range rows {
		results[i].name = r.name
	}
	for pass := range passes {
		for i := range rows {
			if pass%2 == 1 {
				i = len(rows) - 1 - i
			}
			results[i].samples = append(results[i].samples, measure(rows[i]))
		}
	}
	return results
}

func measure(r row) sample {
	run, stop := r.start()
	defer stop()
	mustRun(r, run, r.ops/10/64*64)

	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	mustRun(r, run, r.ops)
	elapsed := time.Since(start)
	runtime.ReadMemStats(&after)

	n := float64(r.ops)
	return sample{
		ns:     float64(elapsed.Nanoseconds()) / n,
		bytes:  float64(after.TotalAlloc-before.TotalAlloc) / n,
		allocs: float64(after.Mallocs-before.Mallocs) / n,
	}
}

func mustRun(r row, run func(int) int, n int) {
	if ran := run(n); ran != n {
		panic(fmt.Sprintf("%s: the closure ran %d times, want %d", r.name, ran, n))
	}
}

// must ends the program: no error is part of a measurement.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func ns(s sample) float64     { return s.ns }
func bytes(s sample) float64  { return s.bytes }
func allocs(s sample) float64 { return s.allocs }

func (r result) min(of func(sample) float64) float64 {
	return slices.Min(r.figures(of))
}

// median returns the middle one of the passes, or the mean of the two.
func (r result) median(of func(sample) float64) float64 {
	return median(r.figures(of))
}

func (r result) figures(of func(sample) float64) []float64 {
	figures := make([]float64, len(r.samples))
	for i, s := range r.samples {
		figures[i] = of(s)
	}
	return figures
}

func median(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}
