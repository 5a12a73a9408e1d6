package plugin

import (
	"go/token"
	"go/types"
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
		{"unknown tier", map[string]any{"tier": "certain"}, `unknown tier "certain"`},
		{"unknown key", map[string]any{"teir": "sure"}, `unknown field "teir"`},
		{"wrong type", map[string]any{"tier": 1}, "cannot unmarshal number"},
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
