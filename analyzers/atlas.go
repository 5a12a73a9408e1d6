package analyzers

import "github.com/loopcheck/loopcheck/analyzers/internal/atlas"

// Atlas draws a package: which code runs on which loop, what each owns, who speaks to
// whom, what starts and ends each goroutine. It reports nothing; [MapOf] is what its
// result says.
var Atlas = atlas.Analyzer

// What a [Map] is made of.
type (
	Map        = atlas.Map
	Node       = atlas.Node
	LoopNode   = atlas.Loop
	Goroutine  = atlas.Goroutine
	Function   = atlas.Function
	Run        = atlas.Run
	Start      = atlas.Start
	End        = atlas.End
	Link       = atlas.Link
	Field      = atlas.Field
	Owned      = atlas.Owned
	Unfollowed = atlas.Call
)

// MapOf returns what is known of a package, given the result of [Atlas] there; nil for
// another result. It refers to nothing of the package but positions.
func MapOf(result any) *Map {
	m, _ := result.(*atlas.Map)
	return m
}
