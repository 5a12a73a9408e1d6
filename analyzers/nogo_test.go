package analyzers_test

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"go/types"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestNogo: each rule alone, as Bazel's nogo runs analyzers, finds what it finds
// elsewhere. There are no facts of the standard library then, no module, and no files
// beside the Go ones.
func TestNogo(t *testing.T) {
	p := ruletest.Load(t, ruletest.Tea, ruletest.Tview, ruletest.Paho, program)
	for _, rule := range analyzers.Rules {
		n := nogo{objects: make(map[objectFact]analysis.Fact), pkgs: make(map[pkgFact]analysis.Fact)}
		for _, pkg := range p.Packages { // imports come before importers
			n.analyse(t, pkg, rule)
		}
		slices.SortStableFunc(n.found, func(a, b found) int { return cmp.Compare(a.pkg, b.pkg) })
		var got []string
		for _, f := range n.found {
			got = append(got, f.text)
		}
		want := p.Findings(t, rule)
		if len(want) == 0 {
			t.Errorf("%s finds nothing", rule.Name)
		}
		ruletest.Equal(t, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A nogo is a driver with what nogo's has, and no more.
type nogo struct {
	objects map[objectFact]analysis.Fact
	pkgs    map[pkgFact]analysis.Fact
	found   []found
}

type (
	objectFact struct {
		of  types.Object
		typ reflect.Type
	}
	pkgFact struct {
		of  *types.Package
		typ reflect.Type
	}
	found struct{ pkg, text string }
)

func (n *nogo) analyse(t *testing.T, pkg *packages.Package, rule *analysis.Analyzer) {
	t.Helper()
	results := make(map[*analysis.Analyzer]any)
	var run func(a *analysis.Analyzer)
	run = func(a *analysis.Analyzer) {
		if _, done := results[a]; done {
			return
		}
		needed := make(map[*analysis.Analyzer]any)
		for _, req := range a.Requires {
			run(req)
			needed[req] = results[req]
		}
		result, err := a.Run(n.pass(t, pkg, a, needed, a == rule))
		if err != nil {
			t.Fatal(err)
		}
		results[a] = result
	}
	run(rule)
}

func (n *nogo) pass(t *testing.T, pkg *packages.Package, a *analysis.Analyzer, results map[*analysis.Analyzer]any, told bool) *analysis.Pass {
	return &analysis.Pass{
		Analyzer: a, Fset: pkg.Fset, Files: pkg.Syntax, Pkg: pkg.Types, TypesInfo: pkg.TypesInfo, TypesSizes: pkg.TypesSizes, ResultOf: results,
		Report: func(d analysis.Diagnostic) {
			if at := pkg.Fset.Position(d.Pos); told {
				n.found = append(n.found, found{pkg.PkgPath, fmt.Sprintf("%s:%d: %s", path.Base(at.Filename), at.Line, d.Message)})
			}
		},
		ExportObjectFact: func(obj types.Object, fact analysis.Fact) {
			n.objects[objectFact{obj, reflect.TypeOf(fact)}] = encoded(t, fact)
		},
		ImportObjectFact: func(obj types.Object, fact analysis.Fact) bool {
			return assigned(fact, n.objects[objectFact{obj, reflect.TypeOf(fact)}])
		},
		ExportPackageFact: func(fact analysis.Fact) { n.pkgs[pkgFact{pkg.Types, reflect.TypeOf(fact)}] = encoded(t, fact) },
		ImportPackageFact: func(of *types.Package, fact analysis.Fact) bool {
			return assigned(fact, n.pkgs[pkgFact{of, reflect.TypeOf(fact)}])
		},
		AllObjectFacts: func() []analysis.ObjectFact {
			var all []analysis.ObjectFact
			for key, fact := range n.objects {
				if declares(a, key.typ) {
					all = append(all, analysis.ObjectFact{Object: key.of, Fact: fact})
				}
			}
			return all
		},
		AllPackageFacts: func() []analysis.PackageFact {
			var all []analysis.PackageFact
			for key, fact := range n.pkgs {
				if declares(a, key.typ) {
					all = append(all, analysis.PackageFact{Package: key.of, Fact: fact})
				}
			}
			return all
		},
	}
}

func declares(a *analysis.Analyzer, typ reflect.Type) bool {
	return slices.ContainsFunc(a.FactTypes, func(f analysis.Fact) bool { return reflect.TypeOf(f) == typ })
}

// encoded is a fact as another process reads it.
func encoded(t *testing.T, fact analysis.Fact) analysis.Fact {
	t.Helper()
	var buf bytes.Buffer
	fresh := reflect.New(reflect.TypeOf(fact).Elem()).Interface().(analysis.Fact)
	if err := gob.NewEncoder(&buf).Encode(fact); err != nil {
		t.Fatal(err)
	}
	if err := gob.NewDecoder(&buf).Decode(fresh); err != nil {
		t.Fatal(err)
	}
	return fresh
}

func assigned(to, fact analysis.Fact) bool {
	if fact == nil {
		return false
	}
	reflect.ValueOf(to).Elem().Set(reflect.ValueOf(fact).Elem())
	return true
}
