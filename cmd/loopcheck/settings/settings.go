// Package settings reads loopcheck.yaml, which says what a project wants to see: which
// rules and classes of problems, on how much evidence, where, and what each loop may
// do. It stands beside the command because analyzers read no files; the plugin for
// golangci-lint takes the same settings, from a file or from its own configuration.
package settings

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/baseline"
)

// Settings are what a project says of its findings. The zero value says nothing. It
// is an [analyzers.Policy].
type Settings struct {
	// Baseline is the path of the file with the known findings; empty if there is none.
	Baseline string

	root    string // the directory that globs go from
	text    string // of the file
	tier    *analyzers.Tier
	exclude []string
	base    section
	parts   []override
	known   *baseline.Baseline
}

// A section is what the settings say of a part of the project.
type section struct {
	tier  *analyzers.Tier
	rules map[string]verdict // by rule, and by rule and class: "loopblock/disk"
	loops []loop
}

// A verdict is what is said of a rule or a class.
type verdict struct {
	off  bool
	tier *analyzers.Tier // nil for that of the part
}

// A loop is what a loop may do.
type loop struct {
	name      string
	budget    time.Duration
	tolerates []string
}

// An override is a section for some paths.
type override struct {
	paths []string
	section
}

// Least implements [analyzers.Policy]. Of what the file says of a finding the last
// counts: overrides in their order, after what holds for all; a class after its rule,
// and a rule after the tier.
func (s *Settings) Least(q analyzers.Question, asked analyzers.Tier) (least analyzers.Tier, told bool) {
	file := s.relative(q)
	if matchAny(s.exclude, file) {
		return asked, false
	}
	least, told = asked, true
	for _, part := range s.sections(file) {
		if part.tier != nil {
			least = *part.tier
		}
		for _, name := range []string{q.Rule, q.Rule + "/" + q.Class} {
			v, said := part.rules[name]
			if !said {
				continue
			}
			told = !v.off
			if v.tier != nil {
				least = *v.tier
			}
		}
		if q.Rule == "loopblock" && part.tolerates(q) {
			return least, false
		}
	}
	return least, told
}

// sections returns what holds for a file. The tier that holds for all is not in it:
// the run asks for that one, or for another.
func (s *Settings) sections(file string) []section {
	all := []section{s.base}
	for _, o := range s.parts {
		if matchAny(o.paths, file) {
			all = append(all, o.section)
		}
	}
	return all
}

// tolerates reports whether a loop may do what blocks it there.
func (s section) tolerates(q analyzers.Question) bool {
	return slices.ContainsFunc(s.loops, func(l loop) bool {
		return l.is(q.Loop) && (slices.Contains(l.tolerates, q.Class) || q.Bound > 0 && q.Bound <= l.budget)
	})
}

// is reports whether it is the loop of a finding: "bubbletea", "hub.Hub.run", or, as
// messages say, "Hub.run".
func (l loop) is(id string) bool {
	_, name, _ := strings.Cut(id, ".")
	return l.name == id || l.name == name
}

// Known implements [analyzers.Policy].
func (s *Settings) Known(fingerprint string) int { return s.known.Count(fingerprint) }

// relative is the path of a finding's file as globs see it, and empty of a file
// elsewhere.
func (s *Settings) relative(q analyzers.Question) string {
	for _, name := range []string{q.File, q.Shown} {
		if rel, below := s.below(name); below {
			return rel
		}
	}
	return ""
}

func (s *Settings) below(name string) (rel string, below bool) {
	rel, err := filepath.Rel(s.root, name)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// matchAny reports whether a glob matches a path, or a directory that it is in.
func matchAny(globs []string, name string) bool {
	return name != "" && slices.ContainsFunc(globs, func(glob string) bool {
		return doublestar.MatchUnvalidated(glob, name) || doublestar.MatchUnvalidated(path.Join(glob, "**"), name)
	})
}

// Apply puts the settings in force, for the whole process. The tier is theirs unless a
// flag has set one. Call it before the first analyzer runs.
func (s *Settings) Apply() {
	if s.tier != nil {
		analyzers.SetTier(*s.tier)
	}
	analyzers.SetPolicy(s)
}

// Prefer has the tier and the baseline of other settings come before these.
func (s *Settings) Prefer(other *Settings) {
	if other.tier != nil {
		s.tier = other.tier
	}
	if other.Baseline != "" {
		s.Baseline = other.Baseline
	}
}

// For is all that the settings say of findings in a directory, but for which are known:
// where it is equal, so is what is told of equal packages.
func (s *Settings) For(dir string) string {
	if s.text == "" {
		return ""
	}
	rel, err := filepath.Rel(s.root, dir)
	if err != nil {
		rel = dir
	}
	return rel + "\n" + s.text
}

// Move has globs go from where a copy of the project is: dir is to the copy what from
// is to the project. It returns what undoes that.
func (s *Settings) Move(from, dir string) (back func()) {
	root := s.root
	if rel, err := filepath.Rel(from, root); err == nil {
		s.root = filepath.Join(dir, rel)
	}
	return func() { s.root = root }
}

// LeaveOut reads a file of known findings, which are not told then.
func (s *Settings) LeaveOut(path string) error {
	known, err := baseline.Read(path)
	if err != nil {
		return err
	}
	s.Baseline, s.known = path, known
	return nil
}
