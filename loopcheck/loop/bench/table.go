package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"text/tabwriter"
)

func printRows(w io.Writer, results []result) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "TIMES\tns min\tns median\tB/op\tallocs/op")
	for _, r := range results {
		fmt.Fprintf(t, "%s\t%.1f\t%.1f\t%.0f\t%.2f\n",
			r.name, r.min(ns), r.median(ns), r.median(bytes), r.median(allocs))
	}
	fmt.Fprintln(t)
	t.Flush()
}

// printTargets prints the targets whose rows were measured.
func printTargets(w io.Writer, results []result, backlogs []held) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "TARGETS\tat most\tmin\tmedian\t")
	for _, target := range targets() {
		printTarget(t, target, results)
	}
	for _, target := range heldTargets() {
		h, ok := find(backlogs, target.backlog)
		if !ok {
			continue
		}
		printVerdict(t, h.name+", while it waits", "B", target.waiting, median(h.waiting), median(h.waiting))
		printVerdict(t, h.name+", kept", "B", target.kept, median(h.kept), median(h.kept))
	}
	fmt.Fprintln(t)
	t.Flush()
}

func printTarget(w io.Writer, t target, results []result) {
	r, ok := find(results, t.row)
	if !ok {
		return
	}
	if t.base == "" {
		printVerdict(w, t.row, t.unit, t.limit, r.min(t.of), r.median(t.of))
		return
	}
	base, ok := find(results, t.base)
	if !ok {
		return
	}
	printVerdict(w, t.row+" / "+t.base, "x", t.limit, r.min(t.of)/base.min(t.of), r.median(t.of)/base.median(t.of))
}

// printVerdict compares what it prints: a stray allocation of the process in a
// hundred thousand operations is none.
func printVerdict(w io.Writer, what, unit string, limit, min, median float64) {
	within := func(figure float64) bool { return math.Round(figure*100)/100 <= limit }
	verdict := "MISSED"
	switch {
	case within(min) && within(median):
		verdict = "met"
	case within(min):
		verdict = "met by min only"
	case within(median):
		verdict = "met by median only"
	}
	fmt.Fprintf(w, "%s\t%g %s\t%.2f\t%.2f\t%s\n", what, limit, unit, min, median, verdict)
}

func printBacklogs(w io.Writer, backlogs []held) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "BURSTS, median\tB while one waits\tB kept of each")
	for _, h := range backlogs {
		fmt.Fprintf(t, "%s\t%.1f\t%.1f\n", h.name, median(h.waiting), median(h.kept))
	}
	t.Flush()
}

// find returns the first that has the name.
func find[T interface{ title() string }](all []T, name string) (T, bool) {
	i := slices.IndexFunc(all, func(one T) bool { return one.title() == name })
	if i < 0 {
		var none T
		return none, false
	}
	return all[i], true
}

func (r result) title() string { return r.name }
func (h held) title() string   { return h.name }
