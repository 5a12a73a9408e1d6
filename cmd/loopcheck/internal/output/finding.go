// Package output prints what a run has to say. A [Finding] is a flat value with
// nothing of go/token in it; each format is a [Printer] of its own.
package output

import (
	"cmp"
	"slices"
)

// A Finding is one problem at one place. Its JSON form is what -json prints.
type Finding struct {
	// Rule is the name of the analyzer: "loopblock".
	Rule string `json:"rule"`

	// Category is the rule and what kind of problem it is: "loopblock/sleep".
	Category string `json:"category,omitempty"`

	// Class is that kind alone: "sleep".
	Class string `json:"class,omitempty"`

	// Tier is how good the evidence is: "sure", "likely" or "strict".
	Tier string `json:"tier,omitempty"`

	// Weight is whether the program's user feels it: "felt" or "slight".
	Weight string `json:"weight,omitempty"`

	// Heft says how much, to compare findings by: the more, the heavier.
	Heft int `json:"-"`

	// Message says what happens, and why, in one line.
	Message string `json:"message"`

	// File is the path, relative to the working directory where that is shorter.
	File string `json:"file"`

	// Line and Col are where the problem starts, both from 1; columns are bytes.
	// Below a //line comment that gives none, Col is unknown: zero, and absent.
	Line int `json:"line"`
	Col  int `json:"col,omitempty"`

	// Source tells findings apart that //line comments map to one place: the
	// file that was read, and the offset in it.
	Source Source `json:"-"`

	// End is where it ends, exclusively; absent if the rule does not say.
	End Place `json:"end,omitzero"`

	// Related are the places that explain it: why the code runs on a loop.
	Related []Related `json:"related,omitempty"`

	// Loop is the loop that the problem is about: "bubbletea", "Hub.run".
	Loop string `json:"loop,omitempty"`

	// Package is the import path, and Function the function in it, in which
	// the problem is.
	Package  string `json:"package,omitempty"`
	Function string `json:"function,omitempty"`

	// Fingerprint stays the same when lines move.
	Fingerprint string `json:"fingerprint,omitempty"`

	// Callee is what the problem is: the function that is called there, or what is
	// done with a channel or a field.
	Callee string `json:"-"`

	// Group is what findings of a package share that are one problem. Merged says
	// that another one of it in the same file stands for this one, and Below that
	// the run asks for more evidence, or weight: neither is printed.
	Group  string `json:"-"`
	Merged bool   `json:"-"`
	Below  bool   `json:"-"`

	// Known says that a file of known findings has it: the run leaves it out.
	Known bool `json:"-"`

	// Suppressed says that a directive silences the finding, for a reason.
	Suppressed bool   `json:"-"`
	Reason     string `json:"-"`

	// URL is the rule's page.
	URL string `json:"url,omitempty"`
}

// A Place is a place in the file of a [Finding].
type Place struct {
	Line int `json:"line"`
	Col  int `json:"col,omitempty"`
}

// A Source is a place in a file as it was read.
type Source struct {
	File   string
	Offset int
}

// A Related is a place that helps to explain a finding, and why.
type Related struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Col     int    `json:"col,omitempty"`
	Message string `json:"message"`
}

// A Failure is why a package, or a rule on a package, could not be analysed.
type Failure struct {
	// Package is the import path; it is empty if nothing could be analysed.
	Package string `json:"package,omitempty"`

	// File, Line and Col are the place to look at, as far as it is known.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"col,omitempty"`

	// Message is one line.
	Message string `json:"message"`

	// More counts the errors of the package that came after this one.
	More int `json:"more,omitempty"`

	// Alike counts the failures that have the same cause and are left out.
	Alike int `json:"alike,omitempty"`

	// Hint is what to do, where that is known: "run go mod tidy".
	Hint string `json:"hint,omitempty"`
}

// A Report is all that a run has to say.
type Report struct {
	Findings  []Finding
	Contracts []Contract // of a run that asks for them
	Failures  []Failure

	Suggestions []Suggestion // likewise

	// Coverage is what was looked at; nil of a run that could not look.
	Coverage *Coverage

	// Suppressed are the findings that directives silence, for formats that have
	// a word for it.
	Suppressed []Finding

	// Skipped are the import paths of the packages that were not analysed
	// because of a failure elsewhere.
	Skipped []string
}

// A Printer writes reports in one format.
type Printer interface {
	// Print writes a run's report, in order. It returns the first error of
	// the writer.
	Print(Report) error
}

// Sort returns findings by file, place and rule, each once: a file that
// belongs to two packages is analysed twice. The order is total, so that two
// runs print the same bytes.
func Sort(findings []Finding) []Finding {
	findings = slices.Clone(findings)
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(compare(a, b), cmp.Compare(len(a.Related), len(b.Related)), slices.CompareFunc(a.Related, b.Related, compareRelated))
	})
	return slices.CompactFunc(findings, func(a, b Finding) bool { return compare(a, b) == 0 })
}

// compare orders findings by what tells two of them apart.
func compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Col, b.Col),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(a.Source.File, b.Source.File),
		cmp.Compare(a.Source.Offset, b.Source.Offset),
	)
}

func compareRelated(a, b Related) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Col, b.Col),
		cmp.Compare(a.Message, b.Message),
	)
}
