package report

import (
	"fmt"
	"go/token"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// forget marks the findings that the run is told to leave out. Of equal ones of a
// function the first are known: which of them are new, nobody can tell.
func (r *Reporter) forget(all []Record) {
	left := make(map[string]int)
	for i := range all {
		f := &all[i]
		if !f.counts() {
			continue
		}
		n, asked := left[f.Fingerprint]
		if !asked {
			n = r.config.Known(f.Fingerprint)
		}
		f.Known = n > 0
		left[f.Fingerprint] = n - 1
	}
}

// ways makes a finding of each place that explains one, for drivers that look at lines
// one by one: whoever changes the way to a line that blocks has not touched that line.
// A place is told once, however many findings it explains.
func (r *Reporter) ways(all []Record) []Record {
	told := make(map[token.Pos]bool)
	for _, f := range all {
		if f.Reported() {
			told[f.Pos] = true
		}
	}
	var ways []Record
	for _, f := range all {
		if !f.Reported() {
			continue
		}
		for _, step := range f.Related {
			if step.Pos.IsValid() && !told[step.Pos] {
				told[step.Pos] = true
				ways = append(ways, r.way(f, step))
			}
		}
	}
	slices.SortFunc(ways, func(a, b Record) int {
		return placeOf(r.pass.Fset, a.Pos).compare(placeOf(r.pass.Fset, b.Pos))
	})
	return ways
}

// way is a finding at a place that explains another one.
func (r *Reporter) way(f Record, step analysis.RelatedInformation) Record {
	at := r.pass.Fset.Position(f.Pos)
	return Record{
		Rule: f.Rule, Class: "way", Pos: step.Pos, End: step.End,
		Message: fmt.Sprintf("%s; see %s:%d: %s", step.Message, filepath.Base(at.Filename), at.Line, f.Message),
	}
}
