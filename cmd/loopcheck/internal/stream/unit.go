package stream

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// A unit is one package of a run.
type unit struct {
	meta *packages.Package
	std  bool
	root bool // named by a pattern: all analyzers run on it

	// skeleton says that nothing but the package's types is needed: its
	// function bodies are not checked, and no analyzer runs.
	skeleton bool

	imports   map[string]*unit // by the path in the source
	importers []*unit
	waiting   int // imports that are not done; owned by the runner's lock

	// Set once, before the unit runs.
	types *types.Package
	facts *factSet

	// Written while the unit runs; read by its importers, which run later.
	failed      bool // its types cannot be relied on
	skipped     bool // because an import failed
	partial     bool // some of its types may be C's, and so invalid
	swig        bool // a build has Go files that are not written yet
	unseen      bool // so has this package, or one that it imports
	failures    []Failure
	diagnostics []Diagnostic
	kept        []Kept

	// What a [Memory] has to do with it. The keys come before the unit runs.
	key      Key
	keyed    bool     // whether it has one
	needed   bool     // its types are: the unit has to run
	recalled bool     // its digest is from the cache
	thaws    bool     // the facts about it are
	known    []thawed // and these they are
	changed  bool     // a file is not what the key says, or one was read of which it says nothing
	sound    bool     // nothing went wrong with it, nor with what it imports
	digest   []byte
	portable bool // whether the digest may be kept

	parsing, checking time.Duration
	analysing         map[*analysis.Analyzer]time.Duration
}

// exec does all that there is to do for a package. Its imports are done.
func (u *unit) exec(r *runner) {
	if !u.needed {
		return
	}
	u.recallFacts(r)
	u.execNeeded(r)
	u.remember(r)
}

func (u *unit) execNeeded(r *runner) {
	u.noteListErrors(r.cgo)
	if u.types == types.Unsafe {
		return
	}
	if u.importFailed() {
		u.failed, u.skipped = true, len(u.failures) == 0
		return
	}
	if len(u.meta.GoFiles) == 0 {
		// Test files alone make no package to import.
		u.failed = len(u.failures) > 0
		return
	}
	start := time.Now()
	files := u.parse(r)
	u.parsing = time.Since(start)
	if u.failed {
		return
	}
	u.noteGaps(files)
	start = time.Now()
	info := u.check(r, files)
	u.checking = time.Since(start)
	switch {
	case u.failed:
	case u.thaws:
		if !u.facts.thaw(u.known) {
			r.misled.Store(true)
		}
		u.known = nil
	case !u.skeleton:
		u.analyse(r, files, info)
	}
}

func (u *unit) importFailed() bool {
	for _, imp := range u.imports {
		if imp.failed {
			return true
		}
	}
	return false
}

// fail records an error of the package. The first one stands for all: what
// follows is as a rule its consequence, and what follows an error of the go
// command is often the same error, found again.
func (u *unit) fail(pos token.Position, message string) {
	if len(u.failures) > 0 {
		if len(u.meta.Errors) == 0 {
			u.failures[0].More++
		}
		return
	}
	if u.std && pos.Line > 0 {
		message += fmt.Sprintf(" (in the standard library: loopcheck was built with %s; build it with the Go that you use)", runtime.Version())
	}
	u.failures = append(u.failures, Failure{Package: u.meta.PkgPath, Pos: pos, Message: oneLine(message)})
}

// noteListErrors records what the go command has against the package: an
// import that is not found, a file to embed that is missing. The package may
// still be fit to analyse.
func (u *unit) noteListErrors(cgo bool) {
	for _, err := range u.meta.Errors {
		msg := strings.TrimPrefix(err.Msg, "pattern "+u.meta.PkgPath+": ")
		first := len(u.failures) == 0
		short, hint, key := explain(msg)
		u.fail(parsePosition(err.Pos), short)
		if !first {
			continue
		}
		if excluded := excludedHint(u.meta, msg, cgo); excluded != "" {
			hint, key = excluded, excluded
		}
		u.failures[0].Hint, u.failures[0].cause = hint, key
	}
}

