package book

import (
	"encoding/json"
	"errors"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/internal/shipped"
)

// inSight returns the package of the corpus that imports all that the rows name.
func inSight(t *testing.T) *types.Package {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: ruletest.Corpus(t)}, "./src/imports")
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 {
		t.Fatal("the imports do not load")
	}
	return pkgs[0].Types
}

// TestRowsResolve: each row's symbols are there in the real modules, and the
// row binds to something, which is more than that: the method that a row about
// its parameter names takes a function there.
func TestRowsResolve(t *testing.T) {
	if testing.Short() {
		t.Skip("loads every framework")
	}
	pkg := inSight(t)
	rows(func(place string, _ contract.Evidence, alone contract.Framework) {
		if isClient(alone) || isStubbed(alone) {
			return // TestClients and TestHandlers have stubs of these modules
		}
		b := newBinder(blank(), pkg)
		b.framework(&alone)
		for _, m := range b.missing {
			t.Errorf("%s names %s, which is not there", place, m)
		}
		if bound(b.book) == 0 && !oldTcell(alone) {
			t.Errorf("%s binds to nothing", place)
		}
		for fn, rows := range paramRows(b.book) {
			for _, r := range rows {
				if i := r.Row.Code.Index; i >= fn.Signature().Params().Len() {
					t.Errorf("%s means parameter %d of %s, which has %d", place, i, fn.FullName(), fn.Signature().Params().Len())
				}
			}
		}
		if bound := paramRows(b.book); len(bound) > 0 && !takesFunction(bound) {
			t.Errorf("%s means parameters that are no functions", place)
		}
		for _, code := range codes(alone) {
			for _, typ := range slices.Concat(code.Params, code.Results) {
				path, name, ok := cutType(typ)
				if ok && !strings.HasSuffix(path, "/tcell") && len(b.objects(contract.Symbol{Pkg: path, Name: name}, everyone)) == 0 {
					t.Errorf("%s has the type %s in its shape, which is not there", place, typ)
				}
			}
		}
	})
}

// isClient reports whether a framework is a client of a service, by rows for
// calls of a form: no module of the corpus needs its code.
func isClient(f contract.Framework) bool {
	return len(f.Blocks) > 0 && !slices.ContainsFunc(f.Blocks, func(r contract.Blocks) bool { return r.Shape == nil })
}

// oldTcell reports whether a row is about tcell v1, which no module of the
// corpus uses: the row is that of v2 with another path.
func oldTcell(f contract.Framework) bool {
	return len(f.Runs) == 1 && slices.Contains(f.Runs[0].Code.Params, "*github.com/gdamore/tcell.EventKey")
}

func takesFunction(params map[*types.Func][]Bound[contract.Runs]) bool {
	for fn, rows := range params {
		for i := range fn.Signature().Params().Len() {
			t := fn.Signature().Params().At(i).Type()
			if s, ok := t.Underlying().(*types.Slice); ok && fn.Signature().Variadic() {
				t = s.Elem()
			}
			_, isFunc := t.Underlying().(*types.Signature)
			for _, r := range rows {
				x := r.Row.Code.Index
				if (x == i || x == contract.Any || x == contract.Last && i == fn.Signature().Params().Len()-1) &&
					(isFunc || types.IsInterface(t)) { // ToValue(any) takes functions too
					return true
				}
			}
		}
	}
	return false
}

func codes(f contract.Framework) []contract.Code {
	var all []contract.Code
	for _, r := range f.Runs {
		all = append(all, r.Code)
	}
	for _, o := range f.Owns {
		if o.Shape != nil {
			all = append(all, *o.Shape)
		}
	}
	for _, c := range all {
		all = append(all, c.Beside...)
	}
	return all
}

