// Package config holds the settings that all rules share, as flags of one
// analyzer, so that go vet, the command and golangci-lint speak of them alike.
package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Analyzer owns the shared flags, such as -loopcheck.tier. It reports nothing; its
// result is the immutable [Config]. A flag without a usage text is for the
// project's own commands, and no help lists it.
var Analyzer = func() *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:       "loopcheck",
		Doc:        "settings shared by the loopcheck rules\n\nIt reports nothing itself.",
		URL:        "https://github.com/loopcheck/loopcheck/blob/main/docs/configuration.md",
		Run:        func(*analysis.Pass) (any, error) { return current, nil },
		ResultType: reflect.TypeFor[Config](),
	}
	a.Flags.Var(asked{&current.Tier}, "tier", "report findings of this `tier` and better: sure, likely or strict, which adds those that nobody feels")
	a.Flags.BoolVar(&current.Related, "related", true, "report with a finding the places that explain it")
	a.Flags.BoolVar(&current.Apart, "apart", false, "report each place that explains a finding as a finding of its own, and merge none")

	a.Flags.BoolVar(&current.Debug, "debug", false, "say on stderr where an analyzer panics")
	a.Flags.Var(&current.Std, "std", "")
	return a
}()

// Config is the settings of one run.
type Config struct {
	// Tier is the least evidence that a finding needs to be reported. What nobody
	// feels is reported with strict alone.
	Tier Tier

	// Related asks for the positions that explain a finding. A driver that
	// makes findings of their own of them is better off without.
	Related bool

	// Apart asks for findings that are not merged, and for one at each place that
	// explains them: a driver that shows the lines of a commit sees then what a
	// commit does to the way there.
	Apart bool

	// Policy is what the project says of its findings; nil if it says nothing.
	Policy Policy

	// Debug asks for the reasons where an analyzer is silent about a package.
	Debug bool

	// Std is where the standard library's knowledge comes from.
	Std Std
}

// Debug reports what [Config.Debug] is in this run, to those who have no pass.
func Debug() bool { return Analyzer.Flags.Lookup("debug").Value.String() == "true" }

// A Tier says how good the evidence of a finding is.
type Tier int

const (
	Sure   Tier = iota // a declared contract and a direct chain
	Likely             // an inferred loop, a convention or a dynamic call in the chain
	Strict             // style, and what needs a second condition to hurt
)

var tiers = []string{"sure", "likely", "strict"}

// String is the tier's name on the command line.
func (t Tier) String() string { return tiers[t] }

// Set makes a Tier a flag's value.
func (t *Tier) Set(s string) error {
	i := slices.Index(tiers, s)
	if i < 0 {
		return fmt.Errorf("unknown tier %q; have %s", s, strings.Join(tiers, ", "))
	}
	*t = Tier(i)
	return nil
}

// A Std says where the standard library's knowledge comes from.
type Std int

const (
	Table  Std = iota // from the table: the library's bodies say nothing
	Asked             // from the bodies of the package that is analysed, of others from the table
	Bodies            // from its bodies, as of any other package: so the table is made
)

var stds = []string{"table", "asked", "bodies"}

// String is the source's name on the command line.
func (s Std) String() string { return stds[s] }

// Set makes a Std a flag's value.
func (s *Std) Set(name string) error {
	i := slices.Index(stds, name)
	if i < 0 {
		return fmt.Errorf("unknown source %q; have %s", name, strings.Join(stds, ", "))
	}
	*s = Std(i)
	return nil
}
