package analyzers

import "github.com/loopcheck/loopcheck/analyzers/internal/atlas"

// Coverage counts what of a package is known to run on a loop. It reports nothing;
// [CoverageOf] is what its result says.
var Coverage = atlas.CoverageAnalyzer

// A Covered is what was looked at of a package. It refers to nothing of the package,
// which a driver may drop.
type Covered = atlas.Coverage

// CoverageOf returns what was looked at of a package, given the result of [Coverage]
// there; false for another result.
func CoverageOf(result any) (Covered, bool) {
	c, ok := result.(*atlas.Coverage)
	if !ok {
		return Covered{}, false
	}
	return *c, true
}
