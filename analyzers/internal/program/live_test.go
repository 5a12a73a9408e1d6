package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestLive: of a command, what main does not come to is no part.
func TestLive(t *testing.T) {
	const src = `
		type screen struct{ list }
		func (s *screen) Draw() { s.lines() }
		func (s *screen) lines() {}
		func (s *screen) asked() {}
		func (s *screen) dead1() { s.dead2() }
		func (s *screen) dead2() {}
		type list struct{}
		func (l list) Move() {}
		type asker interface{ asked() }
		type deadScreen struct{}
		func (d *deadScreen) Draw() { dead3() }
		func newDeadScreen() *deadScreen { return &deadScreen{} }
		func dead3() {}
		var hook = hooked
		func hooked() {}
		func init() { first() }
		func first() {}
		func newScreen() *screen { return &screen{} }
		func each[T any](f func(T)) { generic[T]() }
		func generic[T any]() {}
		//export cgo
		func cgo() { forC() }
		func forC() {}
		func show(any) {}
		`
	names := func(head, main string) string {
		var all []string
		for _, f := range graphOf(t, "package "+head+src+main).Funcs {
			all = append(all, f.Name())
		}
		slices.Sort(all)
		return strings.Join(all, "\n")
	}
	ruletest.Equal(t, names("main", "func main() { s := newScreen(); func() { each[int](nil); show(s) }() }"), `
		cgo
		each
		first
		forC
		generic
		hooked
		init
		list.Move
		main
		newScreen
		screen.Draw
		screen.asked
		screen.lines
		show
		the function in main`)
	for _, other := range []string{names("main", "func main() {}"), names("main", ""), names("lib", "func main() { show(1) }")} {
		if !strings.Contains(other, "dead3") {
			t.Errorf("not all that others may load is there: %s", other)
		}
	}
}
