package loopcheck

import (
	"fmt"
	"io"
	"os"
	"testing"
)

// VerifyTestMain runs the tests of a package and exits: it is all that TestMain
// needs to do. It first checks that the harness works here, by planting a slow
// callback and a leaked goroutine and finding both. It watches, in real time, the
// loops that are in no test that [Run] or [Guard] watches. If the tests pass it
// looks for what they left, as Guard does: goroutines, which goleak finds, loops
// that nobody closed, results that nobody took. What a test has reported already
// is not reported again. Findings fail the run, unless [OnFinding] takes them.
func VerifyTestMain(m *testing.M, opts ...Option) {
	os.Exit(verify(m.Run, os.Stderr, newOptions(opts)))
}

// verify is VerifyTestMain, and returns the exit code.
func verify(run func() int, out io.Writer, o *options) int {
	if err := checkProbes(o); err != nil {
		fmt.Fprintf(out, "loopcheck: the harness does not work here: %v\n", err)
		return 1
	}
	scopes.hook()
	s := &scope{options: o, ofAllTests: true}
	scopes.openProcess(s)
	share := theWatchdog.attend()
	code := run()
	if code == 0 {
		s.settle()
		s.checkLoops()
		s.closeLoops(realPatience)
		s.checkFutures()
		s.checkGoroutines(func() bool { return true }, o.goleak)
	}
	share.leave()
	scopes.openProcess(nil)
	for _, f := range s.take() {
		if o.onFinding != nil {
			o.onFinding(f)
			continue
		}
		fmt.Fprintf(out, "loopcheck: %v\n", f)
		code = max(code, 1)
	}
	return code
}

// openProcess makes s the scope of what belongs to no test.
func (r *registry) openProcess(s *scope) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.process = s
}
