// Package stream runs analyzers over Go packages in little memory: it learns
// from the go command which packages there are, then parses, type-checks and
// analyses one after the other, dependencies first, and keeps nothing of a
// package but its types and its facts.
//
// It needs no compiled code, and on a repository with all its dependencies it
// is several times cheaper than go vet, which starts a process for each
// package, or multichecker, which holds every syntax tree at once.
//
// # Packages that import C
//
// No C is read and no C compiler is started: cgo would compile all C files of
// all dependencies, which takes minutes, and fails where a header is missing
// that no analyzer needs. The files that import "C" are taken as they are
// written. What C declares has the invalid type, and so has each expression that
// depends on it. An error in a statement that has to do with C is no failure,
// because it may come from not knowing C; other errors are. So analyzers know
// such a package as far as its Go says, facts of its functions included, and are
// silent beyond; what it exports of C, which is seldom much, its importers see
// in the same way. Go files that a build would generate, as with swig, are
// missing, and what they declare is unknown likewise.
//
// The go command's own list of compiled files was given up for this, and so were
// go/packages' TypecheckCgo, which needs that list, and declarations of C's names
// guessed from their uses: a guess would be a type that go vet does not see.
//
// # As go vet
//
// What an analyzer sees otherwise is what it sees under go vet: a package with
// tests in it is analysed once, with them; facts are copies that went through
// gob; and a fact about a function is visible to direct importers only.
package stream

import (
	"cmp"
	"errors"
	"go/token"
	"slices"
	"time"

	"golang.org/x/tools/go/analysis"
)

// A Config says what to analyse, and how.
type Config struct {
	// Dir is the directory to run in; the current one if empty.
	Dir string

	// Env is the environment of the go command; the process's own if nil.
	Env []string

	// BuildFlags are flags for the go command, such as -tags=integration.
	BuildFlags []string

	// Overlay is what to read instead of files, by their names as the go command
	// tells them. Which files a package has, and what it imports, stays as on disk.
	// A run with an overlay has no Memory, which knows files as they are on disk.
	Overlay map[string][]byte

	// Patterns name the packages, as for go vet.
	Patterns []string

	// Tests includes the packages' tests.
	Tests bool

	// Analyzers run on the packages that the patterns name. Those that have
	// facts, and what they require, run on all dependencies outside the
	// standard library too.
	Analyzers []*analysis.Analyzer

	// Keep are analyzers, of those that run, whose results on the packages
	// that the patterns name are in [Result.Kept]. What a result refers to
	// stays in memory: keep small ones.
	Keep []*analysis.Analyzer

	// Digest, if not nil, makes of what was found in a package that the patterns name what
	// the caller wants of it. It stands in [Result.Digests] for the package's diagnostics
	// and kept results, which are dropped. It is called by several goroutines at a time. It
	// is portable if it means the same where the packages are in other directories.
	Digest func(Package) (digest []byte, portable bool)

	// Memory has the run know what earlier ones found; nil for a run that knows nothing.
	// It keeps digests, so there must be a Digest.
	Memory *Memory

	// Progress, if not nil, is called after each package, by one goroutine
	// at a time.
	Progress func(done, total int)
}

// A Result is what came of a run.
type Result struct {
	// Fset has the positions of the diagnostics.
	Fset *token.FileSet

	// Diagnostics are in no particular order. A file that belongs to two
	// packages that were named may have the same ones twice.
	Diagnostics []Diagnostic

	// Kept are the results of the analyzers in [Config.Keep], in no particular
	// order. There is none where the analyzer failed.
	Kept []Kept

	// Digests are what [Config.Digest] made, or had made in an earlier run, and Places what
	// the paths in them mean.
	Digests [][]byte
	Places  *Places

	// Failures are sorted by package. If there are any, the diagnostics are
	// those of the packages that could be analysed.
	Failures []Failure

	// Skipped are the import paths of the packages that were named but not
	// analysed, because a package that they import failed, and that no failure
	// names. Sorted.
	Skipped []string

	// Stats says where the time went.
	Stats Stats
}

// A Package is what was found in a package.
type Package struct {
	Path        string
	Fset        *token.FileSet
	Places      *Places
	Diagnostics []Diagnostic
	Kept        []Kept
}

// A Kept is an analyzer's result on a package.
type Kept struct {
	Package  string // the import path
	Analyzer *analysis.Analyzer
	Result   any
}

