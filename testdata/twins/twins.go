// Package twins describes small programs that come in pairs: one with a bug, as
// people have written and fixed it, and the same one without. Each pair is a file
// in a folder named for the loop it runs on, in which the program with the bug
// comes first and the comment "The fixed twin." stands before the other.
//
// The harness runs them, the analyzers read them, and docs/twins.md says who
// found what.
package twins

import "github.com/loopcheck/loopcheck/loopcheck"

// A Twin is one pair.
type Twin struct {
	File    string         // in its folder, without .go
	Bug     string         // what is wrong, in a few words
	Retells string         // the bug that it re-tells, as "repository, change"; "" if it is nobody's
	Rule    string         // the rule that the bug breaks
	Runtime string         // what package loop itself says about it; "" if the loop is another
	Kind    loopcheck.Kind // what the harness finds; 0 if it cannot see this bug

	Buggy, Fixed func(t *loopcheck.T)
	Options      []loopcheck.Option
}