// parsePosition reads "file:line:col", of which all may be missing.
func parsePosition(s string) token.Position {
	if s == "" || s == "-" {
		return token.Position{}
	}
	var nums []int
	for len(nums) < 2 {
		i := strings.LastIndexByte(s, ':')
		n, err := strconv.Atoi(s[i+1:])
		if i < 0 || err != nil {
			break
		}
		nums = append(nums, n)
		s = s[:i]
	}
	pos := token.Position{Filename: s}
	switch len(nums) {
	case 1:
		pos.Line = nums[0]
	case 2:
		pos.Line, pos.Column = nums[1], nums[0]
	}
	return pos
}

// parse returns the package's syntax trees.
func (u *unit) parse(r *runner) []*ast.File {
	mode := parser.SkipObjectResolution
	if !u.skeleton {
		mode |= parser.ParseComments
	}
	files := make([]*ast.File, 0, len(u.meta.GoFiles))
	for _, name := range u.meta.GoFiles {
		src, err := r.cfg.read(name)
		if err != nil {
			u.failed = true
			u.fail(token.Position{Filename: name}, reason(err))
			continue
		}
		u.changed = u.changed || u.keyed && r.sums[name] != sha256.Sum256(src)
		file, err := parser.ParseFile(r.fset, name, src, mode)
		if err != nil {
			u.failed = true
			u.failSyntax(name, err)
			continue
		}
		files = append(files, file)
	}
	return files
}

// reason is an error without the file name that will stand before it.
func reason(err error) string {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

func (u *unit) failSyntax(name string, err error) {
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		u.fail(token.Position{Filename: name}, err.Error())
		return
	}
	for _, e := range list {
		u.fail(e.Pos, e.Msg)
	}
}

// check type-checks the package.
func (u *unit) check(r *runner, files []*ast.File) *types.Info {
	// What has to do with C may be wrong where bodies are left out: see byGap.
	skeleton := u.skeleton && !(u.thaws && u.partial)
	var errs []error
	conf := &types.Config{
		Importer:         u,
		Sizes:            r.sizes,
		FakeImportC:      true,
		IgnoreFuncBodies: skeleton,
		Error:            func(err error) { errs = append(errs, err) },
	}
	if m := u.meta.Module; m != nil && m.GoVersion != "" {
		conf.GoVersion = "go" + m.GoVersion
	}
	var info *types.Info
	if !skeleton {
		info = newInfo(codeSize(files))
	}
	err := types.NewChecker(conf, r.fset, u.types, info).Files(files)
	if err != nil && len(errs) == 0 { // not passed to conf.Error
		errs = append(errs, err)
	}
	for _, err := range errs {
		u.failType(err, files, info)
	}
	if u.partial && info != nil {
		fillGaps(files, info)
	}
	return info
}

func (u *unit) failType(err error, files []*ast.File, info *types.Info) {
	var typeErr types.Error
	if !errors.As(err, &typeErr) {
		u.failed = true
		u.fail(token.Position{}, err.Error())
		return
	}
	if strings.HasPrefix(typeErr.Msg, "\t") {
		return // goes on with the error before it
	}
	if u.byGap(typeErr, files, info) {
		return
	}
	u.failed = true
	u.fail(typeErr.Fset.Position(typeErr.Pos), typeErr.Msg)
	if isHelper(u.meta) && strings.Contains(u.failures[0].Message, noSuchImport) {
		u.failures[0].cause = importCycle.String()
	}
}

// newInfo has the maps that go vet fills, with room for what n bytes of code need
// on average: growing them would be a tenth of all work.
func newInfo(n int) *types.Info {
	return &types.Info{
		Types:        make(map[ast.Expr]types.TypeAndValue, n/12),
		Defs:         make(map[*ast.Ident]types.Object, n/80),
		Uses:         make(map[*ast.Ident]types.Object, n/17),
		Implicits:    make(map[ast.Node]types.Object, n/400),
		Instances:    make(map[*ast.Ident]types.Instance),
		Scopes:       make(map[ast.Node]*types.Scope, n/100),
		Selections:   make(map[*ast.SelectorExpr]*types.Selection, n/120),
		FileVersions: make(map[*ast.File]string),
	}
}

// codeSize is the size of files without their comments.
func codeSize(files []*ast.File) int {
	n := 0
	for _, f := range files {
		n += int(f.FileEnd - f.FileStart)
		for _, group := range f.Comments {
			n -= int(group.End() - group.Pos())
		}
	}
	return n
}

// Import makes a unit the importer of its own source.
func (u *unit) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if imp := u.imports[path]; imp != nil {
		return imp.types, nil
	}
	return nil, errors.New(noSuchImport)
}
