package loop

// A row is where many wait for their turn, in order. Each may leave it at any time,
// and many at once, so it is a list.
type row[T any] struct{ first, last *spot[T] }

// A spot is a place in a row.
type spot[T any] struct {
	next, before *spot[T]
	in           bool
	who          T
}

// join puts who at the end.
func (r *row[T]) join(who T) *spot[T] {
	s := &spot[T]{before: r.last, in: true, who: who}
	if r.last == nil {
		r.first = s
	} else {
		r.last.next = s
	}
	r.last = s
	return s
}

// leave takes s out, and reports false if it was out already.
func (r *row[T]) leave(s *spot[T]) bool {
	if !s.in {
		return false
	}
	if s.before == nil {
		r.first = s.next
	} else {
		s.before.next = s.next
	}
	if s.next == nil {
		r.last = s.before
	} else {
		s.next.before = s.before
	}
	s.next, s.before, s.in = nil, nil, false
	return true
}

// pop takes the first one out; it returns nil if there is none.
func (r *row[T]) pop() *spot[T] {
	s := r.first
	if s != nil {
		r.leave(s)
	}
	return s
}

// drain takes all out.
func (r *row[T]) drain() (all []T) {
	for s := r.pop(); s != nil; s = r.pop() {
		all = append(all, s.who)
	}
	return all
}
