package analyzers

import "github.com/loopcheck/loopcheck/analyzers/internal/atlas"

// Inspect keeps what is known of a package for questions about one line of it. It
// reports nothing; [InspectorOf] is its result.
var Inspect = atlas.InspectAnalyzer

// What an [Inspector] answers.
type (
	Inspector = atlas.Inspector
	Section   = atlas.Section
	Fact      = atlas.Fact
	Lack      = atlas.Lack
)

// InspectorOf returns who answers for a package, given the result of [Inspect] there;
// nil for another result. It holds on to the whole package.
func InspectorOf(result any) *Inspector {
	i, _ := result.(*atlas.Inspector)
	return i
}
