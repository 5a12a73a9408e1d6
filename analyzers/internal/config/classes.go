package config

import (
	"maps"
	"slices"
)

// Unused is the class of a directive that silences nothing. Every rule has it.
const Unused = "unused"

// classes are the kinds of problems that each rule knows. Settings and directives may
// name them; the corpus keeps a test that there are no others.
var classes = map[string][]string{
	"loopawait":    {"dropped"},
	"loopblock":    {"chan", "db", "disk", "exec", "net", "sleep", "stdin", "wait"},
	"loopdeadlock": {"call", "callback", "lock", "loops", "said", "self", "semaphore", "taker", "waitgroup"},
	"loopflag":     {"flag"},
	"loopleak":     {"answer", "endless", "late", "result", "send", "ticker", "timer", "unstarted"},
	"loopowner":    {"goroutine", "lent", "race", "said", "sent"},
}

// Rules returns the names of the rules, sorted.
func Rules() []string { return slices.Sorted(maps.Keys(classes)) }

// Classes returns the kinds of problems that a rule knows, sorted; none if there is
// no such rule.
func Classes(rule string) []string {
	known := classes[rule]
	if known == nil {
		return nil
	}
	return slices.Sorted(slices.Values(append(slices.Clone(known), Unused)))
}
