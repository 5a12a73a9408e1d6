// Package plugin makes loopcheck a linter of golangci-lint v2, by its module
// plugin system. Import it into a build of golangci-lint, by hand or with
// "golangci-lint custom", and enable the linter "loopcheck":
//
//	linters:
//	  enable: [loopcheck]
//	  settings:
//	    custom:
//	      loopcheck:
//	        type: module
//	        settings:
//	          tier: likely
package plugin

import (
	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
)

// Name is the linter's name in golangci-lint's configuration and in //nolint.
const Name = "loopcheck"

func init() { register.Plugin(Name, New) }

// Settings are what stands under settings in the linter's configuration. A key
// that is not among them is an error.
type Settings struct {
	// Tier is the least evidence that a finding needs: sure, likely or strict.
	Tier string `json:"tier"`
}

// New decodes the settings and returns the linter.
func New(conf any) (register.LinterPlugin, error) {
	s, err := register.DecodeSettings[Settings](conf)
	if err != nil {
		return nil, err
	}
	return linter{s}, nil
}

type linter struct{ settings Settings }

// BuildAnalyzers returns the suite, guarded, with the settings in force. The flags
// belong to the process: so do the settings, there is one configuration a run.
func (l linter) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	// golangci-lint would make an issue of its own of each related position.
	settings := map[string]string{"loopcheck.related": "false"}
	if l.settings.Tier != "" {
		settings["loopcheck.tier"] = l.settings.Tier
	}
	if err := analyzers.Configure(settings); err != nil {
		return nil, err
	}
	return analyzers.Guarded(analyzers.Suite()), nil
}

// GetLoadMode asks for types: every rule needs them.
func (linter) GetLoadMode() string { return register.LoadModeTypesInfo }
