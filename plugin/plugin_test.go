package plugin

import (
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"

	"github.com/loopcheck/loopcheck/analyzers"
)

// build does what golangci-lint does with the linter's settings.
func build(conf any) (n int, err error) {
	newPlugin, err := register.GetPlugin("loopcheck")
	if err != nil {
		return 0, err
	}
	p, err := newPlugin(conf)
	if err != nil {
		return 0, err
	}
	all, err := p.BuildAnalyzers()
	return len(all), err
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
			n, err := build(tt.conf)
			if tt.err == "" {
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
