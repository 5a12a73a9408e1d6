package kept

import "sync"

// A Follower's address changes while it is served, and who reads it takes the lock.
type Follower struct {
	mu    sync.RWMutex
	addr  string
	stats string
	terms []int
}

// A Leader serves followers, on goroutines that are started elsewhere.
type Leader struct{ all map[string]*Follower }

// Add makes one and fills it in: nobody else has it yet.
func Add(addr string) *Follower {
	f := &Follower{}
	f.fill(addr)
	return f
}

func (f *Follower) fill(addr string) {
	f.addr = "tcp:" + addr
	f.stats = "new " + addr
}

func (l *Leader) move(f *Follower, addr string) {
	f.mu.Lock()
	f.addr = "tcp:" + addr
	f.stats = addr + " moved"
	f.terms = append(f.terms, len(addr))
	f.mu.Unlock()
}

func (l *Leader) send(f *Follower) {
	f.mu.RLock()
	addr, stats, terms := f.addr, f.stats, len(f.terms)
	f.mu.RUnlock()
	println(addr, stats, terms)
}

func (l *Leader) beat(f *Follower) {
	f.mu.RLock()
	println(f.addr, f.stats, f.terms)
	f.mu.RUnlock()
}

// stale forgot the lock, in what it logs.
func (l *Leader) stale(f *Follower) {
	println("a newer term at", f.addr) // strict
	l.all[""] = nil
}

// describe must be called with the follower's lock held.
func (l *Leader) describe(f *Follower) string { return f.stats }

// last has two locks that could be meant, and more who go without than a third.
func (l *Leader) last(f *Follower) int  { return f.terms[len(f.terms)-1] }
func (l *Leader) first(f *Follower) int { return f.terms[0] }
