package loopcheck

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// A ledger keeps what a loop still owes: results to be awaited, coroutines and
// holds to end, timers to run. Its probe's lock guards it.
type ledger struct {
	futures map[uint64]*futureEntry
	timers  map[uint64]timerEntry
	holds   map[uint64]*holdEntry
}

type futureEntry struct {
	id      uint64
	op      string
	created Stack
	isTask  bool // a coroutine completes it
	done    bool
	late    bool // done only because the harness closed the loop
	settled bool // awaited or detached
	givenUp bool // somebody waited for it, until the context ended
	err     error
}

type timerEntry struct {
	id      uint64
	once    bool // else it ticks, and nobody waits for the last tick
	delay   time.Duration
	created Stack
}

type holdEntry struct {
	id       uint64
	created  Stack
	released bool
}

func newLedger() ledger {
	return ledger{
		futures: make(map[uint64]*futureEntry),
		timers:  make(map[uint64]timerEntry),
		holds:   make(map[uint64]*holdEntry),
	}
}

// future applies f to the entry of a future, and forgets the entry when nothing
// more is owed.
func (b *ledger) future(id uint64, f func(*futureEntry)) {
	e, ok := b.futures[id]
	if !ok {
		return
	}
	f(e)
	if e.done && e.settled {
		delete(b.futures, id)
	}
}

// tasksLeft returns the tasks that have not ended, oldest first.
func (b *ledger) tasksLeft() []futureEntry {
	return b.entries(func(e *futureEntry) bool { return e.isTask && !e.done })
}

// unawaited returns the futures that nobody took, oldest first.
func (b *ledger) unawaited() []futureEntry {
	return b.entries(func(e *futureEntry) bool { return !e.settled })
}

func (b *ledger) entries(want func(*futureEntry) bool) []futureEntry {
	var found []futureEntry
	for _, id := range slices.Sorted(maps.Keys(b.futures)) {
		if e := b.futures[id]; want(e) {
			found = append(found, *e)
		}
	}
	return found
}

// timersLeft returns the timers that are still to run, oldest first.
func (b *ledger) timersLeft() []timerEntry {
	var left []timerEntry
	for _, e := range b.timers {
		if e.once {
			left = append(left, e)
		}
	}
	slices.SortFunc(left, func(x, y timerEntry) int { return cmp.Compare(x.id, y.id) })
	return left
}

// holdsLeft returns the holds that were never released, oldest first.
func (b *ledger) holdsLeft() []holdEntry {
	var left []holdEntry
	for _, e := range b.holds {
		if !e.released {
			left = append(left, *e)
		}
	}
	slices.SortFunc(left, func(x, y holdEntry) int { return cmp.Compare(x.id, y.id) })
	return left
}
