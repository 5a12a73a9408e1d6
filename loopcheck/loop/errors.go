package loop

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// The errors of this package; find them with errors.Is.
var (
	ErrClosed   = errors.New("loop: closed, it takes no more work")
	ErrFull     = errors.New("loop: full, as many posts are pending as WithMaxPending allows; use PostWait to wait for room")
	ErrRunning  = errors.New("loop: another Run is running it already")
	ErrThread   = errors.New("loop: coroutines that wait cannot move to a locked thread, or from one; call Run before the first coroutine begins, or when none waits")
	ErrOnLoop   = errors.New("loop: this code runs on the loop that it would wait for")
	ErrDeadlock = errors.New("loop: deadlock, this would wait for itself")
	ErrNotTask  = errors.New("loop: only a coroutine can wait on its loop; start one with loop.Go")
	ErrReleased = errors.New("loop: hold released before; release it exactly once")
	ErrKilled   = errors.New("loop: coroutine killed, its loop closes and waits for nothing more")
	ErrGoexit   = errors.New("loop: the function ended its goroutine with runtime.Goexit (t.FailNow does)")
	ErrStarted  = errors.New("loop: gave up waiting, but the function had begun and will finish")
)

// A Stack is where something happened, innermost frame first.
type Stack []uintptr

// String formats the stack like a panic's, two lines a frame.
func (s Stack) String() string {
	if len(s) == 0 {
		return ""
	}
	var b strings.Builder
	frames := runtime.CallersFrames(s)
	for {
		f, more := frames.Next()
		fmt.Fprintf(&b, "%s\n\t%s:%d\n", f.Function, f.File, f.Line)
		if !more {
			return b.String()
		}
	}
}

// A DeadlockError says that an operation returned at once because waiting would
// never have ended. errors.Is(err, ErrDeadlock) holds; so does
// errors.Is(err, ErrOnLoop) if the loop would have waited for itself directly.
//
// The waits that are seen are those of callbacks, coroutines and offloaded functions
// in Await, All, First, Call, Run, With, Enter, Seq, Group, Mutex.Lock, Bridge.Send,
// PostWait, Shutdown, Close and Kill, of pools as well. Of several that close a circle at
// the same time one is refused. A wait that ends by itself is part of no circle: its
// context has ended, or its All has failed, or it is a coroutine's and its context
// has a deadline. A callback that waits until a deadline is: nobody else gets to its
// loop before. Bridge.Send waits for the coroutines that the bridge's loop has, as
// long as nothing else is on its way there.
//
// What anybody may end is no such wait: a promise, an Event, a Queue, a Hold, or a
// channel or sync.Mutex of the program's own.
type DeadlockError struct {
	Op    string // the operation that was refused: "Call", "Await", "Close", …
	Waits []Wait // the circle: each waits for the next one's loop, the last for the first's
}

// A Wait is one link of a deadlock: code on Loop waits for On.
type Wait struct {
	Who   string // what waits: the loop itself, a coroutine of it, or work that it offloaded
	Loop  string // the loop whose code waits
	On    string // the loop it waits for
	Stack Stack  // where it waits; of a coroutine that is parked, unknown

	id  any // of what waits
	how manner
}

// nameAll says who waits in each. What would have the same name has a number.
func nameAll(waits []Wait) {
	byName := make(map[string][]any)
	for i := range waits {
		w := &waits[i]
		w.Who = w.Loop
		switch w.how {
		case parks:
			w.Who = "a coroutine of " + w.Loop
		case blocksWork:
			w.Who = "work offloaded by " + w.Loop
		}
		if !slices.Contains(byName[w.Who], w.id) {
			byName[w.Who] = append(byName[w.Who], w.id)
		}
	}
	for i := range waits {
		w := &waits[i]
		if same := byName[w.Who]; len(same) > 1 {
			w.Who += fmt.Sprintf(" (%d)", 1+slices.Index(same, w.id))
		}
	}
}

