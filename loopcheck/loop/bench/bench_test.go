package main

import (
	"slices"
	"strings"
	"testing"
)

func TestRows(t *testing.T) {
	for _, r := range rows() {
		t.Run(r.name, func(t *testing.T) {
			const n = 64 * 10
			if r.ops%64 != 0 {
				t.Errorf("%d operations in a pass, want a multiple of 64", r.ops)
			}
			run, stop := r.start()
			defer stop()
			for range 2 {
				if ran := run(n); ran != n {
					t.Errorf("the closure ran %d times, want %d", ran, n)
				}
			}
		})
	}
}

func TestBacklogs(t *testing.T) {
	for _, b := range backlogs() {
		t.Run(b.name, func(t *testing.T) {
			const n = 1000
			add, drain, stop := b.open(n)
			defer stop()
			add()
			if ran := drain(); ran != n {
				t.Errorf("the closure ran %d times, want %d", ran, n)
			}
		})
	}
}

func TestRowNamesAreUnique(t *testing.T) {
	seen := make(map[string]bool)
	for _, r := range rows() {
		if seen[r.name] {
			t.Errorf("two rows are called %q", r.name)
		}
		seen[r.name] = true
	}
}

func TestTargetsNameRows(t *testing.T) {
	var names []string
	for _, r := range rows() {
		names = append(names, r.name)
	}
	for _, target := range targets() {
		if !slices.Contains(names, target.row) {
			t.Errorf("no row is called %q", target.row)
		}
		if target.base != "" && !slices.Contains(names, target.base) {
			t.Errorf("no row is called %q", target.base)
		}
	}
	for _, target := range heldTargets() {
		if !slices.ContainsFunc(backlogs(), func(b backlog) bool { return b.name == target.backlog }) {
			t.Errorf("no backlog is called %q", target.backlog)
		}
	}
}

func TestTables(t *testing.T) {
	results := []result{
		{"post, 1 producer: loop Post", []sample{{50, 1, 0}, {40, 3, 0}, {10, 2, 0}}},
		{"post, 1 producer: Lock, call, Unlock", []sample{{10, 0, 0}, {20, 0, 0}}},
		{"answer: loop Call", []sample{{100, 8, 0.001}}},
		{"owner: loop OnLoop in a callback", []sample{{3.1, 0, 0}}},
	}
	backlogs := []held{{"post: loop Post", []float64{9, 11, 10}, []float64{0, -3, 0}}}
	var out strings.Builder
	printRows(&out, results)
	printTargets(&out, results, backlogs)
	printBacklogs(&out, backlogs)
	want := `TIMES                                 ns min  ns median  B/op  allocs/op
post, 1 producer: loop Post           10.0    40.0       2     0.00
post, 1 producer: Lock, call, Unlock  10.0    15.0       0     0.00
answer: loop Call                     100.0   100.0      8     0.00
owner: loop OnLoop in a callback      3.1     3.1        0     0.00

TARGETS                                                             at most   min    median  
post, 1 producer: loop Post / post, 1 producer: Lock, call, Unlock  1.5 x     1.00   2.67    met by min only
answer: loop Call                                                   0 allocs  0.00   0.00    met
owner: loop OnLoop in a callback                                    3 ns      3.10   3.10    MISSED
post: loop Post, while it waits                                     10 B      10.00  10.00   met
post: loop Post, kept                                               0.05 B    0.00   0.00    met

BURSTS, median   B while one waits  B kept of each
post: loop Post  10.0               0.0
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", &out, want)
	}
}
