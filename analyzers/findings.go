package analyzers

import (
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/report"
)

// A Finding is what a rule knows of one problem at one place: more than an
// [analysis.Diagnostic] can say. It refers to nothing of its package, which a
// driver may drop.
type Finding struct {
	// Rule is the name of the analyzer, Class the kind of problem ("sleep"),
	// and Tier how good the evidence is: "sure", "likely" or "strict".
	Rule, Class, Tier string

	// Weight is whether the program's user feels it, "felt" or "slight", and Heft
	// how much, to compare findings by: the more, the heavier.
	Weight string
	Heft   int

	// Message says what happens, and why, in one line. It ends with how many
	// findings are merged into this one, if any are.
	Message string

	// Pos and End are where the problem is. End may be missing.
	Pos, End token.Pos

	// Related are the steps from there back to what made the code run where
	// it runs, then other places, and those of the findings merged into this
	// one. The steps are few, however long the way is.
	Related []analysis.RelatedInformation

	// Fixes are ways to mend the problem, each of which keeps what the code does or
	// does what it plainly means.
	Fixes []analysis.SuggestedFix

	// Loop is how messages call the loop that the problem is about ("the ui
	// loop"), and LoopID which one it is ("ui", "hub.run"). Both are empty if
	// it is about none.
	Loop, LoopID string

	// Package is the import path, and Function the function in it in which
	// the problem is ("Model.Update", "Model.Update.func1"); of code that
	// gives a package-level variable its value, that is the variable.
	Package, Function string

	// Callee is what the problem is: the function that is called there, by
	// its full name ("(*net/http.Client).Get"), or what is done with a
	// channel or a field ("send to example.com/hub.hub.in").
	Callee string

	// Fingerprint is a hash of rule, class, package, declared function, callee
	// and loop. It stays the same where lines move and messages change, in
	// another checkout, and by another driver. Equal findings of a function
	// share one, so a baseline counts them.
	Fingerprint string

	// Group, if not empty, is what findings of the package share that are one
	// problem. It means nothing in another run.
	Group string

	// Merged says that another finding of the group in the same file is reported,
	// with this one's place among its related positions.
	Merged bool

	// Below says that the evidence is worse, or the weight less, than this run asks for,
	// or that it asks for none of the kind there.
	Below bool

	// Known says that the run's [Policy] leaves the finding out, as one that is known.
	Known bool

	// SuppressedBy is where the directive is that silences the finding, and
	// Reason what it gives as its reason. Both are empty if there is none.
	SuppressedBy token.Pos
	Reason       string
}

// Reported reports whether the rule told the driver of the finding: the others
// are merged, known, suppressed, or below what the run asks for.
func (f Finding) Reported() bool { return report.Record(f).Reported() }

// FindingsOf returns what a rule found in a package, given its analyzer's result
// there. They are in the order in which they are reported, those that are not
// among them. Of what is no result of a rule there are none.
func FindingsOf(result any) []Finding {
	findings, _ := result.(*report.Findings)
	records := findings.All()
	all := make([]Finding, len(records))
	for i, r := range records {
		all[i] = Finding(r)
	}
	return all
}
