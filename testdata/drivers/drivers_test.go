package drivers

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestSameFindings compares what the drivers find, column and wording included.
func TestSameFindings(t *testing.T) {
	foundBy := make(map[finding][]string)
	for _, d := range drivers {
		for f := range d.findings(t) {
			foundBy[f] = append(foundBy[f], d.name)
		}
	}
	if len(foundBy) == 0 {
		t.Fatal("nobody finds anything")
	}
	var diff strings.Builder
	for _, f := range slices.SortedFunc(maps.Keys(foundBy), compare) {
		if by := foundBy[f]; len(by) < len(drivers) {
			fmt.Fprintf(&diff, "%s\n\tfound by %s only\n", f, strings.Join(by, ", "))
		}
	}
	if diff.Len() > 0 {
		t.Errorf("the drivers differ:\n%s", &diff)
	}
}

// TestWanted compares what loopcheck finds with what the corpus says that it
// finds: in // want comments, and, of the examples, in their README.
func TestWanted(t *testing.T) {
	expected := append(wantComments(t), exampleTable(t)...)
	var diff strings.Builder
	for _, f := range slices.SortedFunc(maps.Keys(loopcheckCommand.findings(t)), compare) {
		i := slices.IndexFunc(expected, func(e expectation) bool { return e.matches(f) })
		if i < 0 {
			fmt.Fprintf(&diff, "%s\n\tis not expected\n", f)
			continue
		}
		expected = slices.Delete(expected, i, i+1)
	}
	for _, e := range expected {
		fmt.Fprintf(&diff, "%s\n\tis not found\n", e)
	}
	if diff.Len() > 0 {
		t.Errorf("loopcheck does not find what the corpus says:\n%s", &diff)
	}
}

// TestSameBytes compares what two runs print. The second one has one processor,
// so that packages are analysed in another order.
func TestSameBytes(t *testing.T) {
	for _, args := range [][]string{nil, {"-json"}} {
		first := loopcheck(t, nil, args...)
		second := loopcheck(t, []string{"GOMAXPROCS=1"}, args...)
		if len(first) == 0 {
			t.Fatalf("loopcheck %v prints nothing", args)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("loopcheck %v prints\n%s\nand then\n%s", args, first, second)
		}
	}
}
