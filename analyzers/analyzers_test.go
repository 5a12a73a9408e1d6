package analyzers_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
)

func TestValid(t *testing.T) {
	if err := analysis.Validate(analyzers.Suite()); err != nil {
		t.Error(err)
	}
	names := make(map[string]bool)
	var visit func(*analysis.Analyzer)
	seen := make(map[*analysis.Analyzer]bool)
	visit = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		if names[a.Name] {
			t.Errorf("two analyzers are called %s", a.Name)
		}
		names[a.Name] = true
		for _, req := range a.Requires {
			visit(req)
		}
	}
	for _, a := range analyzers.Suite() {
		visit(a)
	}
}

// TestComplete: every rule's folder is in Rules, and directives know the same rules.
func TestComplete(t *testing.T) {
	var names []string
	for _, a := range analyzers.Rules {
		names = append(names, a.Name)
	}
	if !slices.IsSorted(names) {
		t.Errorf("the rules are not in alphabetical order: %s", names)
	}
	folders, err := filepath.Glob("loop*")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(names, folders) {
		t.Errorf("the rules are %s, and their folders %s", names, folders)
	}
	if !slices.Equal(names, config.Rules()) {
		t.Errorf("the rules are %s, and settings and directives may name %s", names, config.Rules())
	}
	var suite []string
	for _, a := range analyzers.Suite() {
		suite = append(suite, a.Name)
	}
	for _, name := range names {
		if !slices.Contains(suite, name) {
			t.Errorf("%s is not in the suite", name)
		}
	}
	if suite := analyzers.Suite(); &suite[0] == &analyzers.Suite()[0] {
		t.Error("two drivers share one suite")
	}
}

// TestFindings: a rule says what it finds by package report, and to drivers as
// its result.
func TestFindings(t *testing.T) {
	for _, rule := range analyzers.Rules {
		if rule.ResultType != reflect.TypeFor[*report.Findings]() {
			t.Errorf("%s is not made by report.Rule: its result is a %v", rule.Name, rule.ResultType)
		}
	}
}

// sections are the parts of a rule's page, in their order.
var sections = []string{"What it reports", "Why it matters", "Wrong", "Right", "When it stays silent", "Suppress"}

func TestPages(t *testing.T) {
	for _, rule := range analyzers.Rules {
		t.Run(rule.Name, func(t *testing.T) {
			source, err := os.ReadFile(path.Join(rule.Name, "doc.go"))
			if err != nil {
				t.Fatal(err)
			}
			page := string(source)
			if start := fmt.Sprintf("// Package %s defines an analyzer that ", rule.Name); !strings.HasPrefix(page, start) {
				t.Errorf("the page does not start with %q", start)
			}
			if heading := "\n// # Analyzer " + rule.Name + "\n"; !strings.Contains(page, heading) {
				t.Errorf("the page has no heading %q", heading)
			}
			last := 0
			for _, section := range sections {
				i := strings.Index(page, "\n// "+section)
				if i < 0 {
					t.Errorf("the page has no part %q", section)
					continue
				}
				if i < last {
					t.Errorf("%q is not in its place", section)
				}
				last = i
			}
			for _, code := range []string{"Wrong", "Right"} {
				if !regexp.MustCompile(`\n// ` + code + `:\n//\n//\t\S`).MatchString(page) {
					t.Errorf("%q has no code", code)
				}
			}
			if ignore := "//\t//loopcheck:ignore " + rule.Name + " "; !strings.Contains(page, ignore) {
				t.Errorf("%q does not show %q", "Suppress", ignore)
			}
			if summary, _, _ := strings.Cut(rule.Doc, "\n"); !strings.HasPrefix(summary, rule.Name+": report ") || strings.HasSuffix(summary, ".") {
				t.Errorf("the help starts with %q", summary)
			}
			if want := "https://github.com/loopcheck/loopcheck/blob/main/docs/rules/" + rule.Name + ".md"; rule.URL != want {
				t.Errorf("the page is at %s, not at %s", want, rule.URL)
			}
		})
	}
}

// TestFrameworks: what loopcheck knows of a framework is in its contract, and
// nothing else names it. Pages and tests may.
func TestFrameworks(t *testing.T) {
	files := goFiles(t)
	named := regexp.MustCompile(`Name: +"(\w+)",\n\s+Modules:`)
	var names []string
	for _, file := range files {
		if path.Dir(file) != "internal/shipped" || strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(source), -1) {
			names = append(names, m[1])
		}
	}
	if len(names) < 6 {
		t.Fatalf("the contracts have the names %s only", names)
	}
	// The project's own runtime is one of them, and is called like the project.
	names = append(slices.DeleteFunc(names, func(name string) bool { return name == "loopcheck" }), "loopcheck/loop")
	mention := regexp.MustCompile(`(?i)\b(` + strings.Join(names, "|") + `)\b`)
	for _, file := range files {
		dir := path.Dir(file)
		if dir == "internal/shipped" || dir == "internal/contract" || forTests(dir) || path.Base(file) == "doc.go" || strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(source), "\n") {
			if m := mention.FindString(line); m != "" {
				t.Errorf("%s:%d names %s: %s", file, i+1, m, strings.TrimSpace(line))
			}
		}
	}
}

// TestPackageComments: each package says what it knows.
func TestPackageComments(t *testing.T) {
	documented := make(map[string]bool)
	for _, name := range goFiles(t) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		dir := path.Dir(name)
		if file.Doc == nil {
			documented[dir] = documented[dir]
			continue
		}
		if documented[dir] {
			t.Errorf("%s has a second package comment, in %s", dir, name)
		}
		documented[dir] = true
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

func TestConfigure(t *testing.T) {
	t.Cleanup(func() { analyzers.Configure(map[string]string{"loopcheck.tier": "likely"}) })
	if err := analyzers.Configure(map[string]string{"loopcheck.tier": "strict"}); err != nil {
		t.Error(err)
	}
	if err := analyzers.Configure(nil); err != nil {
		t.Error(err)
	}
	for key, value := range map[string]string{
		"loopcheck.tier": "all", "loopcheck.tiers": "sure", "loopblock.tier": "sure", "tier": "sure", "": "",
	} {
		err := analyzers.Configure(map[string]string{key: value})
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("setting %q: ", key)) {
			t.Errorf("Configure(%q: %q): %v", key, value, err)
		}
	}
}
