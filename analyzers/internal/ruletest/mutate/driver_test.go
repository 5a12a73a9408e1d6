package mutate

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/token"
	"go/types"
	"os"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// A driver analyses single packages. The facts of what they import are there
// from the start, and are not computed again.
type driver struct {
	order []*analysis.Analyzer // each after those that it requires
	known map[factKey]analysis.Fact
}

// A factKey is an object, or a package, and a type of facts.
type factKey struct {
	of  any
	typ reflect.Type
}

// An outcome is what an analysis of one package came to.
type outcome struct {
	findings []finding
	facts    map[factKey]analysis.Fact
}

type finding struct {
	rule *analysis.Analyzer
	analysis.Diagnostic
}

func newDriver(analyzers []*analysis.Analyzer) *driver {
	d := &driver{known: make(map[factKey]analysis.Fact)}
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if slices.Contains(d.order, a) {
			return
		}
		for _, req := range a.Requires {
			visit(req)
		}
		d.order = append(d.order, a)
	}
	for _, a := range analyzers {
		visit(a)
	}
	return d
}

// analyse runs all analyzers on a package.
func (d *driver) analyse(pkg *packages.Package) (*outcome, error) {
	out := &outcome{facts: make(map[factKey]analysis.Fact)}
	results := make(map[*analysis.Analyzer]any)
	for _, a := range d.order {
		result, err := a.Run(d.pass(a, pkg, results, out))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a, err)
		}
		if got := reflect.TypeOf(result); got != a.ResultType {
			return nil, fmt.Errorf("%s: its result is %v, not the %v that it declares", a, got, a.ResultType)
		}
		results[a] = result
	}
	return out, nil
}

func (d *driver) pass(a *analysis.Analyzer, pkg *packages.Package, results map[*analysis.Analyzer]any, out *outcome) *analysis.Pass {
	get := func(of any, fact analysis.Fact) bool {
		key := factKey{of, reflect.TypeOf(fact)}
		have, ok := out.facts[key]
		if !ok {
			have, ok = d.known[key]
		}
		if ok {
			reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(have).Elem())
		}
		return ok
	}
	set := func(of any, fact analysis.Fact) { out.facts[factKey{of, reflect.TypeOf(fact)}] = fact }
	module := &analysis.Module{}
	if m := pkg.Module; m != nil {
		module = &analysis.Module{Path: m.Path, Version: m.Version, GoVersion: m.GoVersion}
	}
	return &analysis.Pass{
		Analyzer: a, Fset: pkg.Fset, Files: pkg.Syntax, Pkg: pkg.Types,
		TypesInfo: pkg.TypesInfo, TypesSizes: pkg.TypesSizes, Module: module,
		ResultOf: results, ReadFile: os.ReadFile,
		Report:            func(d analysis.Diagnostic) { out.findings = append(out.findings, finding{a, d}) },
		ImportObjectFact:  func(obj types.Object, fact analysis.Fact) bool { return get(obj, fact) },
		ExportObjectFact:  func(obj types.Object, fact analysis.Fact) { set(obj, fact) },
		ImportPackageFact: func(pkg *types.Package, fact analysis.Fact) bool { return get(pkg, fact) },
		ExportPackageFact: func(fact analysis.Fact) { set(pkg.Types, fact) },
	}
}

// keep makes a package's facts known to those that import it, as they are after
// a way through a file.
func (d *driver) keep(out *outcome) error {
	for key, fact := range out.facts {
		b, err := encode(fact)
		if err != nil {
			return err
		}
		decoded := reflect.New(key.typ.Elem())
		if err := gob.NewDecoder(bytes.NewReader(b)).DecodeValue(decoded); err != nil {
			return err
		}
		d.known[key] = decoded.Interface().(analysis.Fact)
	}
	return nil
}

func encode(fact analysis.Fact) ([]byte, error) {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(fact); err != nil {
		return nil, fmt.Errorf("encoding %T: %w", fact, err)
	}
	return b.Bytes(), nil
}

// text writes down all that two runs must agree on: the findings in their
// order, and the facts' bytes.
func (out *outcome) text(fset *token.FileSet) (string, error) {
	var b strings.Builder
	for _, f := range out.findings {
		fmt.Fprintf(&b, "%s %s\n", f.rule, f.at(fset))
		for _, r := range f.Related {
			fmt.Fprintf(&b, "\t%s %s\n", fset.Position(r.Pos), r.Message)
		}
		for _, fix := range f.SuggestedFixes {
			fmt.Fprintf(&b, "\tfix %q %v\n", fix.Message, fix.TextEdits)
		}
	}
	var facts []string
	for key, fact := range out.facts {
		bytes, err := encode(fact)
		if err != nil {
			return "", err
		}
		facts = append(facts, fmt.Sprintf("%v %T %x", key.of, fact, bytes))
	}
	slices.Sort(facts)
	return b.String() + strings.Join(facts, "\n"), nil
}

func (f finding) at(fset *token.FileSet) string {
	// Where a line directive moves two places to one, they are two nevertheless.
	return fmt.Sprintf("%s-%s %s: %s", fset.PositionFor(f.Pos, false), fset.PositionFor(f.End, false), f.Category, f.Message)
}

// check returns what is wrong with the findings: a place that is none, or the
// same thing said twice.
func (out *outcome) check(fset *token.FileSet) error {
	said := make(map[string]bool)
	for _, f := range out.findings {
		for _, pos := range places(f.Diagnostic) {
			if fset.File(pos) == nil {
				return fmt.Errorf("%s: %q has no valid position", f.rule, f.Message)
			}
		}
		if f.End.IsValid() && (f.End < f.Pos || fset.File(f.Pos) != fset.File(f.End)) {
			return fmt.Errorf("%s: %q ends before it begins", f.rule, f.Message)
		}
		text := f.rule.Name + " " + f.at(fset)
		if said[text] {
			return fmt.Errorf("said twice: %s", text)
		}
		said[text] = true
	}
	return nil
}

func places(d analysis.Diagnostic) []token.Pos {
	all := []token.Pos{d.Pos}
	for _, r := range d.Related {
		all = append(all, r.Pos)
	}
	for _, fix := range d.SuggestedFixes {
		for _, edit := range fix.TextEdits {
			all = append(all, edit.Pos)
		}
	}
	return all
}
