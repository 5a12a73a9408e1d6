package cli

import (
	"cmp"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/fix"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// A suggestion is a directive that the packages could have.
type suggestion struct {
	analyzers.Suggestion
	pkg string
}

// A trial analyses packages as if directives stood in them: nothing is suggested that
// makes something new be found.
type trial struct {
	*command
	patterns []string
	wanted   []*analysis.Analyzer
	dir      string
	first    *stream.Result
	known    map[string]int // what is found without, by its fingerprint
}

// maxTrials bounds how often packages are analysed with what is left of the suggestions.
const maxTrials = 4

// suggest prints the directives that the code keeps already, or a patch that adds them.
func (c *command) suggest(patterns []string, dir string, diff bool) (code int, err error) {
	rules, err := c.selected()
	if err != nil {
		return Failed, err
	}
	if err := c.configure(dir); err != nil {
		return Failed, err
	}
	t := &trial{command: c, patterns: patterns, wanted: rules, dir: dir, known: make(map[string]int)}
	t.first, err = t.run(nil, analyzers.Suggestions)
	if err != nil {
		return Failed, c.giveUp(err)
	}
	for _, f := range told(collect(t.first, dir)) {
		t.known[f.Fingerprint]++
	}
	var all []suggestion
	for _, kept := range t.first.Kept {
		for _, s := range analyzers.SuggestionsOf(kept.Result) {
			all = append(all, suggestion{s, kept.Package})
		}
	}
	if all, err = t.sift(all); err != nil {
		return Failed, err
	}
	return t.print(all, diff)
}

// run analyses the packages, with other files than those on disk.
func (t *trial) run(overlay map[string][]byte, more ...*analysis.Analyzer) (*stream.Result, error) {
	p := t.newProgress()
	defer p.erase()
	wanted := slices.Concat(t.wanted, more)
	return stream.Run(&stream.Config{
		BuildFlags: t.buildFlags(), Overlay: overlay, Patterns: t.patterns, Tests: t.tests, Analyzers: wanted, Keep: wanted, Progress: p.update,
	})
}

// sift leaves out the suggestions that make something new be found: they were kept as
// far as one package shows, and are not.
func (t *trial) sift(all []suggestion) ([]suggestion, error) {
	for range maxTrials {
		if len(all) == 0 {
			return nil, nil
		}
		texts, err := t.edits(all).Contents()
		if err != nil {
			return nil, err
		}
		result, err := t.run(texts)
		if err != nil {
			return nil, err
		}
		news := t.news(result)
		if len(news) == 0 {
			return all, nil
		}
		lines, before := t.linesOf(all, texts), len(all)
		all = slices.DeleteFunc(all, func(s suggestion) bool {
			return slices.ContainsFunc(news, func(f output.Finding) bool { return blames(f, s, lines[s.Pos]) })
		})
		if len(all) == before {
			break
		}
	}
	return nil, nil // they are of no use together
}

func (t *trial) edits(all []suggestion) *fix.Edits {
	edits := fix.New(t.first.Fset)
	for _, s := range all {
		edits.Add(s.Fix)
	}
	return edits
}

// news are the findings that were not there at first.
func (t *trial) news(result *stream.Result) (news []output.Finding) {
	left := make(map[string]int)
	for _, f := range told(collect(result, t.dir)) {
		if left[f.Fingerprint]++; left[f.Fingerprint] > t.known[f.Fingerprint] {
			news = append(news, f)
		}
	}
	return news
}

// quoted is how a message quotes a directive: its file and line.
var quoted = regexp.MustCompile(`"loopcheck:[^"]*" \(([^()]+:\d+)\)`)

// blames reports whether a finding comes of a suggestion: it quotes that, or quotes none
// and is of its package.
func blames(f output.Finding, s suggestion, at string) bool {
	if m := quoted.FindStringSubmatch(f.Message); m != nil {
		return m[1] == at
	}
	return f.Package == s.pkg
}

// linesOf is where each suggestion stands in the files that have them all, as a message
// says it.
func (t *trial) linesOf(all []suggestion, texts map[string][]byte) map[token.Pos]string {
	at := make(map[token.Pos]string)
	for name, text := range texts {
		here := slices.DeleteFunc(slices.Clone(all), func(s suggestion) bool { return t.first.Fset.File(s.Pos).Name() != name })
		slices.SortFunc(here, func(a, b suggestion) int { return cmp.Compare(a.Pos, b.Pos) })
		n := 0
		for line := range strings.Lines(string(text)) {
			n++
			if len(here) > 0 && strings.TrimSpace(line) == here[0].Directive {
				at[here[0].Pos] = filepath.Base(name) + ":" + strconv.Itoa(n)
				here = here[1:]
			}
		}
	}
	return at
}

// print prints what is left, or a patch.
func (t *trial) print(all []suggestion, diff bool) (code int, err error) {
	v := view{t.first.Fset, t.dir}
	report := newReport(t.first, nil, t.dir)
	for _, s := range all {
		at := v.position(s.Pos)
		report.Suggestions = append(report.Suggestions, output.Suggestion{
			Directive: s.Directive, Subject: s.Subject, Loop: s.Loop, Why: s.Why, File: at.Filename, Line: at.Line, Package: s.pkg,
		})
	}
	report.Suggestions = output.SortSuggestions(report.Suggestions)
	if diff {
		err = t.edits(all).Diff(t.stdout, func(path string) string { return shortPath(t.dir, path) })
	} else {
		err = t.command.print(report)
	}
	if err != nil {
		return Failed, err
	}
	t.reportFailures(t.first, t.dir)
	return exitCode(report), nil
}
