package loopcheck

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// An Option changes how a test is watched.
type Option func(*options)

type options struct {
	virtual   time.Duration
	real      time.Duration
	allowed   []string
	expected  []Kind
	lenient   map[Reading]bool
	chooser   Chooser
	seed      uint64
	goleak    []goleak.Option
	onFinding func(Finding)
	timeout   time.Duration
}

// The defaults. The race detector makes programs up to eight times slower, and
// that is nobody's fault.
const (
	anyTime        = time.Nanosecond // the shortest time that a timer can tell from none
	defaultReal    = 100 * time.Millisecond
	raceFactor     = 8
	defaultTimeout = time.Minute
)

func newOptions(opts []Option) *options {
	o := &options{
		virtual: anyTime, real: defaultReal, chooser: Random(), seed: 1, timeout: defaultTimeout,
		lenient: map[Reading]bool{GivenUpWait: true},
	}
	if raceEnabled {
		o.real *= raceFactor
	}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

// Budget says how long a callback may run before it is a [SlowCallback]: of the
// virtual time of a bubble, which passes only while the callback blocks, and of
// real time. The default is no virtual time at all, and 100 ms of real time, 800
// ms under the race detector. A negative budget is no limit.
func Budget(virtual, real time.Duration) Option {
	if virtual == 0 {
		virtual = anyTime
	}
	return func(o *options) { o.virtual, o.real = virtual, real }
}

// AllowBlocking names functions that may block a loop: a callback inside one of
// them is no [SlowCallback]. A name is a function with its import path, such as
// "example.com/app/store.(*DB).Load", or the end of one, such as "(*DB).Load";
// the function's closures are included.
func AllowBlocking(funcs ...string) Option {
	return func(o *options) { o.allowed = append(o.allowed, funcs...) }
}

// Allow says that findings of these kinds are expected: they are dropped. A test
// of what happens when a callback panics allows [PanicInCallback].
func Allow(kinds ...Kind) Option {
	return func(o *options) { o.expected = append(o.expected, kinds...) }
}

// A Reading is a strict way to see a finding: what it tells of may be on purpose, and
// the program may well know. [Strict] and [Lenient] switch each on and off.
type Reading uint8

// The readings. All but GivenUpWait are on unless [Lenient] says otherwise.
const (
	GivenUpWait   Reading = iota + 1 // a result counts as not taken although somebody waited for it, until the context ended
	IdleTimer                        // a [PendingTimer] that the test dropped when it closed the loop: an idle time-out, say
	RefusedPost                      // a [LostPost] of which an error told: the program may have checked it
	RefusedWait                      // a [SelfCall], or a [Deadlock] among loops, of which an error told
	ReturnedPanic                    // a [PanicInCallback] that Call, or the future, returned to somebody as an error
)

// Strict makes findings of these readings.
func Strict(readings ...Reading) Option {
	return func(o *options) { o.setLenient(readings, false) }
}

// Lenient makes no findings of these readings.
func Lenient(readings ...Reading) Option {
	return func(o *options) { o.setLenient(readings, true) }
}

func (o *options) setLenient(readings []Reading, lenient bool) {
	for _, r := range readings {
		o.lenient[r] = lenient
	}
}

// Strategy says how [Explore] chooses among the sources: [Random], the default,
// [PCT] or [RoundRobin].
func Strategy(c Chooser) Option { return func(o *options) { o.chooser = c } }

// Seed is the seed of [Explore]'s first schedule; the next ones count up from it.
// The default is 1, so a test explores the same schedules every time.
func Seed(seed uint64) Option { return func(o *options) { o.seed = seed } }

// Goleak passes options to goleak, which looks for leaked goroutines in [Guard]
// and [VerifyTestMain]. In a bubble synctest itself does that.
func Goleak(opts ...goleak.Option) Option {
	return func(o *options) { o.goleak = append(o.goleak, opts...) }
}

// OnFinding hands the findings to f, on the test's goroutine when the test ends,
// instead of failing the test. That a guarded test hangs it hears at once, on another
// goroutine.
func OnFinding(f func(Finding)) Option { return func(o *options) { o.onFinding = f } }

// Timeout is how much real time a test in a bubble may take. When it is over, or
// shortly before the deadline of go test -timeout, what still runs is a
// [Deadlock], and the test fails. For [Guard] it is the time between two looks at a
// test that may hang; it does not look if that is not positive. The default is a minute.
func Timeout(d time.Duration) Option { return func(o *options) { o.timeout = d } }

// isAllowed reports whether a function of the stack may block a loop.
func (o *options) isAllowed(s Stack) bool {
	return slices.ContainsFunc(s, func(f Frame) bool {
		return slices.ContainsFunc(o.allowed, func(name string) bool { return isFunc(f.Func, name) })
	})
}

// isFunc reports whether the function is the named one, or a closure in it.
func isFunc(function, name string) bool {
	at := strings.LastIndex(function, name)
	if at < 0 || name == "" {
		return false
	}
	rest := function[at+len(name):]
	startsName := at == 0 || function[at-1] == '/' || function[at-1] == '.'
	return startsName && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// patience is how long a test may take in real time: its timeout, or what is
// left until go test would end the program.
func (o *options) patience(t *testing.T) time.Duration { return min(o.timeout, timeLeft(t)) }

// timeLeft is what a test has until shortly before go test ends the program: for ever if
// it does not, or if it is a benchmark.
func timeLeft(tb testing.TB) time.Duration {
	t, ok := tb.(interface{ Deadline() (time.Time, bool) })
	if !ok {
		return math.MaxInt64
	}
	deadline, ok := t.Deadline()
	if !ok {
		return math.MaxInt64
	}
	const margin = 10 // one tenth remains for the report
	left := time.Until(deadline)
	return left - left/margin
}
