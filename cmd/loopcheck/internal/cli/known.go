package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/baseline"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// checkKnown reports which of the flags about known findings cannot go together.
func (o *options) checkKnown() error {
	switch {
	case (o.writeBaseline || o.pruneBaseline) && o.baseline == "":
		return errors.New("which file? Name it by -baseline")
	case o.writeBaseline && o.pruneBaseline:
		return errors.New("-write-baseline writes what is found, and nothing else: leave -prune-baseline out")
	case o.newFrom != "" && o.baseline != "":
		return errors.New("-new-from and -baseline both say what is known; use one")
	case o.fix && (o.newFrom != "" || o.baseline != ""):
		return errors.New("-fix mends all that is found; leave -baseline and -new-from out")
	}
	return nil
}

// A run is what was analysed and what came of it.
type run struct {
	patterns []string
	rules    []*analysis.Analyzer
	digests  []digest
	found    []output.Finding // by their places, those that are not told among them
	dir      string           // the working directory
}

// news returns the findings that are not known.
func (c *command) news(r run) ([]output.Finding, error) {
	slices.SortStableFunc(r.found, func(a, b output.Finding) int {
		return cmp.Or(cmp.Compare(a.Source.File, b.Source.File), cmp.Compare(a.Source.Offset, b.Source.Offset))
	})
	switch {
	case c.newFrom != "":
		before, err := c.before(r)
		if err != nil {
			return nil, err
		}
		return before.Fresh(r.found), nil
	case c.writeBaseline:
		return nil, c.write(r)
	case c.baseline != "":
		return c.beyond(r)
	}
	return r.found, nil
}

// write writes what is found as what is known. What this run did not look at stays. A
// directive that cannot be read is never known: the other drivers could not tell.
func (c *command) write(r run) error {
	b := baseline.New(slices.DeleteFunc(slices.Clone(r.found), func(f output.Finding) bool { return !isRule(f.Rule) }))
	old, err := baseline.Read(c.baseline)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if old != nil {
		b.Keep(old, func(e baseline.Entry) bool { return !r.looked(e) })
	}
	if err := b.Write(c.baseline); err != nil {
		return err
	}
	fmt.Fprintf(c.stderr, "loopcheck: %s: %s\n", c.baseline, count(b.Len(), "known finding"))
	return nil
}

// beyond returns what a file does not know, which the analyzers were told, and says
// what it knows in vain.
func (c *command) beyond(r run) ([]output.Finding, error) {
	b, err := baseline.Read(c.baseline)
	if err != nil {
		return nil, err
	}
	gone := b.Gone(r.found, r.looked)
	switch {
	case len(gone) == 0:
	case c.pruneBaseline:
		b.Drop(gone)
		if err := b.Write(c.baseline); err != nil {
			return nil, err
		}
		fmt.Fprintf(c.stderr, "loopcheck: %s: dropped %s\n", c.baseline, count(total(gone), "finding"))
	default:
		fmt.Fprintf(c.stderr, "loopcheck: %s: %s not found any more, %s first; -prune-baseline drops what is gone\n",
			c.baseline, count(total(gone), "known finding"), spellEntry(gone[0]))
	}
	return slices.DeleteFunc(slices.Clone(r.found), func(f output.Finding) bool { return f.Known }), nil
}

func isRule(name string) bool {
	return slices.ContainsFunc(analyzers.Rules, func(a *analysis.Analyzer) bool { return a.Name == name })
}

func total(entries []baseline.Entry) int {
	n := 0
	for _, e := range entries {
		n += e.Count
	}
	return n
}

func spellEntry(e baseline.Entry) string {
	return fmt.Sprintf("%s in %s of %s", e.Category, e.Function, e.Package)
}

// looked reports whether a run would have found what an entry knows.
func (r run) looked(e baseline.Entry) bool {
	rule, _, _ := strings.Cut(e.Category, "/")
	return slices.ContainsFunc(r.digests, func(d digest) bool { return d.Package == e.Package && slices.Contains(d.Rules, rule) })
}

// before analyses the same packages as they were at a revision.
func (c *command) before(r run) (*baseline.Baseline, error) {
	tree, err := checkout(c.newFrom)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tree.root)
	if _, err := os.Stat(tree.dir); err != nil {
		return baseline.New(nil), nil // there was no such directory: all is new
	}
	defer c.project.Move(r.dir, tree.dir)()
	wanted := slices.Concat(r.rules, coverers) // as other runs have it, which know then what is found
	digests, result, err := c.digests(&stream.Config{
		Dir: tree.dir, BuildFlags: c.buildFlags(), Patterns: r.patterns, Tests: c.tests, Analyzers: wanted, Keep: wanted,
	})
	if err != nil {
		return nil, fmt.Errorf("at %s: %w", c.newFrom, err)
	}
	if s := result.Stats; c.debug && s.Recalled > 0 {
		fmt.Fprintf(c.stderr, "loopcheck: at %s: %s\n", c.newFrom, recalled(s))
	}
	for _, f := range result.Failures {
		fmt.Fprintf(c.stderr, "loopcheck: at %s: %s: %s; what is found there counts as new\n", c.newFrom, where(f, tree.dir), f.Message)
	}
	return baseline.New(foundIn(digests, tree.dir)), nil
}
