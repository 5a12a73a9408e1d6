package state

import (
	"context"
	"sync"
)

// A Watcher is made ready by a method, and has a goroutine that another one starts: without
// what the first one makes, the goroutine could do nothing.
type Watcher struct {
	ctx    context.Context
	cancel context.CancelFunc
	events chan int
	resets chan struct{}
	last   int
	limit  int
}

// Init makes it ready.
func (w *Watcher) Init(ctx context.Context) {
	w.ctx, w.cancel = context.WithCancel(ctx)
	w.resets = make(chan struct{})
	w.events <- 0
}

// NewWatcher makes one that is not ready.
func NewWatcher() *Watcher { return &Watcher{events: make(chan int, 1)} }

// SetLimit may come at any time.
func (w *Watcher) SetLimit(n int) {
	w.limit = n // want `w.limit is written here by whoever calls Watcher.SetLimit`
	w.events <- 0
}

// Start starts it.
func (w *Watcher) Start() {
	go func() {
		for {
			select {
			case <-w.ctx.Done():
				return
			case <-w.resets:
				w.last = 0
			case n := <-w.events:
				if n < w.limit {
					w.last = n
				}
			}
		}
	}()
}

// Put gives it something.
func (w *Watcher) Put(n int) { w.events <- n }

// An Index is opened by whoever comes first.
type Index struct {
	db    *int
	root  []int
	merge chan int
}

// Open opens it, and starts its goroutine.
func (x *Index) Open() {
	if x.db == nil {
		x.load()
	}
	x.merge = make(chan int)
	go x.run()
}

// Meta opens it alone.
func (x *Index) Meta() int {
	if x.db == nil {
		x.load()
	}
	x.Merge(0)
	return *x.db
}

// Reload does so again.
func (x *Index) Reload() {
	x.load()
	x.Merge(0)
}

func (x *Index) load() {
	x.db = new(int)
	x.root = []int{1} // want `x.root is written here by whoever calls Index.Reload`
}

func (x *Index) run() {
	for n := range x.merge {
		x.root = append(x.root, n)
	}
}

// Merge gives it something.
func (x *Index) Merge(n int) { x.merge <- n }

// A Checker gathers what its workers find, and returns when all is there.
type Checker struct {
	mu   sync.Mutex
	refs map[int]bool
}

// Load waits for the workers and for who takes what they send.
func (c *Checker) Load(all []int) {
	found := make(chan int)
	var workers, takers sync.WaitGroup
	takers.Add(1)
	go func() {
		defer takers.Done()
		for n := range found {
			c.refs[n] = true
		}
	}()
	for _, n := range all {
		workers.Add(1)
		go func() {
			defer workers.Done()
			found <- n
		}()
	}
	workers.Wait()
	close(found)
	takers.Wait()
}

// Use notes that something is used.
func (c *Checker) Use(n int) {
	c.mu.Lock()
	c.refs[n] = false
	c.mu.Unlock()
}

// Unused lists the others.
func (c *Checker) Unused() (all []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for n, unused := range c.refs {
		if unused {
			all = append(all, n)
		}
	}
	return all
}
