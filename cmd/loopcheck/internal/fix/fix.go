// Package fix applies the fixes that findings suggest.
package fix

import (
	"bytes"
	"cmp"
	"fmt"
	"go/format"
	"go/token"
	"io"
	"maps"
	"os"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Edits are what several fixes change in files. A file of two packages is changed
// once, and a fix that another one is in the way of is left out as a whole.
type Edits struct {
	fset   *token.FileSet
	byFile map[string][]edit
}

// An edit replaces the bytes of a file from start up to end.
type edit struct {
	start, end int
	text       string
}

// New returns no edits yet.
func New(fset *token.FileSet) *Edits { return &Edits{fset: fset, byFile: make(map[string][]edit)} }

// Add adds a fix, and reports whether it will be applied: what overlaps with a fix
// that was added before is not, unless it is the same.
func (e *Edits) Add(fix analysis.SuggestedFix) bool {
	added := make(map[string][]edit)
	for _, te := range fix.TextEdits {
		file := e.fset.File(te.Pos)
		if file == nil {
			return false
		}
		end := te.End
		if !end.IsValid() {
			end = te.Pos
		}
		name, ed := file.Name(), edit{file.Offset(te.Pos), file.Offset(end), string(te.NewText)}
		if slices.Contains(e.byFile[name], ed) {
			continue
		}
		if slices.ContainsFunc(e.byFile[name], ed.overlaps) {
			return false
		}
		added[name] = append(added[name], ed)
	}
	for name, edits := range added {
		e.byFile[name] = append(e.byFile[name], edits...)
	}
	return true
}

// overlaps: two insertions at one place come in an order that nobody knows.
func (e edit) overlaps(other edit) bool {
	return e.start < other.end && other.start < e.end || e.start == other.start
}

// Files are the files that change, sorted.
func (e *Edits) Files() []string { return slices.Sorted(maps.Keys(e.byFile)) }

// Contents are the files as they would be, by their names.
func (e *Edits) Contents() (map[string][]byte, error) {
	all := make(map[string][]byte)
	for _, name := range e.Files() {
		_, after, err := e.apply(name)
		if err != nil {
			return nil, err
		}
		all[name] = after
	}
	return all, nil
}

// Write changes the files.
func (e *Edits) Write() error {
	for _, name := range e.Files() {
		_, after, err := e.apply(name)
		if err != nil {
			return err
		}
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(name, after, info.Mode().Perm()); err != nil {
			return err
		}
	}
	return nil
}

// Diff writes what would change, as a patch of files that are called as short says.
func (e *Edits) Diff(w io.Writer, short func(path string) string) error {
	for _, name := range e.Files() {
		before, after, err := e.apply(name)
		if err != nil {
			return err
		}
		if _, err := w.Write(unified(short(name), before, after)); err != nil {
			return err
		}
	}
	return nil
}

// apply returns a file before and after its edits. A file that was formatted stays so.
func (e *Edits) apply(name string) (before, after []byte, err error) {
	before, err = os.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	edits := slices.SortedFunc(slices.Values(e.byFile[name]), func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	var out bytes.Buffer
	at := 0
	for _, ed := range edits {
		if ed.start < at || ed.end > len(before) {
			return nil, nil, fmt.Errorf("%s has changed since it was read", name)
		}
		out.Write(before[at:ed.start])
		out.WriteString(ed.text)
		at = ed.end
	}
	out.Write(before[at:])
	after = out.Bytes()
	formatted, err := format.Source(after)
	if err != nil {
		return nil, nil, fmt.Errorf("%s after the fix: %w", name, err)
	}
	if was, err := format.Source(before); err == nil && bytes.Equal(was, before) {
		after = formatted
	}
	return before, after, nil
}
