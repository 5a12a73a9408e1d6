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

// A guest gives its methods as options, and puts one into a field of another package's.
type guest struct {
	sized *pool.Sized
	other *pool.Sized
	taker *pool.Taker
}

func newGuest() *guest {
	g := &guest{other: pool.NewSized(pool.Options{})}
	g.sized = pool.NewSized(pool.Options{Full: g.full, Empty: g.empty})
	g.sized.Grown = g.grown
	g.sized.Shrunk = g.shrunk
	opts := &pool.Options{Full: func() {
		g.taker.Take() // want `g.taker.Take waits for g.taker.mu, which pool.Taker.Take holds while it calls this: deadlock`
	}}
	g.taker = pool.NewTaker(opts)
	return g
}

func (g *guest) full() {
	g.other.Size()
	g.sized.Shrink() // want `g.sized.Shrink waits for g.sized.mu, which pool.Sized.Grow holds while it calls this: deadlock`
}

func (g *guest) empty() { g.sized.Size() }

func (g *guest) grown(int) {
	g.sized.Size() // want `g.sized.Size waits for g.sized.mu, which pool.Sized.Grow holds while it calls this: deadlock`
}

func (g *guest) shrunk(int) { g.sized.Grow() }

// A sink has what it calls in a struct of its own.
type sink struct {
	mu    sync.Mutex
	hooks hooks
}

type hooks struct{ full, empty func() }

func (s *sink) fill() {
	s.mu.Lock() // want `s.mu.Lock waits for s.mu, which sink.fill holds while it calls this: deadlock`
	defer s.mu.Unlock()
	s.hooks.full()
}

func newSink() *sink {
	s := &sink{}
	s.hooks.full = s.fill
	s.hooks.empty = s.fill
	return s
}
