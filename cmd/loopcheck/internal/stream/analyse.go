package stream

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"net/url"
	"reflect"
	"runtime/debug"
	"slices"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// An analysing is the analysis of one package. Nothing of it outlives the
// package but facts and diagnostics.
type analysing struct {
	u     *unit
	fset  *token.FileSet
	files []*ast.File
	info  *types.Info
	sizes types.Sizes
	view  *view
	read  func(name string) ([]byte, error)

	results map[*analysis.Analyzer]any
	broken  map[*analysis.Analyzer]bool
}

// analyse runs the analyzers that the package needs.
func (u *unit) analyse(r *runner, files []*ast.File, info *types.Info) {
	an := &analysing{
		u: u, fset: r.fset, files: files, info: info,
		sizes:   r.sizes,
		view:    r.viewOf(u),
		read:    r.cfg.read,
		results: make(map[*analysis.Analyzer]any),
		broken:  make(map[*analysis.Analyzer]bool),
	}
	u.analysing = make(map[*analysis.Analyzer]time.Duration)
	analyzers := r.suite.forFacts
	if u.root {
		analyzers = r.suite.all
	}
	for _, a := range analyzers {
		start := time.Now()
		an.run(a)
		if result, ok := an.results[a]; ok && u.root && slices.Contains(r.cfg.Keep, a) {
			u.kept = append(u.kept, Kept{u.meta.PkgPath, a, result})
		}
		u.analysing[a] = time.Since(start)
	}
	if stack, err := guard(u.facts.freeze); err != nil {
		an.fail(err.Error(), stack)
	}
	if u.root && r.cfg.Digest != nil {
		u.digest, u.portable = r.cfg.Digest(Package{u.meta.PkgPath, r.fset, r.places, u.diagnostics, u.kept})
		u.diagnostics, u.kept = nil, nil
	}
}

// run runs one analyzer. One whose requirements failed does not run, and says
// nothing: the failure has been recorded.
func (an *analysing) run(a *analysis.Analyzer) {
	if slices.ContainsFunc(a.Requires, func(req *analysis.Analyzer) bool { return an.broken[req] }) {
		an.broken[a] = true
		return
	}
	var found []Diagnostic
	var result any
	stack, err := guard(func() (err error) {
		result, err = a.Run(an.pass(a, &found))
		return err
	})
	if err == nil {
		err = checkResult(a, result)
	}
	if err != nil {
		an.broken[a] = true
		an.fail(fmt.Sprintf("analyzer %s: %v", a.Name, err), stack)
		return
	}
	an.results[a] = result
	if an.u.root { // an analyzer that has facts may report in dependencies too
		an.u.diagnostics = append(an.u.diagnostics, found...)
	}
}

func (an *analysing) fail(message string, stack []byte) {
	an.u.failures = append(an.u.failures, Failure{Package: an.u.meta.PkgPath, Message: oneLine(message), Stack: stack})
}

// guard runs an analyzer's code and turns a panic into an error: a bug in one of
// them must not cost the findings of the others.
func guard(f func() error) (stack []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			stack, err = debug.Stack(), fmt.Errorf("panic: %v", p)
		}
	}()
	return nil, f()
}

func checkResult(a *analysis.Analyzer, result any) error {
	if got := reflect.TypeOf(result); got != a.ResultType {
		return fmt.Errorf("its result is %v, not the %v that it declares", got, a.ResultType)
	}
	return nil
}

// pass is what the analyzer sees of the package.
func (an *analysing) pass(a *analysis.Analyzer, found *[]Diagnostic) *analysis.Pass {
	meta := an.u.meta
	results := make(map[*analysis.Analyzer]any, len(a.Requires))
	for _, req := range a.Requires {
		results[req] = an.results[req]
	}
	return &analysis.Pass{
		Analyzer:     a,
		Fset:         an.fset,
		Files:        an.files,
		OtherFiles:   meta.OtherFiles,
		IgnoredFiles: meta.IgnoredFiles,
		Pkg:          an.u.types,
		TypesInfo:    an.info,
		TypesSizes:   an.sizes,
		Module:       module(meta.Module),
		ResultOf:     results,
		ReadFile:     an.readFile,
		Report: func(d analysis.Diagnostic) {
			d.URL = resolveURL(a, d)
			*found = append(*found, Diagnostic{Package: meta.PkgPath, Analyzer: a, Diagnostic: d})
		},
		ImportObjectFact:  an.view.object,
		ImportPackageFact: an.view.pkg,
		ExportObjectFact:  an.view.exportObject,
		ExportPackageFact: an.view.exportPkg,
		AllObjectFacts:    func() []analysis.ObjectFact { return an.view.allObjects(a) },
		AllPackageFacts:   func() []analysis.PackageFact { return an.view.allPkgs(a) },
	}
}

// readFile reads a file that belongs to the package; others would be unknown
// to a build system that caches results.
func (an *analysing) readFile(name string) ([]byte, error) {
	meta := an.u.meta
	if slices.Contains(meta.OtherFiles, name) || slices.Contains(meta.IgnoredFiles, name) {
		an.u.changed = true // since then the key says too little
		return an.read(name)
	}
	if slices.Contains(meta.GoFiles, name) {
		return an.read(name)
	}
	return nil, fmt.Errorf("%s is no file of package %s", name, meta.PkgPath)
}

// resolveURL makes a diagnostic's URL absolute, as [analysis.Diagnostic] says.
func resolveURL(a *analysis.Analyzer, d analysis.Diagnostic) string {
	raw := d.URL
	if raw == "" && d.Category != "" {
		raw = "#" + d.Category
	}
	base, err := url.Parse(a.URL)
	if err != nil {
		return d.URL
	}
	ref, err := url.Parse(raw)
	if err != nil {
		return d.URL
	}
	return base.ResolveReference(ref).String()
}

// module converts; in this driver a pass's module is never nil.
func module(m *packages.Module) *analysis.Module {
	if m == nil {
		return new(analysis.Module)
	}
	converted := &analysis.Module{
		Path: m.Path, Version: m.Version, Time: m.Time, Main: m.Main, Indirect: m.Indirect,
		Dir: m.Dir, GoMod: m.GoMod, GoVersion: m.GoVersion,
	}
	if m.Replace != nil {
		converted.Replace = module(m.Replace)
	}
	if m.Error != nil {
		converted.Error = &analysis.ModuleError{Err: m.Error.Err}
	}
	return converted
}
