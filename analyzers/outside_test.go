package analyzers_test

import (
	"slices"
	"strings"
	"testing"
)

// outside are the imports from other modules and the parts of the standard
// library that not every package may use.
var outside = map[string]struct {
	users  []string
	reason string
}{
	"golang.org/x/tools/go/analysis":         {nil, "everybody's grammar"},
	"golang.org/x/tools/go/cfg":              {[]string{"internal/paths"}, "one package knows control flow, and what go/cfg leaves out"},
	"golang.org/x/tools/go/types/typeutil":   {[]string{"internal/program"}, "static callees"},
	"golang.org/x/tools/go/analysis/checker": {[]string{"internal/std/gen"}, "a driver"},
	"golang.org/x/tools/go/packages":         {[]string{"internal/std/gen"}, "a driver"},
	"os":                                     {[]string{"internal/std/gen", ""}, "an analyzer reads its package through the pass, and nothing else; the guard around it writes to stderr"},
	"os/exec":                                {[]string{}, "an analyzer runs no commands"},
	"net":                                    {[]string{}, "an analyzer asks nobody"},
	"net/http":                               {[]string{}, "an analyzer asks nobody"},
	"log":                                    {[]string{"internal/std/gen"}, "an analyzer reports, or is silent"},
	"math/rand":                              {[]string{}, "the same package has the same findings"},
	"math/rand/v2":                           {[]string{}, "the same package has the same findings"},
}

func checkOutside(t *testing.T, file, from, imp string) {
	t.Helper()
	rule, known := outside[imp]
	switch {
	case !known && strings.Contains(strings.Split(imp, "/")[0], "."):
		// In particular no buildssa: an analyzer with facts runs on every
		// dependency, with all that it requires.
		t.Errorf("%s imports %s, which nobody here does", file, imp)
	case known && rule.users != nil && !slices.Contains(rule.users, from):
		t.Errorf("%s imports %s: %s", file, imp, rule.reason)
	}
}
