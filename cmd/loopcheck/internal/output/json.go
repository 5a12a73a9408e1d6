package output

import (
	"encoding/json"
	"io"
)

// Version is the version of the JSON format. It grows when a field goes or comes
// to mean something else; new fields, and new kinds of objects, may come without.
const Version = 1

// JSON prints an object on a line of its own for each finding, each failure and
// each skipped package, in this order, and one for what was looked at, if that is asked for; and for each
// contract or suggestion, where these are asked for. Its fields are version and kind, which is
// "finding", "contract", "suggestion", "failure", "skipped" or "coverage", and those of [Finding],
// [Contract], [Suggestion], [Failure] or [Coverage]; of a skipped package they are package alone.
type JSON struct {
	W io.Writer

	// Coverage prints what was looked at too. Programs that read findings alone, as most
	// that were written before do, take each object for one.
	Coverage bool
}

// header is what all objects have.
type header struct {
	Version int    `json:"version"`
	Kind    string `json:"kind"`
}

type findingObject struct {
	header
	Finding
}

type failureObject struct {
	header
	Failure
}

type contractObject struct {
	header
	Contract
}

type suggestionObject struct {
	header
	Suggestion
}

type coverageObject struct {
	header
	Coverage
}

type skippedObject struct {
	header
	Package string `json:"package"`
}

// Print implements [Printer].
func (j JSON) Print(r Report) error {
	objects := make([]any, 0, len(r.Findings)+len(r.Contracts)+len(r.Failures)+len(r.Skipped))
	for _, c := range r.Contracts {
		objects = append(objects, contractObject{header{Version, "contract"}, c})
	}
	for _, s := range r.Suggestions {
		objects = append(objects, suggestionObject{header{Version, "suggestion"}, s})
	}
	for _, f := range r.Findings {
		objects = append(objects, findingObject{header{Version, "finding"}, f})
	}
	for _, f := range r.Failures {
		objects = append(objects, failureObject{header{Version, "failure"}, f})
	}
	for _, pkg := range r.Skipped {
		objects = append(objects, skippedObject{header{Version, "skipped"}, pkg})
	}
	if j.Coverage && r.Coverage != nil {
		objects = append(objects, coverageObject{header{Version, "coverage"}, *r.Coverage})
	}
	enc := json.NewEncoder(j.W)
	enc.SetEscapeHTML(false) // messages hold "<-"
	for _, o := range objects {
		if err := enc.Encode(o); err != nil {
			return err
		}
	}
	return nil
}
