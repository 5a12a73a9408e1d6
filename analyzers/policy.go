package analyzers

import "github.com/loopcheck/loopcheck/analyzers/internal/config"

// A Policy is what a project says of its findings: which it wants to see, and which
// it knows. A driver that reads a file of settings sets one with [SetPolicy].
type Policy = config.Policy

// A Question is a finding as a [Policy] sees it.
type Question = config.Question

// A Tier says how good the evidence of a finding is. Its Set takes "sure", "likely" and
// "strict".
type Tier = config.Tier

// SetPolicy sets the policy of the runs to come; nil is none. Like the analyzers' flags
// it belongs to the process. Call it before the first analyzer runs.
func SetPolicy(p Policy) { config.SetPolicy(p) }

// SetTier sets the tier of the runs to come, unless the flag -loopcheck.tier has.
func SetTier(t Tier) { config.SetTier(t) }

// Classes returns the kinds of problems that a rule knows, sorted ("disk", "sleep");
// none if there is no such rule.
func Classes(rule string) []string { return config.Classes(rule) }
