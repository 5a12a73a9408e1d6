package std

import (
	_ "embed"
	"go/types"
	"strings"
	"sync"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// The leaves and the barriers of the inference that writes the table.
//
//go:embed base.txt
var baseText string

// A leaf says of the functions that match what they wait for, whatever their bodies do.
type leaf struct {
	pattern string
	class   contract.Class // "" for a barrier
	lasts   contract.Length
}

var base = sync.OnceValue(func() []leaf {
	var leaves []leaf
	for line := range strings.Lines(baseText) {
		if cols := strings.Split(strings.TrimSpace(line), "\t"); len(cols) >= 2 && !strings.HasPrefix(line, "#") {
			class, lasts, _ := strings.Cut(strings.TrimPrefix(cols[1], "-"), ":")
			leaves = append(leaves, leaf{cols[0], contract.Class(class), lengths[lasts]})
		}
	}
	return leaves
})

// Base returns what is said of fn in place of what its body does, where bodies
// are read: that it waits for one thing, or for nothing. It is false if fn's
// body decides.
func Base(fn *types.Func) ([]Wait, bool) {
	if host, _, _ := strings.Cut(fn.Pkg().Path(), "/"); strings.Contains(host, ".") {
		return nil, false // a module's
	}
	name := fn.FullName()
	for _, l := range base() {
		if !contract.Match(l.pattern, name) {
			continue
		}
		if l.class == "" {
			return nil, true
		}
		return []Wait{{Class: l.class, Lasts: l.lasts}}, true
	}
	return nil, false
}