func (e *DeadlockError) Error() string {
	if len(e.Waits) == 0 {
		return fmt.Sprintf("loop: %s would never return: deadlock", e.Op)
	}
	first := e.Waits[0]
	if len(e.Waits) == 1 {
		return fmt.Sprintf("loop: %s on %s would wait for %s itself: deadlock; %s", e.Op, first.Loop, first.On, e.remedy())
	}
	names := make([]string, 0, len(e.Waits)+1)
	for _, w := range e.Waits {
		names = append(names, w.Who)
	}
	names = append(names, first.Who)
	return fmt.Sprintf("loop: %s would never return: deadlock, %s; %s", e.Op, strings.Join(names, " waits for "), e.remedy())
}

// remedy says what to do about it.
func (e *DeadlockError) remedy() string {
	direct := len(e.Waits) == 1
	switch e.Op {
	case "Mutex.Lock":
		if direct {
			return "the coroutine holds the mutex already"
		}
		return "lock in one order, and wait for nobody who locks"
	case "Close", "Shutdown", "Kill", "Runner.Close", "Pool.Close":
		return "let another goroutine do it, and do not wait for that here"
	}
	switch {
	case direct && e.Op == "Bridge.Send":
		return "send in a coroutine, or use TrySend"
	case direct && e.Op == "PostWait":
		return "use Post, which code on the loop may always"
	case direct:
		return "call the function directly, await in a coroutine, or leave the loop first"
	case !slices.ContainsFunc(e.Waits, func(w Wait) bool { return w.how != parks }):
		return "let one of them not wait, or cancel it"
	}
	return "use Submit and Then on one of them"
}

// Is reports whether target is ErrDeadlock, or ErrOnLoop for a loop that would
// wait for itself.
func (e *DeadlockError) Is(target error) bool {
	return target == ErrDeadlock || target == ErrOnLoop && len(e.Waits) == 1
}

// isRefusal reports whether err says that a wait was refused. A wait that ended with its
// context may have such an error as its cause, of another wait.
func isRefusal(err error) bool {
	_, ok := err.(*DeadlockError)
	return ok
}

// A PanicError is a panic in a callback, a submission or a coroutine.
type PanicError struct {
	Loop  string // the loop's name
	Value any    // what panic was called with
	Func  string // the function that ran, with its file and line, if known
	Stack []byte // the stack at the panic, as debug.Stack prints it
}

func (e *PanicError) Error() string {
	if e.Func == "" {
		return fmt.Sprintf("loop: panic on %s: %v", e.Loop, e.Value)
	}
	return fmt.Sprintf("loop: panic on %s in %s: %v", e.Loop, e.Func, e.Value)
}

// Unwrap returns the panic's value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// An OwnerError says that something a loop owns was touched off that loop.
type OwnerError struct {
	Loop  string // the owner
	Op    string // what was called
	Stack Stack
}

func (e *OwnerError) Error() string {
	return fmt.Sprintf("loop: %s off its loop: %s owns it; use Post, Call or Submit to get there", e.Op, e.Loop)
}

// A DroppedError counts what a loop had accepted and never ran because it ended
// first. errors.Is(err, ErrClosed) holds.
type DroppedError struct {
	Loop   string
	Posts  int // callbacks of Post, Submit and Call that never began
	Tasks  int // coroutines that never began, or were ended by force
	Timers int // timers of After that were pending; tickers do not count

	Offloads int // functions of Offload and Blocking that never began
	Values   int // values that a Bridge took and nobody received
}

func (e *DroppedError) Error() string {
	var what []string
	for _, one := range []struct {
		n    int
		unit string
	}{{e.Posts, "posts"}, {e.Tasks, "tasks"}, {e.Timers, "timers"}, {e.Offloads, "offloaded functions"}, {e.Values, "bridge values"}} {
		if one.n > 0 {
			what = append(what, fmt.Sprintf("%d %s", one.n, one.unit))
		}
	}
	return fmt.Sprintf("loop: %s closed with work left: dropped %s; use Close to let it finish, and stop timers before", e.Loop, strings.Join(what, ", "))
}

// Is reports whether target is ErrClosed.
func (e *DroppedError) Is(target error) bool { return target == ErrClosed }

// waitError says why a wait ended early: ctx's error, and its cause if it has
// one of its own.
func waitError(err, cause error) error {
	if cause == nil || errors.Is(err, cause) {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}

func callers(skip int) Stack { return Stack(observe.Callers(skip + 1)) }
