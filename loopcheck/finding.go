package loopcheck

import "github.com/loopcheck/loopcheck/loopcheck/watch"

// A Finding is one bug that the harness saw happen. See [watch.Finding].
type Finding = watch.Finding

// A Kind says what sort of bug a [Finding] is.
type Kind = watch.Kind

// An Other is a goroutine that takes part in a [Finding].
type Other = watch.Other

// A Stack is a list of calls, the innermost first.
type Stack = watch.Stack

// A Frame is one call of a [Stack].
type Frame = watch.Frame

// The kinds, each with the static rule that looks for the same bug in the source.
const (
	LeakedGoroutine  = watch.LeakedGoroutine  // a goroutine outlives the test (loopleak)
	LeakedTask       = watch.LeakedTask       // a coroutine or a hold outlives the test, or was ended by force (loopleak)
	UnawaitedFuture  = watch.UnawaitedFuture  // nobody took a submission's result (loopawait)
	UnawaitedError   = watch.UnawaitedError   // nobody took a submission's result, and it was an error (loopawait)
	SlowCallback     = watch.SlowCallback     // a callback keeps its loop waiting (loopblock)
	WrongGoroutine   = watch.WrongGoroutine   // something that a loop owns was touched off the loop (loopowner)
	Deadlock         = watch.Deadlock         // goroutines or loops wait for each other (loopdeadlock)
	SelfCall         = watch.SelfCall         // code on a loop would wait for that loop (loopdeadlock)
	LostPost         = watch.LostPost         // a closed loop refused or dropped a hand-off (loopleak)
	DoubleRelease    = watch.DoubleRelease    // a hold was released twice (loopawait)
	PendingTimer     = watch.PendingTimer     // a timer was armed and never ran (loopleak)
	UnclosedLoop     = watch.UnclosedLoop     // a loop was used and never closed (loopleak)
	PanicInCallback  = watch.PanicInCallback  // a callback, submission or coroutine panicked
	Nondeterministic = watch.Nondeterministic // the same seed gave another schedule
)
