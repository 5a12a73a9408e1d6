// Package reading has fields that are written under a lock which is taken for reading: it
// has room for many.
package reading

import (
	"sync"
	"sync/atomic"
)

// A Server has sessions, which callers list, close and open.
type Server struct {
	mu       sync.RWMutex
	counting sync.Mutex
	sessions map[string]int
	name     string
	old      string
	kicked   int
	asked    atomic.Int32
	cache    []string
	slots    []int
	alone    int
	title    string
}

// New makes one: nobody else has it yet.
func New() *Server {
	s := &Server{sessions: make(map[string]int)}
	s.mu.RLock()
	s.name = "new"
	s.mu.RUnlock()
	return s
}

// List reads under the lock for reading.
func (s *Server) List() (all []string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for name := range s.sessions {
		all = append(all, name)
	}
	println(s.name, s.kicked, s.cache, s.slots)
	return all
}

// Kick deletes under it.
func (s *Server) Kick(name string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if _, ok := s.sessions[name]; !ok {
		return
	}
	delete(s.sessions, name) // want "s.sessions is written here, but s.mu is only locked for reading, as where Server.List uses it .*: a race; lock it for writing"
}

// Rename writes under it, as a helper of its callers.
func (s *Server) Rename(name string) {
	s.mu.RLock()
	s.name = name // want "s.name is written here, but s.mu is only locked for reading, as where Server.List uses it .*: a race; lock it for writing"
	s.mu.RUnlock()
}

// Open locks for writing.
func (s *Server) Open(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions[name] = 1
	s.old = s.name
}

// Forget writes what another one writes under the lock for writing.
func (s *Server) Forget() {
	s.mu.RLock()
	old := s.old
	s.old = "" // want "s.old is written here, but s.mu is only locked for reading, and not for writing as where Server.Open writes it .*, so that two calls of Server.Forget write it at the same time: a race; lock it for writing"
	s.mu.RUnlock()
	println(old)
}

// Close locks anew, for writing.
func (s *Server) Close(name string) {
	s.mu.RLock()
	_, ok := s.sessions[name]
	s.mu.RUnlock()
	if ok {
		s.mu.Lock()
		delete(s.sessions, name)
		s.mu.Unlock()
	}
}

// Count has another lock for what it counts.
func (s *Server) Count() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.asked.Add(1)
	s.counting.Lock()
	s.kicked++
	s.counting.Unlock()
}

// Under is called with that lock.
func (s *Server) Under() {
	s.counting.Lock()
	defer s.counting.Unlock()
	s.under()
}

func (s *Server) under() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.kicked++
}

// Slot has an element of its own.
func (s *Server) Slot(i int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.slots[i]++
}

// Alone is the only one who uses the field.
func (s *Server) Alone() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.alone++
}

// Copy writes a new one.
func (s *Server) Copy() *Server {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c := &Server{}
	c.name = s.name
	return c
}

// Swap writes two fields under one lock that it should take otherwise.
func (s *Server) Swap(name string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.name = name // want "s.name is written here, .* \\(and 1 more here\\)"
	s.cache = nil
}

// main is the server that two functions of the package's variables use.
var main = &Server{}

var reset = func() {
	main.mu.RLock()
	defer main.mu.RUnlock()
	main.title = "" // want "main.title is written here, but main.mu is only locked for reading, as where .* uses it"
}

var show = func() {
	main.mu.RLock()
	defer main.mu.RUnlock()
	println(main.title)
}

// A cursor is its user's own: the lock that it was given is there for what it walks over.
type cursor struct {
	mu   *sync.RWMutex
	over *Server
	at   int
}

func (s *Server) cursor() *cursor { return &cursor{mu: &s.mu, over: s} }

func (c *cursor) next() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.at+1 >= len(c.over.slots) {
		return false
	}
	c.at++
	return true
}

func (c *cursor) back() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.at == 0 {
		return false
	}
	c.at--
	return true
}

// A label has a lock of its own behind a pointer.
type label struct {
	mu   *sync.RWMutex
	text string
}

func newLabel() *label { return &label{mu: &sync.RWMutex{}} }

func (l *label) set(text string) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	l.text = text // want "l.text is written here, but l.mu is only locked for reading, as where label.get uses it .*: a race; lock it for writing"
}

func (l *label) get() string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.text
}

// A Scanner is stopped once, and whoever makes it ready excludes that.
type Scanner struct {
	mu       sync.RWMutex
	provider *label
}

// Init locks for writing.
func (s *Scanner) Init() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.provider = newLabel()
}

// Stop lets go of the provider.
func (s *Scanner) Stop() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.provider != nil {
		s.provider = nil
	}
}

// A File's path is read by those who may have another lock of it as well.
type File struct {
	mu    sync.RWMutex
	muRW  sync.Mutex
	dir   string
	dirty bool
}

// Path reads under the lock for reading, and under the other one if Flush calls it.
func (f *File) Path() string {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.dir
}

// Rename locks for writing.
func (f *File) Rename(dir string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dir = dir
}

// Flush holds the other lock.
func (f *File) Flush() {
	f.muRW.Lock()
	defer f.muRW.Unlock()
	f.dirty = f.Path() == ""
}

func (f *File) moved(dir string) {
	f.mu.RLock()
	f.dir = dir // want "f.dir is written here, but f.mu is only locked for reading, as where File.Path uses it .*: a race; lock it for writing"
	f.mu.RUnlock()
}

// An Iter is walked by the one goroutine that has it; the lock is there for Close.
type Iter struct {
	mu    sync.RWMutex
	at    *int
	items []int
}

// Next goes on.
func (i *Iter) Next() *int {
	i.mu.RLock()
	defer i.mu.RUnlock()
	if len(i.items) == 0 {
		return nil
	}
	i.at = &i.items[0] // strict
	i.items = i.items[1:]
	return i.at
}

// Close excludes Next.
func (i *Iter) Close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.at, i.items = nil, nil
}

// Sum walks one.
func Sum(items []int) (sum int) {
	it := &Iter{items: items}
	go it.Close()
	for p := it.Next(); p != nil; p = it.Next() {
		sum += *p
	}
	return sum
}

// A Desk has several who use it at a time: another method takes the lock for reading as well.
type Desk struct {
	mu     sync.RWMutex
	users  map[string]string
	tokens map[string]string
}

// Sign locks for writing.
func (d *Desk) Sign(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.users[name] = name
	d.tokens[name] = name
}

// Login writes a map that only Sign uses beside it.
func (d *Desk) Login(name string) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	d.tokens[name] = d.users[name] // want "d.tokens is written here, but d.mu is only locked for reading, and not for writing as where Desk.Sign writes it .*, so that two calls of Desk.Login write it at the same time"
}

// Profile reads.
func (d *Desk) Profile(name string) string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.users[name]
}

// A Pool has goroutines that all come to take.
type Pool struct {
	mu   sync.RWMutex
	left []int
	in   chan int
}

// Work starts them.
func (p *Pool) Work() {
	for range 4 {
		go func() {
			for range p.in {
				p.take()
			}
		}()
	}
}

func (p *Pool) take() {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if len(p.left) > 0 {
		p.left = p.left[1:] // want "p.left is written here, but p.mu is only locked for reading, and not for writing as where Pool.Fill writes it .*"
	}
}

// Fill locks for writing.
func (p *Pool) Fill(left []int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left = left
}
