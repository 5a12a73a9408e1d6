package loop

// An Owned is a value that belongs to a loop. Off the loop its methods panic with
// an *OwnerError, also where the race detector stays silent because a post
// happened to come between.
type Owned[T any] struct {
	loop  *Loop
	value T
}

// NewOwned binds v to l. It may be called from any goroutine, so that a loop's
// first state can be made before the loop starts; the loop sees it through
// whatever hands the Owned over.
func NewOwned[T any](l *Loop, v T) *Owned[T] { return &Owned[T]{loop: l, value: v} }

// With calls f with the value, which f must not keep.
func (o *Owned[T]) With(f func(*T)) {
	o.loop.must("Owned.With")
	f(&o.value)
}

// Get returns a copy of the value.
func (o *Owned[T]) Get() T {
	o.loop.must("Owned.Get")
	return o.value
}

// Set replaces the value.
func (o *Owned[T]) Set(v T) {
	o.loop.must("Owned.Set")
	o.value = v
}
