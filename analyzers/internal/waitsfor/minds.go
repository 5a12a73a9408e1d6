package waitsfor

import (
	"slices"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// declared lists the classes that a loop minds whose framework says that it
// must not block, the worst first. A lock is not among them: held for
// nanoseconds, as most are, it blocks nobody.
var declared = []contract.Class{
	contract.Stdin, contract.Exec, contract.Net, contract.DB, contract.Sleep,
	contract.Await, contract.Chan, contract.Disk,
}

// inferred lists what a hand-written loop minds. Most of them are workers: the
// network and the disk are their job, and channels how they speak.
var inferred = []contract.Class{contract.Exec, contract.Sleep}

// inferredBudget is the pause that a hand-written loop may make: a worker that
// breathes between two jobs is no bug.
const inferredBudget = 500 * time.Millisecond

// Rank orders the classes that a framework's loop minds, the worst first; -1 for one
// that no loop minds.
func Rank(c contract.Class) int { return slices.Index(declared, c) }

// Excuse is why a loop does not mind a wait of code on it, as a clause that follows
// "for"; empty if it does.
func (e Effect) Excuse(l *runson.Loop) string {
	switch {
	case e.ForLoop():
		return "it waits for a loop, of which loopdeadlock asks whether it is this one"
	case e.ToldOn(l.ID):
		return "it is told in the function that waits"
	case l.IsWorker():
		return "the loop takes from one queue alone, and nobody but the queue waits for it"
	case l.IsMany():
		return "several goroutines serve that queue, and the others go on"
	}
	classes, budget := inferred, inferredBudget
	if l.Declared() {
		classes, budget = declared, l.Desc.Budget
	}
	switch {
	case e.Bound > 0 && e.Bound <= budget:
		return "the loop has " + budget.String() + " for it"
	case !slices.Contains(classes, e.Class) && !l.Declared():
		return "a hand-written loop minds other processes and sleep alone"
	case !slices.Contains(classes, e.Class):
		return "no loop minds waits of this class"
	case slices.Contains(l.Desc.Tolerates, e.Class):
		return "it is the normal work of this loop"
	}
	return ""
}
