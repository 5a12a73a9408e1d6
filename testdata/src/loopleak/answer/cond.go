package answer

import "sync"

type gate struct {
	mu     sync.Mutex
	open   *sync.Cond
	opened bool
}

func newGate() *gate {
	g := &gate{}
	g.open = sync.NewCond(&g.mu)
	return g
}

func (g *gate) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.opened {
		g.open.Wait() // want "g.open.Wait waits for ever: nobody signals g.open"
	}
}

func (g *gate) set() { g.opened = true }

type door struct {
	mu     sync.Mutex
	open   sync.Cond
	opened bool
}

func newDoor() *door {
	d := &door{}
	d.open.L = &d.mu
	return d
}

func (d *door) pass() {
	d.open.L.Lock()
	defer d.open.L.Unlock()
	for !d.opened {
		d.open.Wait() // nope: set signals
	}
}

func (d *door) set() {
	d.mu.Lock()
	d.opened = true
	d.mu.Unlock()
	d.open.Broadcast()
}

type lent struct{ open *sync.Cond }

func (l *lent) pass(wake func(*sync.Cond)) {
	wake(l.open)
	l.open.L.Lock()
	l.open.Wait() // nope: somebody else has it
	l.open.L.Unlock()
}

// A watcher's loop alone says that what is removed is gone.
type watcher struct {
	mu      sync.Mutex
	gone    *sync.Cond
	names   map[string]bool
	removed chan string
	done    chan struct{}
}

func newWatcher() *watcher {
	w := &watcher{names: make(map[string]bool), removed: make(chan string), done: make(chan struct{})}
	w.gone = sync.NewCond(&w.mu)
	go w.run()
	return w
}

func (w *watcher) run() {
	for {
		select {
		case name := <-w.removed:
			w.forget(name)
		case <-w.done:
			return
		}
	}
}

func (w *watcher) forget(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.names, name)
	w.gone.Broadcast()
}

func (w *watcher) Read(next func() string) {
	select {
	case w.removed <- next():
	case <-w.done:
	}
}

func (w *watcher) Remove(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.names[name] {
		w.gone.Wait() // want `w.gone.Wait waits for ever once watcher.run has returned \(<-w.done at line \d+\), which alone signals w.gone: signal it then as well`
	}
}

func (w *watcher) Close() { close(w.done) }

// nopeWakes signals when it ends, too.
type nopeWakes struct {
	mu   sync.Mutex
	gone *sync.Cond
	in   chan int
	done chan struct{}
	left int
}

func newNopeWakes() *nopeWakes {
	w := &nopeWakes{in: make(chan int), done: make(chan struct{})}
	w.gone = sync.NewCond(&w.mu)
	go w.run()
	return w
}

func (w *nopeWakes) run() {
	defer w.wake(0)
	for {
		select {
		case n := <-w.in:
			w.wake(n)
		case <-w.done:
			return
		}
	}
}

func (w *nopeWakes) wake(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.left = n
	w.gone.Broadcast()
}

func (w *nopeWakes) Read(n int) {
	select {
	case w.in <- n:
	case <-w.done:
	}
}

func (w *nopeWakes) Wait() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.left > 0 {
		w.gone.Wait()
	}
}

func (w *nopeWakes) Close() { close(w.done) }
