// Package kept has fields that several methods use under the lock beside them, and one
// use that forgot it.
package kept

import "sync"

// A Session has a goroutine, and callers who take the lock.
type Session struct {
	mu     sync.Mutex
	id     string
	peers  map[string]int
	name   string
	asked  bool
	count  int
	events chan string
}

// NewSession makes one: nobody else has it yet.
func NewSession() *Session {
	s := &Session{peers: make(map[string]int), events: make(chan string)}
	s.id = "new"
	go s.listen()
	return s
}

func (s *Session) listen() {
	for e := range s.events {
		s.mu.Lock()
		s.id = e
		s.peers[e]++
		s.asked = true
		s.count++
		s.mu.Unlock()
	}
}

// ID takes the lock.
func (s *Session) ID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id
}

// Leave forgot it, one line above: its goroutine writes it under the lock, round after
// round, and other methods take that to read it.
func (s *Session) Leave() {
	if s.id != "" { // want "s.id is read here by whoever calls Session.Leave, and Session.listen writes it .*: a race; take the lock that 4 functions take for it"
		s.mu.Lock()
		s.peers = nil
		s.mu.Unlock()
	}
}

// Rename takes it for another field, and for this one.
func (s *Session) Rename(name string) {
	s.mu.Lock()
	s.name = "mr " + name
	s.id = name
	s.count++
	s.mu.Unlock()
}

// Name takes it.
func (s *Session) Name() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.name
}

// Names takes it.
func (s *Session) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return []string{s.name, s.id}
}

// Label does not, and no goroutine of the session's own uses the name: callers do.
func (s *Session) Label() string {
	return "<" + s.name + ">" // strict
}

// Count asks first without the lock, and once more with it.
func (s *Session) Count() int {
	if !s.asked {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.asked {
		return 0
	}
	return len(s.peers)
}

// Reset starts a goroutine for one thing, which forgets the lock.
func (s *Session) Reset() {
	go func() {
		s.count = 0 // strict
	}()
}

// A Plate has one more reader than its writer, and no goroutine in sight writes it.
type Plate struct {
	mu   sync.Mutex
	text string
	size int
	in   chan int
}

func (p *Plate) Start() { go p.run() }
func (p *Plate) run() {
	for n := range p.in {
		p.size += n
	}
}
func (p *Plate) Write(s string) { p.mu.Lock(); p.text += s; p.mu.Unlock() }
func (p *Plate) Text() string   { p.mu.Lock(); defer p.mu.Unlock(); return p.text }
func (p *Plate) Len() int       { return len(p.text) }

// A Box is locked by whoever wants, and no goroutine is in sight: three who lock tell of one
// who does not, and two tell nothing.
type Box struct {
	mu   sync.Mutex
	n, m int
}

func (b *Box) Add()     { b.mu.Lock(); b.n++; b.mu.Unlock() }
func (b *Box) Sub()     { b.mu.Lock(); b.n--; b.mu.Unlock() }
func (b *Box) N() int   { b.mu.Lock(); defer b.mu.Unlock(); return b.n }
func (b *Box) Raw() int { return b.n } // strict

func (b *Box) Set(m int) { b.mu.Lock(); b.m = m + 1; b.mu.Unlock() }
func (b *Box) M() int    { b.mu.Lock(); defer b.mu.Unlock(); return b.m }
func (b *Box) RawM() int { return b.m }

// A Limit is set before anything is started, and only one function locks for it.
type Limit struct {
	mu  sync.Mutex
	max int
	in  chan int
}

func (l *Limit) SetMax(n int) { l.max = n }
func (l *Limit) Start()       { go l.run() }
func (l *Limit) run() {
	for i := range l.in {
		l.mu.Lock()
		if i > l.max {
			println(i)
		}
		l.mu.Unlock()
	}
}

// A Router is told once where to send, and nobody minds the lock.
type Router struct {
	mu    sync.Mutex
	dest  string
	lines chan string
}

func (r *Router) Start() { go r.run() }
func (r *Router) run() {
	for l := range r.lines {
		println(l)
		r.mu.Lock()
		println(r.dest)
		r.mu.Unlock()
	}
}
func (r *Router) SetDest(d string) { r.mu.Lock(); r.dest = d; r.mu.Unlock() }
func (r *Router) Dest() string     { return r.dest }

// A Registry lends its map to callers, who have no lock.
type Registry struct {
	mu    sync.RWMutex
	subs  map[string]int
	table map[string]int
	in    chan string
}

func (r *Registry) Start() { go r.run() }
func (r *Registry) run() {
	for s := range r.in {
		r.mu.Lock()
		r.subs[s]++
		r.mu.Unlock()
	}
}

// Subs returns the map itself.
func (r *Registry) Subs() map[string]int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.subs // want "r.subs is returned here as it is, and Registry.run changes it under its lock .*, which whoever called has not; return a copy"
}

// All returns it by a method that takes the lock for it.
func (r *Registry) All() map[string]int {
	return r.all() // want "r.all\\(…?\\) is returned here as it is, and Registry.run changes it under its lock .*, which whoever called has not; return a copy"
}

func (r *Registry) all() map[string]int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.subs
}

// Learn puts another map there: nobody changes the one that callers have.
func (r *Registry) Learn(k string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	table := make(map[string]int, len(r.table)+1)
	for k, v := range r.table {
		table[k] = v
	}
	table[k] = 1
	r.table = table
}

func (r *Registry) Table() map[string]int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.table
}

// A Scope is made ready by a method, before others have it, and hands its map on.
type Scope struct {
	mu    sync.Mutex
	names map[string]int
	in    chan string
}

// Provision puts a new map there.
func (s *Scope) Provision() { s.names = make(map[string]int) }

func (s *Scope) Start() { go s.run() }
func (s *Scope) run() {
	for n := range s.in {
		s.mu.Lock()
		s.names[n]++
		s.mu.Unlock()
	}
}

func (s *Scope) Set(n string)       { s.mu.Lock(); s.names[n] = 0; s.mu.Unlock() }
func (s *Scope) Del(n string)       { s.mu.Lock(); delete(s.names, n); s.mu.Unlock() }
func (s *Scope) Has(n string) bool  { s.mu.Lock(); defer s.mu.Unlock(); return s.names[n] > 0 }
func (s *Scope) Inner() *Scope      { return &Scope{names: s.names} } // the map itself stays there
func (s *Scope) Count() (total int) { return len(s.names) }           // want "s.names is read here by whoever calls Scope.Count, and Scope.run writes it .*: a race; take the lock that 4 functions take for it"
