package loopcheck_test

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// mainVariable says which options TestMain runs with: "" for none.
const mainVariable = "LOOPCHECK_TEST_MAIN"

func TestMain(m *testing.M) {
	switch os.Getenv(mainVariable) {
	case "blind":
		loopcheck.VerifyTestMain(m, loopcheck.Goleak(goleak.IgnoreAnyFunction("github.com/loopcheck/loopcheck/loopcheck.plantedLeak")))
	default:
		loopcheck.VerifyTestMain(m)
	}
}

// What these leave is for VerifyTestMain to find.

func TestBadMainLoop(t *testing.T) {
	bad(t)
	loop.New(loop.WithName("stray")).Post(func() {})
}

func TestBadMainGoroutine(t *testing.T) {
	bad(t)
	go func() { select {} }()
}

func TestBadMainLibrary(t *testing.T) {
	bad(t)
	httptest.NewServer(nil)
}

func TestBadMainReportedOnce(t *testing.T) {
	bad(t)
	loopcheck.Run(t, func(*loopcheck.T) { go func() { select {} }() })
}

func TestVerifyTestMain(t *testing.T) {
	tests := []struct {
		name, run, main string
		want, unwanted  string
	}{
		{name: "clean", run: "TestBadThenGood", want: "PASS", unwanted: "loopcheck:"},
		{name: "loop", run: "TestBadMainLoop", want: "loopcheck: unclosed loop: the loop was used and nobody closed it; Close it (loop stray, rule loopleak)", unwanted: "leaked goroutine"},
		{name: "goroutine", run: "TestBadMainGoroutine", want: "loopcheck: leaked goroutine: the goroutine of loopcheck_test.TestBadMainGoroutine (main_test.go:"},
		{name: "library's goroutine", run: "TestBadMainLibrary", want: "; close what it serves; it is all a library's, and Guard in a test tells whether that test left it"},
		{name: "reported once", run: "TestBadMainReportedOnce", want: "leaked goroutine: ", unwanted: "loopcheck: leaked"},
		{name: "blind", run: "TestBadThenGood", main: "blind", want: "the harness does not work here: goleak did not find a planted goroutine", unwanted: "PASS"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			out := rerun(t, "^"+test.run+"$", badVariable+"=1", mainVariable+"="+test.main)
			if !strings.Contains(out, test.want) {
				t.Errorf("the output lacks %q:\n%s", test.want, out)
			}
			if test.unwanted != "" && strings.Contains(out, test.unwanted) {
				t.Errorf("the output has %q:\n%s", test.unwanted, out)
			}
		})
	}
}
