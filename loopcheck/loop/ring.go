package loop

// A ring is a queue of at most limit values. It grows as they come and lets its
// memory go when a burst is over.
type ring[T any] struct {
	limit int
	buf   []T
	head  int
	n     int
}

// ringKept is how many slots an empty ring keeps.
const ringKept = 256

func (r *ring[T]) full() bool { return r.n >= r.limit }

func (r *ring[T]) push(v T) {
	if r.n == len(r.buf) {
		r.grow()
	}
	r.buf[(r.head+r.n)%len(r.buf)] = v
	r.n++
}

func (r *ring[T]) pop() T {
	v := r.buf[r.head]
	var zero T
	r.buf[r.head] = zero
	r.head = (r.head + 1) % len(r.buf)
	r.n--
	if r.n == 0 && len(r.buf) > ringKept {
		r.buf, r.head = nil, 0
	}
	return v
}

func (r *ring[T]) grow() {
	bigger := make([]T, max(4, min(2*len(r.buf), r.limit)))
	n := copy(bigger, r.buf[r.head:])
	copy(bigger[n:], r.buf[:r.head])
	r.buf, r.head = bigger, 0
}