// TestInSight: each framework's Needs holds in the corpus, so that the test
// above is not silent for a framework as a whole.
func TestInSight(t *testing.T) {
	if testing.Short() {
		t.Skip("loads every framework")
	}
	b := newBinder(blank(), inSight(t))
	seen := b.inSight()
	for i := range shipped.Frameworks {
		if f := &shipped.Frameworks[i]; len(f.Modules) > 0 && !isClient(*f) && !isStubbed(*f) && !slices.Contains(seen, f) {
			t.Errorf("%s is not in sight of the corpus's imports", f.Name)
		}
	}
}

// module is what the go command says of a module of the corpus.
type module struct{ Path, Version, Dir string }

// modules lists those that rows were read from.
func modules(t *testing.T) []module {
	t.Helper()
	args := []string{"list", "-m", "-json=Path,Version,Dir", "golang.org/x/sync"}
	for _, f := range shipped.Frameworks {
		for _, m := range f.Modules {
			if !isClient(f) && !isStubbed(f) {
				args = append(args, m.Path)
			}
		}
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = ruletest.Corpus(t)
	cmd.Env = append(os.Environ(), "GOPROXY=off")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", cmd, err)
	}
	var all []module
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var m module
		if err := dec.Decode(&m); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
}

// older lists the modules that the corpus has in another version than the rows
// were read from, with the reason.
var older = map[string]string{
	"charm.land/bubbletea/v2": "v2.1.1 needs a module that the proxy does not serve",
}

// TestVersions: the rows were read from what the corpus is compiled with.
func TestVersions(t *testing.T) {
	have := make(map[string]string)
	for _, m := range modules(t) {
		have[m.Path] = m.Version
	}
	for _, f := range shipped.Frameworks {
		if isClient(f) || isStubbed(f) {
			continue
		}
		for _, m := range f.Modules {
			same := have[m.Path] == m.Version
			if _, excused := older[m.Path]; same == excused {
				t.Errorf("%s was read from %s %s, and the corpus has %s", f.Name, m.Path, m.Version, have[m.Path])
			}
		}
	}
}

// A source is a file and a line, after the name of the module that it is in, if
// that is not the framework's: "tea.go:58", "v2 tea.go:405", "goja README.md:71". In
// this project, where lines move, it is a file and what that declares.
var sourcePattern = regexp.MustCompile(`^(?:([a-z0-9]+) )?([\w./-]+\.(?:go|md)):([0-9]+|[A-Z][\w.]*)$`)

// TestSources: each source is a line that exists, in one of the modules that
// the row may have been read from.
func TestSources(t *testing.T) {
	all := modules(t)
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	goroot := strings.TrimSpace(string(out))
	rows(func(place string, e contract.Evidence, alone contract.Framework) {
		if isClient(alone) || isStubbed(alone) {
			return // read from modules that are not at hand
		}
		for part := range strings.SplitSeq(e.Source, "; ") {
			m := sourcePattern.FindStringSubmatch(part)
			if m == nil {
				continue // TestRowsSayWhy tells
			}
			line, err := strconv.Atoi(m[3])
			if err != nil {
				continue // what is declared here; shipped's TestRuntimeSources tells
			}
			found := false
			for _, dir := range append(candidates(all, alone, m[1]), filepath.Join(goroot, "src")) {
				text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(m[2])))
				if err == nil && strings.Count(string(text), "\n") >= line {
					found = true
				}
			}
			if !found {
				t.Errorf("%s: there is no line %s", place, part)
			}
		}
	})
}

// candidates lists the directories that a source may be relative to.
func candidates(all []module, f contract.Framework, prefix string) []string {
	var dirs []string
	for _, m := range all {
		mine := slices.ContainsFunc(f.Modules, func(own contract.Module) bool { return own.Path == m.Path })
		std := len(f.Modules) == 0 && m.Path == "golang.org/x/sync"
		named := prefix != "" && (strings.HasSuffix(m.Path, "/"+prefix) || prefix == "v2" && strings.HasPrefix(m.Path, "charm.land/"))
		if mine || std || named {
			dirs = append(dirs, m.Dir)
		}
	}
	return dirs
}

func sorted(lines []string) string {
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
