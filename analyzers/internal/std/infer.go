package std

import (
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// inferring makes Is answer no, so that the analyzers read the bodies, and base
// gives them the leaves and the barriers.
var (
	inferring bool
	base      []leaf
)

// A leaf says of the functions that match what they wait for, whatever their bodies do.
type leaf struct {
	pattern string
	class   contract.Class // "" for a barrier
}

// Infer switches the table off for this process, and takes the leaves and
// barriers of the inference as text. Only the command that generates the table
// calls it, before any analysis.
func Infer(text string) {
	inferring = true
	for line := range strings.Lines(text) {
		if cols := strings.Split(strings.TrimSpace(line), "\t"); len(cols) >= 2 && !strings.HasPrefix(line, "#") {
			base = append(base, leaf{cols[0], contract.Class(strings.TrimPrefix(cols[1], "-"))})
		}
	}
}

// Base returns what is said of fn in place of what its body does; false if its
// body decides. It is always false but for the command that generates the table.
func Base(fn *types.Func) ([]Wait, bool) {
	if !inferring {
		return nil, false
	}
	name := fn.FullName()
	for _, l := range base {
		if !contract.Match(l.pattern, name) {
			continue
		}
		if l.class == "" {
			return nil, true
		}
		return []Wait{{Class: l.class}}, true
	}
	return nil, false
}
