package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/atlas"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// parseLine reads FILE:LINE, or FILE:LINE:COL, as findings have it.
func parseLine(arg string) (file string, line int, err error) {
	parts := strings.Split(arg, ":")
	for len(parts) > 1 && len(parts[len(parts)-1]) > 0 {
		n, err := strconv.Atoi(parts[len(parts)-1])
		if err != nil {
			break
		}
		line, parts = n, parts[:len(parts)-1]
	}
	file = strings.Join(parts, ":")
	if line < 1 || !strings.HasSuffix(file, ".go") {
		return "", 0, fmt.Errorf("%s is no line: write FILE:LINE, as in hub.go:31", arg)
	}
	return file, line, nil
}

// explain prints what is known of a line: on what it runs, what it does, what each rule
// found or lacked.
func (c *command) explain(args []string) (code int, err error) {
	if len(args) == 0 {
		return Failed, errors.New("explain which line? Write loopcheck explain FILE:LINE")
	}
	file, line, err := parseLine(args[0])
	if err != nil {
		return Failed, err
	}
	patterns := args[1:]
	if err := c.checkArgs(patterns); err != nil {
		return Failed, err
	}
	dir, err := c.enter()
	if err != nil {
		return Failed, err
	}
	if err := c.configure(dir); err != nil {
		return Failed, err
	}
	if file, err = filepath.Abs(file); err != nil {
		return Failed, err
	}
	result, err := c.inspect(append([]string{packageOf(file, dir)}, patterns...))
	if err != nil {
		return Failed, err
	}
	v := view{result.Fset, dir}
	x := atlas.Explanation{
		Line: fmt.Sprintf("%s:%d", shortPath(dir, file), line), Asked: len(patterns) > 0, At: v.position, Tier: c.tier(),
	}
	if !v.answer(&x, result, file, line) {
		c.reportFailures(result, dir)
		return Failed, fmt.Errorf("%s is no file of a package that was analysed", shortPath(dir, file))
	}
	x.Findings = atLine(collect(result, dir), file, shortPath(dir, file), line)
	return Clean, atlas.Explain(c.stdout, x)
}

// inspect analyses packages for questions about them.
func (c *command) inspect(patterns []string) (*stream.Result, error) {
	rules, err := c.selected()
	if err != nil {
		return nil, err
	}
	wanted := append(slices.Clone(rules), analyzers.Inspect)
	p := c.newProgress()
	result, err := stream.Run(&stream.Config{
		BuildFlags: c.buildFlags(), Patterns: patterns, Tests: c.tests, Analyzers: wanted, Keep: wanted, Progress: p.update,
	})
	p.erase()
	return result, err
}

// packageOf is the pattern for the package that a file is in.
func packageOf(file, dir string) string {
	rel, err := filepath.Rel(dir, filepath.Dir(file))
	if err != nil || strings.HasPrefix(rel, "..") {
		return filepath.Dir(file)
	}
	return "./" + filepath.ToSlash(rel)
}

// tier is the evidence that this run asks for.
func (c *command) tier() string {
	for _, a := range c.suite {
		if f := a.Flags.Lookup("tier"); a.Name == shared && f != nil {
			return f.Value.String()
		}
	}
	return ""
}

// answer adds to an explanation what the package of the file knows, and who calls what
// stands there in the others; false if no package has the file.
func (v view) answer(x *atlas.Explanation, result *stream.Result, file string, line int) bool {
	var all []*analyzers.Inspector
	var names []string
	for _, kept := range result.Kept {
		i := analyzers.InspectorOf(kept.Result)
		if i == nil {
			continue
		}
		all = append(all, i)
		if i.Has(file) && names == nil {
			x.Sections = i.At(file, line)
			names = append([]string{}, i.FullNames(file, line)...)
		}
	}
	for _, i := range all {
		for _, name := range names {
			x.Callers = append(x.Callers, i.Callers(name)...)
		}
	}
	slices.SortFunc(x.Callers, func(a, b analyzers.Start) int {
		return strings.Compare(v.position(a.Pos).String(), v.position(b.Pos).String())
	})
	return names != nil
}

// atLine are the findings at a line, or with a place there among those of one problem.
func atLine(findings []output.Finding, file, shown string, line int) []output.Finding {
	return output.Sort(slices.DeleteFunc(findings, func(f output.Finding) bool {
		return f.Line != line || f.Source.File != file && f.File != shown
	}))
}
