package output

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A Contract is what a comment or an assertion says of a loop. Its JSON form is what
// -json prints.
type Contract struct {
	// Quote is what it says, and Source "comment" or "assertion".
	Quote  string `json:"quote"`
	Source string `json:"source"`

	// File is the path, relative to the working directory where that is shorter.
	File string `json:"file"`
	Line int    `json:"line"`

	// Subjects are what it speaks of, Says what it says of them, and Loop the function
	// that is the loop.
	Subjects []string `json:"subjects"`
	Says     string   `json:"says"`
	Loop     string   `json:"loop,omitempty"`

	// Unresolved is why it binds nothing.
	Unresolved string `json:"unresolved,omitempty"`

	// Broken are the places where it is not kept: "hub.go:31:4".
	Broken []string `json:"broken,omitempty"`

	// Package is the import path.
	Package string `json:"package"`
}

// SortContracts sorts contracts by place, and leaves out those that are there twice.
func SortContracts(all []Contract) []Contract {
	slices.SortStableFunc(all, func(a, b Contract) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Quote, b.Quote))
	})
	return slices.CompactFunc(all, func(a, b Contract) bool {
		return a.File == b.File && a.Line == b.Line && a.Quote == b.Quote
	})
}

// maxSubjects bounds how many subjects are named of one that speaks of many.
const maxSubjects = 4

// printContract prints one on a line, with a line for each place that breaks it.
func printContract(w io.Writer, c Contract) {
	subjects := c.Subjects
	more := ""
	if len(subjects) > maxSubjects {
		more = fmt.Sprintf(" and %d more", len(subjects)-maxSubjects)
		subjects = subjects[:maxSubjects]
	}
	quote := c.Quote
	if c.Source == "comment" {
		quote = `"` + quote + `"`
	}
	fmt.Fprintf(w, "%s:%d: %s: %s%s ", c.File, c.Line, quote, strings.Join(subjects, ", "), more)
	if c.Unresolved != "" {
		fmt.Fprintf(w, "%s no loop that is known: %s\n", c.Says, c.Unresolved)
		return
	}
	fmt.Fprint(w, strings.TrimSpace(c.Says+" "+c.Loop))
	if len(c.Broken) == 0 {
		fmt.Fprintln(w, ": kept as far as is seen")
		return
	}
	fmt.Fprintf(w, ": not kept\n")
	for _, at := range c.Broken {
		fmt.Fprintf(w, "\t%s\n", at)
	}
}
