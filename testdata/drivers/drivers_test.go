package drivers

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestCorpus compares what the drivers find, column and wording included, with
// each other, and with what the corpus says that they find: in // want comments
// and, of the examples, in their README.
func TestCorpus(t *testing.T) {
	found := sameFindings(t, whole)
	expected := append(wantComments(t), exampleTable(t)...)
	var diff strings.Builder
	for _, f := range found {
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
		t.Errorf("the drivers do not find what the corpus says:\n%s", &diff)
	}
}

// TestTiers sets the tier in each driver's own way. The fixture has findings of
// the strict tier only.
func TestTiers(t *testing.T) {
	sameFindings(t, job{"strict", []string{"./src/loopdeadlock/strict"}})
}

// sameFindings runs all drivers, reports how they differ, and returns what any
// of them finds, in order.
func sameFindings(t *testing.T, j job) []finding {
	t.Helper()
	foundBy := make(map[finding][]string)
	for _, d := range drivers {
		for f := range d.findings(t, j) {
			foundBy[f] = append(foundBy[f], d.name)
		}
	}
	all := slices.SortedFunc(maps.Keys(foundBy), compare)
	var diff strings.Builder
	for _, f := range all {
		if by := foundBy[f]; len(by) < len(drivers) {
			fmt.Fprintf(&diff, "%s\n\tis found by %s only\n", f, strings.Join(by, ", "))
		}
	}
	if diff.Len() > 0 {
		t.Errorf("the drivers differ:\n%s", &diff)
	}
	return all
}

// TestSameBytes compares what two runs print. The second one has one processor,
// so that packages are analysed in another order.
func TestSameBytes(t *testing.T) {
	for _, format := range []string{"-json=false", "-json"} {
		first := loopcheck(t, whole, nil, format)
		second := loopcheck(t, whole, []string{"GOMAXPROCS=1"}, format)
		if !bytes.Equal(first, second) {
			t.Errorf("loopcheck %s prints\n%s\nand then\n%s", format, first, second)
		}
	}
}
