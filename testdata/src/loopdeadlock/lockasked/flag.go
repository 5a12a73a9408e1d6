package lockasked

import "sync"

// A roster is listed as a whole by who has its lock, or one by one.
type roster struct {
	mu    sync.Mutex
	whole bool
	names map[string]bool
}

func (r *roster) list(names []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.names)
	for _, name := range names {
		r.enter(name) // nope: whole says that r.mu is locked
	}
}

func (r *roster) enter(name string) {
	if !r.whole {
		r.mu.Lock()
		defer r.mu.Unlock()
	}
	r.names[name] = true
}

// A flag that says more than whether to lock is none that says who has the lock.
func (r *roster) strike(names []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, name := range names {
		r.leave(name) // want "r.leave waits for r.mu, and roster.strike holds it: deadlock"
	}
}

func (r *roster) leave(name string) {
	if r.whole {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.names, name)
	}
}
