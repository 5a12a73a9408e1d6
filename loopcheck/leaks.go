package loopcheck

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"go.uber.org/goleak"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
)

// checkGoroutines lets goleak look for goroutines that are left, and reports those
// that are this scope's. If other tests ran meanwhile those are the ones that
// descend from the test's own goroutine: wasAlone is asked after the look, since one
// may begin during it.
func (s *scope) checkGoroutines(wasAlone func() bool, opts []goleak.Option) {
	ids, err := findLeaks(opts)
	if err != nil {
		s.add(Finding{Kind: LeakedGoroutine, Msg: err.Error()})
		return
	}
	if len(ids) == 0 {
		return
	}
	all, alone := traceback.All(), wasAlone()
	mine := descendants(all, s.body.Load())
	for _, g := range s.users(all, func(g traceback.Goroutine) bool { return slices.Contains(ids, g.ID) }) {
		switch {
		case g.Bubble != 0: // its own test reports it
		case !alone && !mine[g.ID]:
		case scopes.reported(g.ID):
			s.leakedGoroutine(g)
		}
	}
}

// IgnoreHarness returns the options for goleak where a test calls it itself in [Run]
// or [Explore]: it would take the goroutines that keep the bubble for leaks.
//
//	goleak.VerifyNone(t, loopcheck.IgnoreHarness()...)
//
// Outside bubbles goleak finds nothing of the harness, also beside [Guard] and
// [VerifyTestMain].
func IgnoreHarness() []goleak.Option {
	return []goleak.Option{
		goleak.IgnoreAnyFunction(stack.Harness + ".(*bubble).run"),
		goleak.IgnoreAnyFunction(stack.Harness + ".(*bubble).test"),
		goleak.IgnoreAnyFunction("testing/synctest.testingSynctestTest"),
	}
}

// findLeaks asks goleak, and returns the numbers of the goroutines it finds. It
// takes half a second if there are any. goleak panics on stacks that it cannot
// read; that is returned as an error.
func findLeaks(opts []goleak.Option) (ids []uint64, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("goleak gave up: %v; leaks are not known", v)
		}
	}()
	found := goleak.Find(append(slices.Clone(opts), goleak.IgnoreAnyFunction(watchdogFunc))...)
	if found == nil {
		return nil, nil
	}
	for _, m := range leakedNumber.FindAllStringSubmatch(found.Error(), -1) {
		id, err := strconv.ParseUint(m[1], 10, 64)
		if err == nil {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, found // goleak has something to say that we do not understand
	}
	return ids, nil
}

// leakedNumber finds the goroutines in goleak's error, which is all that Find
// returns.
var leakedNumber = regexp.MustCompile(`(?m)Goroutine (\d+) in state`)

// ignoreCurrent is goleak.IgnoreCurrent, for as long as goleak can read all stacks.
func ignoreCurrent() (opt goleak.Option) {
	defer func() {
		if recover() != nil {
			opt = goleak.IgnoreAnyFunction("")
		}
	}()
	return goleak.IgnoreCurrent()
}

// descendants returns the goroutines that goroutine root made, or those made in
// turn. The chain breaks where a goroutine between has ended.
func descendants(all []traceback.Goroutine, root uint64) map[uint64]bool {
	creator := make(map[uint64]uint64, len(all))
	for _, g := range all {
		creator[g.ID] = g.Creator
	}
	mine := make(map[uint64]bool)
	for id := range creator {
		for at, steps := id, 0; at != 0 && steps <= len(all); at, steps = creator[at], steps+1 {
			if creator[at] == root {
				mine[id] = true
				break
			}
		}
	}
	return mine
}
