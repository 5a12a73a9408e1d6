package output

import (
	"cmp"
	"slices"
)

// A Suggestion is a directive that all code in sight keeps already. Its JSON form is
// what -json prints.
type Suggestion struct {
	// Directive is what could stand above File's line, and Subject what it speaks of.
	Directive string `json:"directive"`
	Subject   string `json:"subject"`

	// Loop is the function that is the loop, and Why what the code agrees on.
	Loop string `json:"loop"`
	Why  string `json:"why"`

	// File is the path, relative to the working directory where that is shorter.
	File string `json:"file"`
	Line int    `json:"line"`

	// Package is the import path.
	Package string `json:"package"`
}

// SortSuggestions sorts suggestions by place.
func SortSuggestions(all []Suggestion) []Suggestion {
	slices.SortStableFunc(all, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return all
}
