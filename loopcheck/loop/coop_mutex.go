package loop

import (
	"context"
	"sync/atomic"
)

// A Mutex excludes coroutines of one loop from each other across their waits:
// between two waits a coroutine is alone anyway. It is fair. It is owned by its
// loop: off the loop its methods panic with an *OwnerError. Goroutines use a
// sync.Mutex, and never hold one while they await. The coroutine that has locked it
// unlocks it: others that wait for it wait for that coroutine, see [DeadlockError].
type Mutex struct {
	loop   *Loop
	locked bool
	holder atomic.Pointer[task] // nil also for a callback
	line   line
}

// NewMutex returns an unlocked mutex of l.
func NewMutex(l *Loop) *Mutex { return &Mutex{loop: l} }

// Lock waits, in a coroutine, for its turn to hold the mutex. It returns ctx's
// error if that ends first, an error that is ErrDeadlock if the coroutine holds
// the mutex already, and ErrNotTask outside coroutines.
func (m *Mutex) Lock(ctx context.Context) error {
	m.loop.must("Mutex.Lock")
	co, err := running(ctx, "Mutex.Lock")
	if err != nil {
		return err
	}
	if !m.locked {
		m.locked = true
		m.holder.Store(co.task)
		return nil
	}
	if m.holder.Load() == co.task {
		return m.loop.selfWait("Mutex.Lock")
	}
	return m.line.waitAs(ctx, &wait{on: m.loop.name, ender: unlocked{m}, ctx: ctx}, "Mutex.Lock")
}

// TryLock locks the mutex if nobody holds it, and reports whether it did.
func (m *Mutex) TryLock() bool {
	m.loop.must("Mutex.TryLock")
	if m.locked {
		return false
	}
	m.locked = true
	if p := here(self()); p != nil && p.co != nil {
		m.holder.Store(p.co.task)
	}
	return true
}

// Unlock hands the mutex to the first in line. It panics if it is not locked.
func (m *Mutex) Unlock() {
	m.loop.must("Mutex.Unlock")
	if !m.locked {
		panic("loop: Unlock of an unlocked Mutex")
	}
	next := m.line.firstTask()
	m.holder.Store(next)
	m.locked = next != nil // it stays locked on the way to the next
	m.line.wakeFirst()
	if m.line.first != nil {
		next.fut.need()
	}
}
