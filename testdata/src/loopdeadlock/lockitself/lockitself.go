// Package lockitself calls itself under its own lock.
package lockitself

import "sync"

type inner struct{}

func (inner) Close() error { return nil }

type db struct {
	mu    sync.Mutex
	inner inner
	kids  []*db
	n     int
}

func (d *db) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Close() // want `d.Close waits for d.mu, and db.Close holds it: deadlock; unlock it before the call`
}

// retry comes back under the lock when it has failed.
func (d *db) retry(try func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := try(); err != nil && d.n > 0 {
		d.n--
		return d.retry(try) // want `d.retry waits for d.mu, and db.retry holds it: deadlock; unlock it before the call`
	}
	return nil
}

// walk locks its kids, which are others.
func (d *db) walk() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range d.kids {
		k.walk()
	}
}

// again unlocks first.
func (d *db) again() {
	d.mu.Lock()
	d.n--
	d.mu.Unlock()
	if d.n > 0 {
		d.again()
	}
}

// maybe locks only if it is asked to.
func (d *db) maybe(lock bool) {
	if lock {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.maybe(false)
		return
	}
	d.n++
}

// A config may have a function of its own, which is another's.
type config struct{ get func(n int) int }

type server struct {
	mu   sync.Mutex
	subs map[int]*config
}

func (s *server) config() *config {
	return &config{get: func(n int) int {
		s.mu.Lock()
		defer s.mu.Unlock()
		if sub := s.subs[n]; sub.get != nil {
			return sub.get(n)
		}
		return n
	}}
}
