package analyzers_test

import (
	"errors"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// mark is a fact on functions, and on packages.
type mark struct{ N int }

func (*mark) AFact() {}

// marker marks each function of a package with its number, reports the marks
// that it finds in imported packages, and fails half way in packages whose names
// say how.
var marker = &analysis.Analyzer{
	Name: "marker", Doc: "mark functions", FactTypes: []analysis.Fact{(*mark)(nil)},
	ResultType: reflect.TypeFor[[]string](),
	Run: func(pass *analysis.Pass) (any, error) {
		for _, imp := range pass.Pkg.Imports() {
			reportMarks(pass, imp)
		}
		names := pass.Pkg.Scope().Names()
		for i, name := range names {
			obj := pass.Pkg.Scope().Lookup(name)
			pass.ExportObjectFact(obj, &mark{i + 1})
			pass.ExportPackageFact(&mark{i + 1})
			var own, ofPackage mark
			if !pass.ImportObjectFact(obj, &own) || !pass.ImportPackageFact(pass.Pkg, &ofPackage) || own != ofPackage || own.N != i+1 {
				return nil, errors.New("it does not see its own facts")
			}
			pass.Reportf(obj.Pos(), "%s is marked %d", name, own.N)
			switch pass.Pkg.Name() {
			case "panics":
				panic("oh no")
			case "fails":
				return nil, errors.New("no luck")
			case "strays":
				pass.ExportObjectFact(types.Universe.Lookup("error"), &mark{1})
			}
		}
		return names, nil
	},
}

func reportMarks(pass *analysis.Pass, imp *types.Package) {
	at := pass.Files[0].Name.Pos()
	for _, name := range imp.Scope().Names() {
		var m mark
		if pass.ImportObjectFact(imp.Scope().Lookup(name), &m) {
			pass.Reportf(at, "%s.%s has mark %d", imp.Name(), name, m.N)
		}
	}
	if pass.ImportPackageFact(imp, new(mark)) {
		pass.Reportf(at, "%s has a mark", imp.Name())
	}
}

// reader reports what the marker returned.
var reader = &analysis.Analyzer{
	Name: "reader", Doc: "report results", Requires: []*analysis.Analyzer{marker},
	Run: func(pass *analysis.Pass) (any, error) {
		pass.Reportf(pass.Files[0].Name.Pos(), "the result is %v", pass.ResultOf[marker].([]string))
		return nil, nil
	},
}

// other has nothing to do with them.
var other = &analysis.Analyzer{
	Name: "other", Doc: "report packages",
	Run: func(pass *analysis.Pass) (any, error) {
		pass.Reportf(pass.Files[0].Name.Pos(), "package %s", pass.Pkg.Name())
		return nil, nil
	},
}

// An analyzer that panics or fails costs what it and its dependents would say
// of that package, and its facts. Nothing else, and no driver's run.
func TestGuarded(t *testing.T) {
	for _, bad := range []string{"panics", "fails", "strays"} {
		t.Run(bad, func(t *testing.T) {
			p := ruletest.Load(t, fmt.Sprintf(`
-- example.com/%[1]s/a.go --
package %[1]s

func F() {}
func G() {}
-- example.com/sound/a.go --
package sound

func F() {}
-- example.com/b/b.go --
package b

import (
	"example.com/%[1]s"
	"example.com/sound"
)

func B() { %[1]s.F(); sound.F() }
`, bad))
			got := p.Findings(t, analyzers.Guarded([]*analysis.Analyzer{reader, marker, other})...)
			var messages []string
			for _, line := range got {
				_, message, _ := strings.Cut(line, ": ")
				messages = append(messages, message)
			}
			want := []string{
				"B is marked 1",
				"F is marked 1",
				"package b",
				"package " + bad,
				"package sound",
				"sound has a mark",
				"sound.F has mark 1",
				"the result is [B]",
				"the result is [F]",
			}
			slices.Sort(want)
			slices.Sort(messages)
			if !slices.Equal(messages, want) {
				t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(messages, "\n\t"), strings.Join(want, "\n\t"))
			}
		})
	}
}

// What several analyzers require runs once.
func TestGuardedOnce(t *testing.T) {
	guarded := analyzers.Guarded([]*analysis.Analyzer{reader, marker})
	if guarded[0].Requires[0] != guarded[1] {
		t.Error("an analyzer has two copies")
	}
	if err := analysis.Validate(guarded); err != nil {
		t.Error(err)
	}
}

// The guarded suite finds what the suite finds, and has its flags.
func TestGuardedSuite(t *testing.T) {
	p := ruletest.Load(t, ruletest.Tea, ruletest.Tview, ruletest.Paho, program)
	got, want := p.Findings(t, analyzers.Guarded(analyzers.Suite())...), p.Findings(t, analyzers.Suite()...)
	if !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	tier := analyzers.Suite()[0].Flags.Lookup("tier")
	t.Cleanup(func() { tier.Value.Set(tier.DefValue) })
	if err := analyzers.Guarded(analyzers.Suite())[0].Flags.Set("tier", "sure"); err != nil || tier.Value.String() != "sure" {
		t.Errorf("a guarded analyzer's flag is not the suite's: %s, %v", tier.Value, err)
	}
}
