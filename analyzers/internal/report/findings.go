package report

import (
	"crypto/sha256"
	"encoding/hex"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Findings are what a rule found in a package: one finding a place, those that
// are not reported too. There are none in the zero value, nor in nil.
type Findings struct{ all []Record }

// All returns the findings in the order in which they are reported.
func (f *Findings) All() []Record {
	if f == nil {
		return nil
	}
	return f.all
}

// A Record is what is known of a finding when its rule is done. It refers to
// nothing of the package, which it may outlive.
type Record struct {
	// Rule is the name of the analyzer, Class the kind of problem ("sleep"),
	// and Tier how good the evidence is: "sure", "likely" or "strict".
	Rule, Class, Tier string

	// Weight is whether the program's user feels it, "felt" or "slight", and Heft
	// how much, to compare findings by: the more, the heavier.
	Weight string
	Heft   int

	// Message is one line. It ends with how many findings are merged into
	// this one, if any are.
	Message string

	// Pos and End are where it stands. End may be missing.
	Pos, End token.Pos

	// Related are the chain from there back to what made the code run where
	// it runs, then other places, and those of the findings merged into this one.
	Related []analysis.RelatedInformation

	// Fixes are ways to mend it, each of which keeps what the code does or does
	// what it plainly means.
	Fixes []analysis.SuggestedFix

	// Loop is how messages call the loop that it is about, and LoopID which
	// one it is. Both are empty if it is about none.
	Loop, LoopID string

	// Package is the import path, and Function the function in it in which
	// the finding stands ("Model.Update", "Model.Update.func1"); of code that
	// gives a package-level variable its value, that is the variable.
	Package, Function string

	// Callee is what it is about: the function that is called there, by its
	// full name, or what is done with a channel or a field.
	Callee string

	// Fingerprint stays the same where lines move and messages change. Equal
	// findings of a function share one.
	Fingerprint string

	// Group, if not empty, is what findings of the package share that are one
	// problem. It means nothing in another run.
	Group string

	// Merged says that another one of the group in the same file is reported, with
	// this one among its related positions.
	Merged bool

	// Below says that the evidence is worse, or the weight less, than this run asks for,
	// or that it asks for none of the kind there.
	Below bool

	// Known says that the run is told to leave the finding out, as one that is known.
	Known bool

	// SuppressedBy is the directive that silences the finding, and Reason what
	// it says. They are empty if there is none.
	SuppressedBy token.Pos
	Reason       string
}

// Reported reports whether the finding is told on its own.
func (r Record) Reported() bool { return r.counts() && !r.Merged && !r.Known }

// counts reports whether the run asks for the finding.
func (r Record) counts() bool { return !r.Below && !r.SuppressedBy.IsValid() }

// fingerprint is a hash of what a finding is, as opposed to where it stands and
// how it is told: no line, no count, no word of the message and nothing of the
// machine goes into it. Neither does a literal's number, which another literal
// above it changes: it goes by the function that it stands in.
//
// Two equal calls in a function have the same one, so who compares two runs
// counts them. Numbers would all move when the first of them goes.
func (r Record) fingerprint(declaration string) string {
	text := strings.Join([]string{r.Rule, r.Class, r.Package, declaration, r.Callee, r.LoopID}, "\x00")
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
