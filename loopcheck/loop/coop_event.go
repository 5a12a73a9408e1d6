package loop

import "context"

// An Event is a flag that coroutines can wait for. It is owned by its loop: off
// the loop its methods panic with an *OwnerError. To signal from another
// goroutine post the method: l.Post(ev.Set).
type Event struct {
	loop *Loop
	set  bool
	line line
}

// NewEvent returns an event of l that is not set.
func NewEvent(l *Loop) *Event { return &Event{loop: l} }

// Set sets the event and wakes all who wait for it.
func (e *Event) Set() {
	e.loop.must("Event.Set")
	e.set = true
	e.line.wakeAll()
}

// Clear resets the event.
func (e *Event) Clear() {
	e.loop.must("Event.Clear")
	e.set = false
}

// IsSet reports whether the event is set.
func (e *Event) IsSet() bool {
	e.loop.must("Event.IsSet")
	return e.set
}

// Wait waits, in a coroutine, until the event is set: it returns nil at once if
// it is. It returns ctx's error if that ends first, and ErrNotTask in a plain
// callback that would have to wait.
func (e *Event) Wait(ctx context.Context) error {
	e.loop.must("Event.Wait")
	if e.set {
		return nil
	}
	return e.line.wait(ctx, "Event.Wait")
}
