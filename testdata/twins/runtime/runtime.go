// Package runtime has twins that run on the project's own runtime, package loop:
// one for each rule.
package runtime

import "example.com/corpus/twins"

// Twins are the pairs of this folder.
var Twins = []twins.Twin{sleeps, callsItself, touchesOwned, dropsFuture, forgetsFuture, postsAfterClose, leavesTask, pollsFlag}
