package loop

func (t *Timer) before(u *Timer) bool {
	return t.when < u.when || t.when == u.when && t.seq < u.seq
}

// heapKept is how many slots an empty heap keeps after a burst.
const heapKept = 1024

// removeLocked takes t out of the heap.
func (ts *timers) removeLocked(t *Timer) {
	i, n := int(t.index), len(ts.heap)-1
	moved := ts.heap[n]
	ts.heap[n] = nil
	ts.heap = ts.heap[:n]
	t.index = -1
	if n == 0 && cap(ts.heap) > heapKept {
		ts.heap = nil
	}
	if i == n {
		return
	}
	ts.heap[i], moved.index = moved, int32(i)
	ts.down(i)
	ts.up(int(moved.index))
}

func (ts *timers) up(i int) {
	h := ts.heap
	t := h[i]
	for i > 0 {
		parent := (i - 1) / 4
		if !t.before(h[parent]) {
			break
		}
		h[i], h[parent].index = h[parent], int32(i)
		i = parent
	}
	h[i], t.index = t, int32(i)
}

func (ts *timers) down(i int) {
	h := ts.heap
	t := h[i]
	for {
		least, first := i, 4*i+1
		for c := first; c < first+4 && c < len(h); c++ {
			if h[c].before(t) && (least == i || h[c].before(h[least])) {
				least = c
			}
		}
		if least == i {
			break
		}
		h[i], h[least].index = h[least], int32(i)
		i = least
	}
	h[i], t.index = t, int32(i)
}