// A Diagnostic is a diagnostic and the analyzer that reported it, with its URL resolved.
type Diagnostic struct {
	Package  string // the import path
	Analyzer *analysis.Analyzer
	analysis.Diagnostic
}

// A Failure is why a package, or an analyzer on a package, failed.
type Failure struct {
	// Package is the import path.
	Package string

	// Pos is the place to look at. Its Filename is empty if there is none,
	// its Line is zero if there is no more than a file.
	Pos token.Position

	// Message is one line.
	Message string

	// More counts the errors of the package that came after this one.
	More int

	// Alike counts the failures that have the same cause and are left out.
	Alike int

	// Hint is what to do, where that is known: "run go mod tidy".
	Hint string

	// Stack is an analyzer's stack if it panicked.
	Stack []byte

	cause string // equal in failures that have one cause; empty for a cause of its own
}

// Stats says where a run's time went. The durations of a run's phases are summed
// over the goroutines that worked in parallel.
type Stats struct {
	Packages  int // all that were type-checked
	Skeletons int // of these, without function bodies
	Named     int // by patterns
	Recalled  int // of these, found in the cache
	Load      time.Duration
	Parse     time.Duration
	Check     time.Duration
	Analyse   map[string]time.Duration // by analyzer
	Slowest   []PackageTime            // the longest, slowest first
}

// PackageTime is the time that one package took.
type PackageTime struct {
	Package               string
	Parse, Check, Analyse time.Duration
}

// Total is the sum.
func (t PackageTime) Total() time.Duration { return t.Parse + t.Check + t.Analyse }

// slowest is how many packages [Stats] names.
const slowest = 10

// Run analyses packages and returns when all are done. What fails in a package
// is in the result; an error means that nothing was analysed: the analyzers are
// not valid, the go command fails, or a pattern matches nothing.
//
// Unless the environment sets GOGC, it changes the garbage collector's target
// while it runs.
func Run(cfg *Config) (*Result, error) {
	if err := analysis.Validate(cfg.Analyzers); err != nil {
		return nil, err
	}
	start := time.Now()
	loaded, err := load(cfg)
	if err != nil {
		return nil, err
	}
	defer paceGC()()
	loading := time.Since(start)
	r := newRunner(cfg, loaded)
	if len(r.units) == 0 {
		return nil, errors.New("no packages to analyse")
	}
	r.run()
	if r.misled.Load() {
		r = newRunner(cfg.forgetting(), loaded)
		r.run()
	}
	result := r.result()
	result.Stats.Load = loading
	return result, nil
}

func newRunner(cfg *Config, l *loaded) *runner {
	r := &runner{fset: token.NewFileSet(), cfg: cfg, suite: newSuite(cfg.Analyzers), sizes: l.sizes, cgo: l.cgo}
	r.plan(l)
	return r
}

func (r *runner) run() {
	r.recall()
	r.execAll()
	r.retry()
}

// forgetting is the configuration of a run that finds nothing in the cache.
func (cfg *Config) forgetting() *Config {
	fresh, memory := *cfg, *cfg.Memory
	memory.Cache = forgetful{memory.Cache}
	fresh.Memory = &memory
	return &fresh
}

// result gathers what the units hold.
func (r *runner) result() *Result {
	res := &Result{Fset: r.fset, Places: r.places, Stats: Stats{Analyse: make(map[string]time.Duration)}}
	for _, u := range r.units {
		if u.digest != nil {
			res.Digests = append(res.Digests, u.digest)
		}
		res.Diagnostics = append(res.Diagnostics, u.diagnostics...)
		res.Kept = append(res.Kept, u.kept...)
		res.Stats.add(u)
	}
	res.Failures, res.Skipped = r.failures()
	slices.SortStableFunc(res.Stats.Slowest, func(a, b PackageTime) int { return cmp.Compare(b.Total(), a.Total()) })
	res.Stats.Slowest = res.Stats.Slowest[:min(slowest, len(res.Stats.Slowest))]
	return res
}

func (s *Stats) add(u *unit) {
	if u.root {
		s.Named++
	}
	if u.recalled {
		s.Recalled++
	}
	if !u.needed {
		return
	}
	s.Packages++
	if u.skeleton {
		s.Skeletons++
	}
	t := PackageTime{Package: u.meta.ID, Parse: u.parsing, Check: u.checking}
	for a, d := range u.analysing {
		s.Analyse[a.Name] += d
		t.Analyse += d
	}
	s.Parse += t.Parse
	s.Check += t.Check
	s.Slowest = append(s.Slowest, t)
}
