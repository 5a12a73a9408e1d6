// Package fieldcallback has functions in fields, which are called under locks.
package fieldcallback

import (
	"sync"

	"example.com/corpus/src/loopdeadlock/fieldcallback/pool"
)

// A cache tells who owns it of what it evicts, with its lock held.
type cache struct {
	mu      sync.Mutex
	evicted func(int)
	all     map[int]int
}

func (c *cache) evict(key int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.all, key)
	c.evicted(key)
}

func (c *cache) size() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.all)
}

// A store puts its method into the literal.
type store struct {
	cache *cache
	other *cache
	n     int
}

func newStore() *store {
	s := &store{other: &cache{evicted: func(int) {}}}
	s.cache = &cache{evicted: s.gone}
	return s
}

func (s *store) gone(int) {
	s.n = s.cache.size() // want `s.cache.size waits for s.cache.mu, which cache.evict holds while it calls this: deadlock`
}

// A shelf assigns a literal.
type shelf struct{ cache *cache }

func newShelf() *shelf {
	s := &shelf{cache: &cache{}}
	s.cache.evicted = func(key int) {
		s.cache.evict(key + 1) // want `s.cache.evict waits for s.cache.mu, which cache.evict holds while it calls this: deadlock`
	}
	return s
}

// A pair asks the other one.
type pair struct{ one, two *cache }

func newPair() *pair {
	p := &pair{two: &cache{evicted: func(int) {}}}
	p.one = &cache{evicted: func(int) { p.two.size() }}
	return p
}

// A late one asks on a goroutine of its own.
type late struct{ cache *cache }

func newLate() *late {
	l := &late{}
	l.cache = &cache{evicted: func(int) { go l.cache.size() }}
	return l
}

// A quiet cache calls what it has been given once it is unlocked.
type quiet struct {
	mu   sync.Mutex
	gone func()
	n    int
}

func (q *quiet) drop() {
	q.mu.Lock()
	q.n--
	gone := q.gone
	q.mu.Unlock()
	gone()
}

func (q *quiet) reset() {
	q.mu.Lock()
	q.n = 0
	q.mu.Unlock()
}

func newQuiet() *quiet {
	q := &quiet{}
	q.gone = q.reset
	return q
}

// A user gives its method to a constructor of another package.
type user struct {
	pool, watched, left, spare *pool.Pool
}

func newUser() (*user, error) {
	u := &user{spare: pool.New(nil)}
	u.pool = pool.New(u.dropped)
	u.left = pool.NewLeft(u.gone)
	var err error
	u.watched, err = pool.NewWatched(u)
	return u, err
}

func (u *user) dropped(string) {
	u.pool.Len() // want `u.pool.Len waits for u.pool.mu, which pool.Pool.Drop holds while it calls this: deadlock`
}

func (u *user) gone(string) { u.left.Len() }

// Added is called by the watched pool.
func (u *user) Added(name string) {
	u.spare.Drop(name)
	u.watched.Drop(name) // want `u.watched.Drop waits for u.watched.mu, which pool.Pool.Add holds while it calls this: deadlock`
}

// local has the pool in a variable.
func local() {
	var p *pool.Pool
	p = pool.New(func(string) { p.Len() }) // want `p.Len waits for p.mu, which pool.Pool.Drop holds while it calls this: deadlock`
	p.Drop("")
	q := pool.New(func(string) { p.Len() })
	q.Drop("")
}
