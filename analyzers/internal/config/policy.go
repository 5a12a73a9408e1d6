package config

import "time"

// A Policy is what a project says of its findings, in a file of settings or to its
// driver. It must answer alike for the whole run.
type Policy interface {
	// Least returns the least evidence at which a finding is told, given what the run
	// asks for; told is false if it is not told at all.
	Least(q Question, asked Tier) (least Tier, told bool)

	// Known returns how many findings of a fingerprint are known, and are not told.
	Known(fingerprint string) int
}

// A Question is a finding as a [Policy] sees it.
type Question struct {
	// Rule is the name of the analyzer, and Class the kind of problem: "sleep".
	Rule, Class string

	// File is the path of the file as it was read, and Shown the one that messages
	// show: another one below a //line comment.
	File, Shown string

	// Loop is which loop it is about ("ui", "hub.Hub.run"); empty if it is about none.
	Loop string

	// Bound is how long what blocks takes at most; 0 if that is not known.
	Bound time.Duration
}

// Least is the least evidence at which a finding is told, and whether it is at all.
func (c Config) Least(q Question) (least Tier, told bool) {
	if c.Policy == nil {
		return c.Tier, true
	}
	return c.Policy.Least(q, c.Tier)
}

// Known is how many findings of a fingerprint are known.
func (c Config) Known(fingerprint string) int {
	if c.Policy == nil {
		return 0
	}
	return c.Policy.Known(fingerprint)
}

// SetPolicy sets the policy of the runs to come; nil is none. Like the flags it
// belongs to the process.
func SetPolicy(p Policy) { current.Policy = p }

// SetTier sets the tier of the runs to come unless a flag has.
func SetTier(t Tier) {
	if !byFlag {
		current.Tier = t
	}
}

// current is the settings of the runs to come, and byFlag says that a flag has set
// their tier.
var (
	current = Config{Tier: Likely, Related: true}
	byFlag  bool
)

// asked makes a flag of the tier.
type asked struct{ *Tier }

// Set implements [flag.Value].
func (a asked) Set(s string) error {
	if err := a.Tier.Set(s); err != nil {
		return err
	}
	byFlag = true
	return nil
}

// String implements [flag.Value], of the zero value too.
func (a asked) String() string {
	if a.Tier == nil {
		return ""
	}
	return a.Tier.String()
}
