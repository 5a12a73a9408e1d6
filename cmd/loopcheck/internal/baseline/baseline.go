// Package baseline keeps the findings that are known, so that a run tells the
// others alone.
package baseline

import (
	"cmp"
	"slices"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
)

// A Baseline is a set of known findings. They are known by their fingerprints, and
// counted where several share one: lines may move, and messages change. The zero
// value knows none.
type Baseline struct{ entries map[string]Entry }

// An Entry is what findings of one fingerprint have in common.
type Entry struct {
	Fingerprint string
	Count       int

	// The rest is for people: the rule and the class of the problem, where it is,
	// and what is called or done there.
	Category, Package, Function, Callee string
}

// New returns the baseline that knows findings. What a run does not ask for, it
// does not know: were there more evidence for it, it would be news. Neither does it
// know what a directive silences.
func New(findings []output.Finding) *Baseline {
	b := &Baseline{entries: make(map[string]Entry)}
	for _, f := range distinct(findings) {
		if !f.Below && !f.Suppressed {
			b.add(Entry{f.Fingerprint, 1, cmp.Or(f.Category, f.Rule), f.Package, f.Function, f.Callee})
		}
	}
	return b
}

func (b *Baseline) add(e Entry) {
	e.Count += b.entries[e.Fingerprint].Count
	b.entries[e.Fingerprint] = e
}

// distinct leaves out what is found again in a second package that a file belongs to.
func distinct(findings []output.Finding) []output.Finding {
	type place struct {
		fingerprint string
		source      output.Source
	}
	seen := make(map[place]bool)
	var all []output.Finding
	for _, f := range findings {
		if at := (place{f.Fingerprint, f.Source}); !seen[at] {
			seen[at] = true
			all = append(all, f)
		}
	}
	return all
}

// Count is how many findings of a fingerprint the baseline knows; nil knows none.
func (b *Baseline) Count(fingerprint string) int {
	if b == nil {
		return 0
	}
	return b.entries[fingerprint].Count
}

// Len is how many findings the baseline knows.
func (b *Baseline) Len() int {
	n := 0
	for _, e := range b.entries {
		n += e.Count
	}
	return n
}

// Entries returns the entries, sorted by package, function, problem and fingerprint.
func (b *Baseline) Entries() []Entry {
	all := make([]Entry, 0, len(b.entries))
	for _, e := range b.entries {
		all = append(all, e)
	}
	slices.SortFunc(all, func(x, y Entry) int {
		return cmp.Or(
			cmp.Compare(x.Package, y.Package), cmp.Compare(x.Function, y.Function), cmp.Compare(x.Category, y.Category),
			cmp.Compare(x.Callee, y.Callee), cmp.Compare(x.Fingerprint, y.Fingerprint),
		)
	})
	return all
}

// Fresh returns the findings that the baseline does not know. Of equal ones of a
// function the last are: which of them are new, nobody can tell. One that is merged
// into a known one is told on its own.
func (b *Baseline) Fresh(findings []output.Finding) []output.Finding {
	left := make(map[string]int)
	for _, f := range distinct(findings) {
		left[f.Fingerprint]++
	}
	for fingerprint := range left {
		left[fingerprint] = min(left[fingerprint], b.entries[fingerprint].Count)
	}
	known := make(map[output.Source]map[string]bool) // at a place
	var fresh []output.Finding
	for _, f := range findings {
		at := known[f.Source]
		if at == nil {
			at = make(map[string]bool)
			known[f.Source] = at
		}
		is, seen := at[f.Fingerprint]
		if !seen {
			is = left[f.Fingerprint] > 0
			at[f.Fingerprint] = is
			left[f.Fingerprint]--
		}
		if !is {
			fresh = append(fresh, f)
		}
	}
	return lead(fresh)
}

// lead tells merged findings on their own whose leader is not among them.
func lead(findings []output.Finding) []output.Finding {
	type group struct{ pkg, name, file string }
	of := func(f output.Finding) group { return group{f.Package, f.Group, f.Source.File} }
	led := make(map[group]bool)
	for _, f := range findings {
		led[of(f)] = led[of(f)] || !f.Merged
	}
	for i, f := range findings {
		findings[i].Merged = f.Merged && led[of(f)]
	}
	return findings
}

// Gone returns what the baseline knows beyond what is found, of what was looked at: a
// rule that did not run, and a package that was left out, say nothing.
func (b *Baseline) Gone(findings []output.Finding, looked func(Entry) bool) []Entry {
	found := make(map[string]int)
	for _, f := range distinct(findings) {
		found[f.Fingerprint]++
	}
	var gone []Entry
	for _, e := range b.Entries() {
		if e.Count -= found[e.Fingerprint]; e.Count > 0 && looked(e) {
			gone = append(gone, e)
		}
	}
	return gone
}

// Drop takes entries away, as many as each counts.
func (b *Baseline) Drop(gone []Entry) {
	for _, e := range gone {
		have := b.entries[e.Fingerprint]
		if have.Count -= e.Count; have.Count > 0 {
			b.entries[e.Fingerprint] = have
		} else {
			delete(b.entries, e.Fingerprint)
		}
	}
}

// Keep adds those entries of an older baseline of which keep says so, where there is
// none for the fingerprint.
func (b *Baseline) Keep(old *Baseline, keep func(Entry) bool) {
	for _, e := range old.entries {
		if _, known := b.entries[e.Fingerprint]; !known && keep(e) {
			b.add(e)
		}
	}
}
