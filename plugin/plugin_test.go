package plugin

import (
	"go/token"
	"go/types"
	"os"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
)

// build does what golangci-lint does with the linter's settings.
func build(conf any) ([]*analysis.Analyzer, error) {
	newPlugin, err := register.GetPlugin("loopcheck")
	if err != nil {
		return nil, err
	}
	p, err := newPlugin(conf)
	if err != nil {
		return nil, err
	}
	return p.BuildAnalyzers()
}

func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		name string
		conf any
		err  string // part of the error; "" for none
	}{
		{"none", nil, ""},
		{"empty", map[string]any{}, ""},
		{"tier", map[string]any{"tier": "likely"}, ""},
		{"unknown tier", map[string]any{"tier": "certain"}, `the settings of loopcheck: tier is "certain"; want sure, likely or strict`},
		{"unknown key", map[string]any{"teir": "sure"}, `unknown key "teir"; have `},
		{"wrong type", map[string]any{"tier": []any{1}}, "tier is a list; want one word"},
		{"not keys", "sure", "want keys with values"},
		{"rules", map[string]any{"rules": map[string]any{"loopblock/disk": "off", "loopleak": false}}, ""},
		{"unknown rule", map[string]any{"rules": map[string]any{"loopblok": "off"}}, `unknown rule "loopblok"`},
		{"apart", map[string]any{"apart": false}, ""},
		{"not apart", map[string]any{"apart": "no"}, "apart is no; want a bool"},
		{"no file", map[string]any{"config": "absent.yaml"}, "absent.yaml: there is no such file"},
		{"off", map[string]any{"config": "off", "tier": "sure"}, ""},
		{"both", map[string]any{"config": "loopcheck.yaml", "exclude": []any{"a"}}, "have these there as well"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := build(tt.conf)
			if n := len(all); tt.err == "" {
				if err != nil || n != len(analyzers.Suite()) {
					t.Errorf("%d analyzers, %v; want %d", n, err, len(analyzers.Suite()))
				}
			} else if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %v; want %q", err, tt.err)
			}
		})
	}
}

func TestTierIsInForce(t *testing.T) {
	tier := analyzers.Suite()[0].Flags.Lookup("tier")
	t.Cleanup(func() { tier.Value.Set(tier.DefValue) })
	if _, err := build(map[string]any{"tier": "sure"}); err != nil {
		t.Fatal(err)
	}
	if got := tier.Value.String(); got != "sure" {
		t.Errorf("tier is %q; want sure", got)
	}
}

// TestFiles: a change of a file that settings are read from is a change of the suite,
// by which golangci-lint knows what it has cached.
func TestFiles(t *testing.T) {
	t.Cleanup(func() { analyzers.SetPolicy(nil) })
	t.Chdir(t.TempDir())
	write(t, "go.mod", "module example.com/a\n")
	names := func(conf any) string {
		t.Helper()
		all, err := build(conf)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, a := range all {
			names = append(names, a.Name)
		}
		return strings.Join(names, " ")
	}
	seen := map[string]string{"no file": names(nil)}
	for _, step := range []struct {
		name, file, text string
		conf             any
	}{
		{"a file", "loopcheck.yaml", "exclude: [a]\n", nil},
		{"another text", "loopcheck.yaml", "exclude: [b]\n", nil},
		{"a baseline", "loopcheck.txt", "", map[string]any{"baseline": "loopcheck.txt"}},
		{"another baseline", "loopcheck.txt", "0123456789abcdef\t1\tr/c\tp\tf\tx\n", map[string]any{"baseline": "loopcheck.txt"}},
	} {
		write(t, step.file, step.text)
		got := names(step.conf)
		for before, was := range seen {
			if got == was {
				t.Errorf("%s: the analyzers are those of %s: %s", step.name, before, got)
			}
		}
		seen[step.name] = got
	}
	write(t, "loopcheck.yaml", "teir: sure\n")
	if _, err := build(nil); err == nil || !strings.Contains(err.Error(), `loopcheck.yaml:1:1: unknown key "teir"`) {
		t.Errorf("a wrong file: %v", err)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestPanic: golangci-lint loses the issues of all linters where one panics, so
// none of ours does.
func TestPanic(t *testing.T) {
	for _, rule := range analyzers.Rules {
		run := rule.Run
		t.Cleanup(func() { rule.Run = run })
		rule.Run = func(*analysis.Pass) (any, error) { panic("oh no") }
	}
	all, err := build(nil)
	if err != nil {
		t.Fatal(err)
	}
	pass := &analysis.Pass{Fset: token.NewFileSet(), Pkg: types.NewPackage("p", "p"), TypesInfo: new(types.Info), ResultOf: make(map[*analysis.Analyzer]any)}
	var run func(a *analysis.Analyzer)
	run = func(a *analysis.Analyzer) {
		for _, req := range a.Requires {
			run(req)
		}
		if pass.ResultOf[a], err = a.Run(pass); err != nil {
			t.Error(err)
		}
	}
	for _, a := range all {
		run(a)
	}
}
