package stream

import (
	"cmp"
	"fmt"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// metadata is all that is asked of go/packages: no types, no syntax, and so
// nothing compiled. NeedCompiledGoFiles and NeedTypesSizes would run cgo.
const metadata = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps |
	packages.NeedModule | packages.NeedForTest | packages.NeedEmbedFiles // so that missing ones are errors

// loaded is what the go command said.
type loaded struct {
	roots  []*packages.Package
	goroot string
	sizes  types.Sizes
	cgo    bool
}

// load asks the go command for the packages and all that they import.
func load(cfg *Config) (*loaded, error) {
	roots, err := packages.Load(&packages.Config{
		Mode:       metadata,
		Dir:        cfg.Dir,
		Env:        cfg.Env,
		BuildFlags: cfg.BuildFlags,
		Tests:      cfg.Tests,
	}, cfg.Patterns...)
	if err != nil {
		return nil, explained(strings.TrimPrefix(err.Error(), "err: exit status 1: stderr: "))
	}
	if len(roots) == 0 {
		// Where the pattern has a wildcard, go/packages drops what is wrong with a go.work.
		args := append([]string{"list", "-e", "-find"}, cfg.BuildFlags...)
		if _, err := cfg.goCommand(append(append(args, "--"), cfg.Patterns...)...); err != nil {
			return nil, explained(strings.TrimPrefix(err.Error(), "go list: "))
		}
		return nil, explained(fmt.Sprintf("%s matches no packages", strings.Join(cfg.Patterns, " ")))
	}
	if err := cfg.checkPatterns(roots); err != nil {
		return nil, err
	}
	env, err := cfg.goCommand("env", "GOROOT", "GOARCH", "CGO_ENABLED")
	if err != nil {
		return nil, err
	}
	values := strings.Split(env, "\n")
	if len(values) != 3 {
		return nil, fmt.Errorf("go env prints %q", env)
	}
	return &loaded{roots: roots, goroot: values[0], sizes: types.SizesFor("gc", values[1]), cgo: values[2] == "1"}, nil
}

// checkPatterns returns an error for a wildcard that matches nothing. The go
// command merely warns, and go/packages drops the warning, so that a misspelt
// pattern among good ones would look like one without findings. It is asked for a
// pattern that none of the packages is seen to match.
func (cfg *Config) checkPatterns(roots []*packages.Package) error {
	if len(cfg.Patterns) < 2 {
		return nil // load has looked
	}
	for _, pattern := range cfg.Patterns {
		if !strings.Contains(pattern, "...") || cfg.matched(pattern, roots) {
			continue // the go command reports an error where there is no wildcard
		}
		args := append([]string{"list", "-e", "-find"}, cfg.BuildFlags...)
		paths, err := cfg.goCommand(append(args, "--", pattern)...)
		if err != nil {
			return err
		}
		if paths == "" {
			return fmt.Errorf("%s matches no packages", pattern)
		}
	}
	return nil
}

// read returns what a file has to say: as on disk, unless the overlay says otherwise.
func (cfg *Config) read(name string) ([]byte, error) {
	if text, ok := cfg.Overlay[name]; ok {
		return text, nil
	}
	return os.ReadFile(name)
}

// matched reports whether a package is in the very directory that ./dir/... is about, or
// in one below it of the same module: for sure, where others may have to be asked for.
func (cfg *Config) matched(pattern string, roots []*packages.Package) bool {
	rel, below := strings.CutSuffix(pattern, "/...")
	if !below || !strings.HasPrefix(rel, ".") || strings.Contains(rel, "...") {
		return false
	}
	dir, err := filepath.Abs(filepath.Join(cfg.Dir, filepath.FromSlash(rel)))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(roots, func(p *packages.Package) bool {
		return p.Module != nil && within(dir, p.Module.Dir) && within(p.Dir, dir) && !passedOver.MatchString(p.Dir[len(dir):])
	})
}

// passedOver matches paths that a wildcard may pass over, and some more.
var passedOver = regexp.MustCompile(`[_.]|testdata|vendor`)

// within reports whether a directory is another one or below it.
func within(dir, top string) bool {
	return top != "" && (dir == top || strings.HasPrefix(dir, top+string(filepath.Separator)))
}

// goCommand runs the go command and returns what it prints.
func (cfg *Config) goCommand(args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = cfg.Dir, cfg.Env
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %s", args[0], cmp.Or(oneLine(stderr.String()), err.Error()))
	}
	return strings.TrimSpace(string(out)), nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// isStd reports whether a package comes with Go. Analyzers decide for
// themselves what the standard library is; this decides how much of a package
// they are shown.
func (l *loaded) isStd(p *packages.Package) bool {
	src := filepath.Join(l.goroot, "src") + string(os.PathSeparator)
	return p.Module == nil && (p.PkgPath == "unsafe" || strings.HasPrefix(p.Dir, src))
}

// isTestMain reports whether p is the main package that the go command writes
// for the tests of a package: its only file is in the build cache.
func isTestMain(p *packages.Package) bool {
	return p.Name == "main" && strings.HasSuffix(p.ID, ".test") &&
		len(p.GoFiles) == 1 && filepath.Dir(p.GoFiles[0]) != p.Dir
}

// isHelper reports whether p is a package that was built anew for the tests of
// another one: "q [p.test]".
func isHelper(p *packages.Package) bool {
	return p.ForTest != "" && p.PkgPath != p.ForTest && p.PkgPath != p.ForTest+"_test"
}

// named returns the packages that the patterns mean: what go vet would vet. A
// package with tests in it is analysed together with them, not twice; plain has
// those without their tests, by import path.
func (l *loaded) named() (named []*packages.Package, plain map[string]*packages.Package) {
	withTests := make(map[string]bool)
	for _, p := range l.roots {
		if p.ForTest != "" && p.PkgPath == p.ForTest {
			withTests[p.PkgPath] = true
		}
	}
	plain = make(map[string]*packages.Package)
	for _, p := range l.roots {
		switch {
		case isTestMain(p) || isHelper(p):
		case p.ForTest == "" && withTests[p.PkgPath]:
			plain[p.PkgPath] = p
		default:
			named = append(named, p)
		}
	}
	return named, plain
}
