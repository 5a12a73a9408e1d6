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
//
// Its settings are the keys of loopcheck.yaml, and config and apart. Without any, those
// of the module's loopcheck.yaml hold.
package plugin

import (
	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers"
)

// Name is the linter's name in golangci-lint's configuration and in //nolint.
const Name = "loopcheck"

func init() { register.Plugin(Name, New) }

// New reads the settings and returns the linter.
func New(conf any) (register.LinterPlugin, error) {
	s, err := read(conf)
	if err != nil {
		return nil, err
	}
	return linter{s}, nil
}

type linter struct{ settings *linterSettings }

// BuildAnalyzers returns the suite, guarded, with the settings in force. The flags
// belong to the process: so do the settings, there is one configuration a run.
func (l linter) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	// golangci-lint would make an issue of its own of each related position, without
	// the rule's words.
	flags := map[string]string{"loopcheck.related": "false", "loopcheck.apart": l.settings.apart}
	if err := analyzers.Configure(flags); err != nil {
		return nil, err
	}
	l.settings.project.Apply()
	suite := analyzers.Guarded(analyzers.Suite())
	if l.settings.files != "" {
		suite = append(suite, keyed(l.settings.files))
	}
	return suite, nil
}

// GetLoadMode asks for types: every rule needs them.
func (linter) GetLoadMode() string { return register.LoadModeTypesInfo }
