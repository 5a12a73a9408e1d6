package stream

import (
	"cmp"
	"errors"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A cause is what the go command says in other words of each import that it
// keeps from loading.
type cause struct {
	pattern *regexp.Regexp // group 1 is what is worth printing
	hint    string         // what to do
}

// The hints say what a user types, so they stay with what go itself proposes.
var causes = []cause{
	{regexp.MustCompile(`^(no required module provides package [^\s;]+)`), "run go mod tidy"},
	{regexp.MustCompile(`^(missing go\.sum entry for module providing package [^\s;]+)`), "run go mod tidy"},
	{regexp.MustCompile(`^(\S+: missing go\.sum entry for go\.mod file)`), "run go mod tidy"},
	{regexp.MustCompile(`^(cannot find module providing package [^\s;:]+): import lookup disabled by -mod=vendor`), "run go mod vendor"},
	{regexp.MustCompile(`^(?:go: )?(inconsistent vendoring in [^\s:]+)`), "run go mod vendor"},
	{regexp.MustCompile(`^(directory prefix \S+ does not contain modules listed in go\.work).*`), "say loopcheck work for all of its modules, or name their directories: ./a/... ./b/..."},
	{regexp.MustCompile(`^(directory prefix \S+ does not contain .*)`), severalModules},
	{regexp.MustCompile(`^(?:go: )?(go\.mod file not found in current directory or any parent directory).*`), severalModules},
	{regexp.MustCompile(`^(main module \(\S+\) does not contain package \S+)`), "if it is a module of its own, run it there, with -C"},
	{regexp.MustCompile(`^(directory \S+ is contained in a module that is not one of the workspace modules.*)`), "add it with go work use, or set GOWORK=off"},
	{regexp.MustCompile(`^(?:go: )?(cannot load module \S+ listed in go\.work file: .*)`), "mend it, or take it out with go work edit -dropuse"},
	{regexp.MustCompile(`^(work matches no packages)$`), "there is no go.work here or above; loopcheck ./... is for one module"},
	{importCycle, "a test that imports what imports its package belongs into package NAME_test"},
	{regexp.MustCompile(`^(?:err: )?(go command required, not found).*`), "loopcheck asks it for packages: put it into PATH"},
	{fullDisk, makeRoom},
}

var importCycle = regexp.MustCompile(`^(import cycle not allowed in test)\b`)

// A package that is built anew for such a test lacks its import of what is tested.
const noSuchImport = "the go command lists no such import; is it a cycle?"

var fullDisk = regexp.MustCompile(`^(.*\b(?:no space left on device|disk quota exceeded))$`)

const severalModules = "run it in a module, or name its directory with -C; for several modules write a go.work and say loopcheck work"

const makeRoom = "make room, or set GOCACHE to a directory elsewhere"

// notInStd matches what the go command says of a package of the standard library
// also if it is there, but its index cannot be written to the cache.
var notInStd = regexp.MustCompile(`^package (\S+) is not in std \((.+)\)$`)

const (
	needsCgo       = "they need cgo: set CGO_ENABLED=1, or -tags that do without"
	needsElsewhere = "they are for other systems, or other -tags"
)

// explain returns what is worth printing of the go command's words, what to do,
// and what tells the cause from others.
func explain(message string) (short, hint, key string) {
	message = oneLine(message)
	for _, c := range causes {
		if m := c.pattern.FindStringSubmatch(message); m != nil {
			return m[1], c.hint, c.pattern.String()
		}
	}
	if m := notInStd.FindStringSubmatch(message); m != nil && hasGo(m[2]) {
		return "the go command does not see package " + m[1] + ", which is in " + m[2], makeRoom, fullDisk.String()
	}
	if m := notInStd.FindStringSubmatch(message); m != nil && !strings.Contains(m[1], "/") {
		return "there is no package " + m[1], "a directory is ./" + m[1] + ", a command is in loopcheck help", message
	}
	return message, "", message
}

func hasGo(dir string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	return err == nil && len(files) > 0
}

// excludedHint says what to do about a package without files to build. It is
// empty if that is not what the message says.
func excludedHint(p *packages.Package, message string, cgo bool) string {
	if !strings.Contains(message, "build constraints exclude all Go files") {
		return ""
	}
	if !cgo && slices.ContainsFunc(p.IgnoredFiles, fileImportsC) {
		return needsCgo
	}
	return needsElsewhere
}

func fileImportsC(name string) bool {
	if filepath.Ext(name) != ".go" {
		return false
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	return err == nil && importsC(file)
}

// explained is an error of the go command as a whole, with what to do.
func explained(message string) error {
	short, hint, _ := explain(message)
	if hint != "" {
		short += "; " + hint
	}
	return errors.New(short)
}

// failures returns what failed: each cause once, at the package in which the go
// command found it; and the packages that were to be analysed and of which it
// does not speak.
func (r *runner) failures() (told []Failure, skipped []string) {
	owners := r.fileOwners()
	var all []Failure
	for _, u := range r.units {
		for _, f := range u.failures {
			if owning := owners[r.absolute(f.Pos.Filename)]; f.cause != "" && len(owning) > 0 {
				f.Package = owning[0].meta.PkgPath
			}
			all = append(all, f)
		}
	}
	told = tidy(merge(tidy(all)))
	named := make(map[*unit]bool)
	for _, f := range told {
		for _, u := range owners[r.absolute(f.Pos.Filename)] {
			named[u] = true
		}
	}
	return told, r.skipped(named)
}

// fileOwners returns the packages that were skipped, by their files.
func (r *runner) fileOwners() map[string][]*unit {
	owners := make(map[string][]*unit)
	for _, u := range r.units {
		if !u.skipped {
			continue
		}
		for _, name := range u.meta.GoFiles {
			owners[name] = append(owners[name], u)
		}
	}
	return owners
}

// absolute is a path as the go command lists files; its errors have paths as seen
// from its directory.
func (r *runner) absolute(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	if abs, err := filepath.Abs(filepath.Join(r.cfg.Dir, name)); err == nil {
		return abs
	}
	return name
}

// merge keeps the first failure of each cause; of a full disk one that says so.
func merge(failures []Failure) []Failure {
	slices.SortStableFunc(failures, func(a, b Failure) int { return cmp.Compare(vague(a), vague(b)) })
	first := make(map[string]int)
	var kept []Failure
	for _, f := range failures {
		if i, seen := first[f.cause]; f.cause != "" && seen {
			kept[i].Alike++
			continue
		}
		first[f.cause] = len(kept)
		kept = append(kept, f)
	}
	return kept
}

// vague is 1 for a failure that only follows from a full disk, or from a cycle.
func vague(f Failure) int {
	for _, cause := range []*regexp.Regexp{fullDisk, importCycle} {
		if f.cause == cause.String() && !cause.MatchString(f.Message) {
			return 1
		}
	}
	return 0
}

// skipped names the packages that were to be analysed and were not, those left
// out that a failure names. Of one that fails with and without its tests it names
// the package.
func (r *runner) skipped(named map[*unit]bool) []string {
	names := make(map[string]bool)
	for _, u := range r.units {
		if u.root && u.skipped && !named[u] && u.meta.ForTest == "" {
			names[u.meta.PkgPath] = true
		}
	}
	for _, u := range r.units {
		if u.root && u.skipped && !named[u] && u.meta.ForTest != "" && !names[u.meta.ForTest] {
			names[u.meta.ForTest+" (tests)"] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// tidy sorts failures and drops repetitions: the files of a package fail again
// where they are built together with its tests.
func tidy(failures []Failure) []Failure {
	slices.SortStableFunc(failures, func(a, b Failure) int {
		return cmp.Or(
			cmp.Compare(a.Package, b.Package),
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(failures, func(a, b Failure) bool {
		return a.Package == b.Package && a.Pos == b.Pos && a.Message == b.Message
	})
}
