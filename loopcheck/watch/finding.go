package watch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
)

// A Kind says what sort of bug a [Finding] is.
type Kind uint8

// The kinds, each with the static rule that looks for the same bug in the source.
const (
	LeakedGoroutine  Kind = iota + 1 // a goroutine outlives the test (loopleak)
	LeakedTask                       // a coroutine or a hold outlives the test, or was ended by force (loopleak)
	UnawaitedFuture                  // nobody took a submission's result (loopawait)
	UnawaitedError                   // nobody took a submission's result, and it was an error (loopawait)
	SlowCallback                     // a callback keeps its loop waiting (loopblock)
	WrongGoroutine                   // something that a loop owns was touched off the loop (loopowner)
	Deadlock                         // goroutines or loops wait for each other (loopdeadlock)
	SelfCall                         // code on a loop would wait for that loop (loopdeadlock)
	LostPost                         // a closed loop refused or dropped a hand-off (loopleak)
	DoubleRelease                    // a hold was released twice (loopawait)
	PendingTimer                     // a timer was armed and never ran (loopleak)
	UnclosedLoop                     // a loop was used and never closed (loopleak)
	PanicInCallback                  // a callback, submission or coroutine panicked
	Nondeterministic                 // the same seed gave another schedule
)

// kinds holds what is fixed about each kind: its name and its static rule.
var kinds = [...]struct{ name, rule string }{
	LeakedGoroutine:  {"leaked goroutine", "loopleak"},
	LeakedTask:       {"leaked task", "loopleak"},
	UnawaitedFuture:  {"unawaited future", "loopawait"},
	UnawaitedError:   {"unawaited error", "loopawait"},
	SlowCallback:     {"slow callback", "loopblock"},
	WrongGoroutine:   {"wrong goroutine", "loopowner"},
	Deadlock:         {"deadlock", "loopdeadlock"},
	SelfCall:         {"self-call", "loopdeadlock"},
	LostPost:         {"lost post", "loopleak"},
	DoubleRelease:    {"double release", "loopawait"},
	PendingTimer:     {"pending timer", "loopleak"},
	UnclosedLoop:     {"unclosed loop", "loopleak"},
	PanicInCallback:  {"panic in callback", ""},
	Nondeterministic: {"nondeterministic", ""},
}

// String returns the kind in words, such as "slow callback".
func (k Kind) String() string {
	if k == 0 || int(k) >= len(kinds) {
		return fmt.Sprintf("kind %d", uint8(k))
	}
	return kinds[k].name
}

// Rule returns the name of the analyzer that should have found such a bug in the
// source, or "" if none looks for it.
func (k Kind) Rule() string {
	if int(k) >= len(kinds) {
		return ""
	}
	return kinds[k].rule
}

// A Stack is a list of calls, the innermost first.
type Stack = stack.Stack

// A Frame is one call of a [Stack].
type Frame = stack.Frame

// A Finding is one bug that the harness saw happen.
type Finding struct {
	Kind Kind
	Loop string // the loop's name, or the name given to Watch; "" if none is involved
	Rule string // the analyzer that should have caught it, "" if none looks for it
	Msg  string // what happens: why; what to do

	// Stack is where it happened, the user's own code first. Of something that
	// was left over it is where that was made, like Created; of a goroutine
	// that was left over, or waits, it is where that stands.
	Stack Stack

	// Created is where the thing at fault was made: the future, timer, task,
	// hold or goroutine, and otherwise the loop.
	Created Stack

	// Others are the other sides of a deadlock.
	Others []Other
}

// An Other is a goroutine that takes part in a [Finding].
type Other struct {
	Msg   string // what it does
	Stack Stack
}

// String returns the finding as the harness prints it: one line, then the stacks.
func (f Finding) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v: %s%s\n", f.Kind, f.Msg, f.place())
	stack.Print(&b, f.Stack)
	for _, o := range f.Others {
		fmt.Fprintf(&b, "    %s:\n", o.Msg)
		stack.Print(&b, o.Stack)
	}
	if len(f.Created) > 0 && !slices.Equal(f.Created, f.Stack) {
		b.WriteString("    created at:\n")
		stack.Print(&b, f.Created)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// place is the end of a finding's line, such as " (loop ui, rule loopblock)".
func (f Finding) place() string {
	switch {
	case f.Loop != "" && f.Rule != "":
		return fmt.Sprintf(" (loop %s, rule %s)", f.Loop, f.Rule)
	case f.Loop != "":
		return fmt.Sprintf(" (loop %s)", f.Loop)
	case f.Rule != "":
		return fmt.Sprintf(" (rule %s)", f.Rule)
	}
	return ""
}
