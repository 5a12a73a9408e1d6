package twins_test

import (
	"strings"
	"testing"

	"example.com/corpus/twins"
	"example.com/corpus/twins/bubbletea"
	"example.com/corpus/twins/fyne"
	"example.com/corpus/twins/gnet"
	"example.com/corpus/twins/goja"
	"example.com/corpus/twins/handwritten"
	"example.com/corpus/twins/paho"
	"example.com/corpus/twins/runtime"
	"example.com/corpus/twins/tview"
	"github.com/loopcheck/loopcheck/loopcheck"
)

// all are the pairs, by the folder that they are in.
var all = []struct {
	folder string
	twins  []twins.Twin
}{
	{"bubbletea", bubbletea.Twins},
	{"fyne", fyne.Twins},
	{"gnet", gnet.Twins},
	{"goja", goja.Twins},
	{"handwritten", handwritten.Twins},
	{"paho", paho.Twins},
	{"runtime", runtime.Twins},
	{"tview", tview.Twins},
}

// TestTwins runs every pair: the harness finds the bug, and nothing in its twin.
func TestTwins(t *testing.T) {
	for _, group := range all {
		for _, w := range group.twins {
			t.Run(group.folder+"/"+w.File, func(t *testing.T) {
				t.Run("buggy", func(t *testing.T) { checkBuggy(t, w) })
				t.Run("fixed", func(t *testing.T) {
					for _, f := range collect(t, w.Fixed, w.Options) {
						t.Error(f)
					}
				})
			})
		}
	}
}

func checkBuggy(t *testing.T, w twins.Twin) {
	t.Helper()
	found := collect(t, w.Buggy, w.Options)
	switch {
	case w.Kind == 0 && len(found) > 0:
		t.Errorf("found what the harness is said not to see: %v", found)
	case w.Kind != 0 && !hasKind(found, w.Kind):
		t.Errorf("found %v, want a %v", found, w.Kind)
	}
	for _, f := range found {
		if len(f.Stack) == 0 || !strings.Contains(f.Stack[0].File, "/twins/") {
			t.Errorf("the finding does not begin in the program: %v", f)
		}
	}
}

func collect(t *testing.T, f func(*loopcheck.T), opts []loopcheck.Option) []loopcheck.Finding {
	t.Helper()
	var found []loopcheck.Finding
	take := loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) })
	loopcheck.Run(t, f, append([]loopcheck.Option{take}, opts...)...)
	return found
}

func hasKind(found []loopcheck.Finding, k loopcheck.Kind) bool {
	for _, f := range found {
		if f.Kind == k {
			return true
		}
	}
	return false
}
