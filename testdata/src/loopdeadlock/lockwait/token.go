package lockwait

import "sync"

// A resetter is told once that something is to be done, whoever tells it.
type resetter struct {
	mu      sync.Mutex
	pending bool
	reset   chan struct{}
	done    chan struct{}
}

func newResetter() *resetter {
	r := &resetter{reset: make(chan struct{}, 1), done: make(chan struct{})}
	go r.run()
	return r
}

func (r *resetter) run() {
	for {
		select {
		case <-r.reset:
			r.mu.Lock()
			r.pending = false
			r.mu.Unlock()
		case <-r.done:
			return
		}
	}
}

func (r *resetter) Fail() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.pending {
		r.pending = true
		r.reset <- struct{}{} // nope: there is room for as many as are pending
	}
}

// inbox gives the channel away: no variable has it where it is sent to.
func (r *resetter) inbox() chan struct{} { return r.reset }

func (r *resetter) FailBy() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.pending {
		r.pending = true
		r.inbox() <- struct{}{} // nope: the same
	}
}
