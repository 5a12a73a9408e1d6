package lockorder

import "sync"

// A registry's lock is taken far below who starts that, and the watcher's comes first
// elsewhere.
type registry struct {
	mu       sync.Mutex
	watchers []*watcher
}

type watcher struct {
	mu       sync.Mutex
	registry *registry
	gone     bool
}

func newRegistry() *registry {
	r := &registry{}
	go r.run()
	return r
}

func (r *registry) run()     { r.check() }
func (r *registry) check()   { r.refresh() }
func (r *registry) refresh() { r.replace() }
func (r *registry) replace() { r.update() }

func (r *registry) update() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range r.watchers {
		w.tell() // want `w.tell waits for w.mu, and registry.update holds r.mu, for which watcher.Close waits the other way round: deadlock; lock them in one order`
	}
}

func (w *watcher) tell() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.gone = false
}

func (w *watcher) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.registry.remove(w)
}

func (r *registry) remove(w *watcher) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watchers = nil
}

// A desk's two locks are taken under one more, far up.
type desk struct{ all, a, b sync.Mutex }

func newDesk() *desk {
	d := &desk{}
	go d.run()
	return d
}

func (d *desk) run() {
	d.all.Lock()
	defer d.all.Unlock()
	d.first()
}

func (d *desk) first()  { d.second() }
func (d *desk) second() { d.third() }
func (d *desk) third()  { d.fourth() }

func (d *desk) fourth() {
	d.a.Lock()
	defer d.a.Unlock()
	d.b.Lock()
	defer d.b.Unlock()
}

func (d *desk) Back() {
	d.all.Lock()
	defer d.all.Unlock()
	d.b.Lock()
	defer d.b.Unlock()
	d.a.Lock()
	defer d.a.Unlock()
}
