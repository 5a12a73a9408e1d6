package kept

import "sync"

// A Mux keeps its streams under one lock, and deletes them under another.
type Mux struct {
	mu      sync.Mutex
	streams map[int]*stream
	size    int

	sendMu sync.Mutex
	queue  []int
	both   int

	frames chan int
}

type stream struct{ id int }

func NewMux() *Mux {
	m := &Mux{streams: make(map[int]*stream), frames: make(chan int)}
	go m.serve()
	return m
}

// Open is one of three that take the lock for the map.
func (m *Mux) Open(id int) *stream {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := &stream{id}
	m.streams[id] = s
	return s
}

// Len takes both for what is written under both.
func (m *Mux) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.both
}

func (m *Mux) serve() {
	for id := range m.frames {
		m.get(id)
		m.grow()
		m.send()
	}
}

func (m *Mux) get(id int) *stream {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.streams[id] == nil {
		m.accept(id)
	}
	return m.streams[id]
}

func (m *Mux) accept(id int) { m.streams[id] = &stream{id} }

// grow writes under both locks: who reads takes either.
func (m *Mux) grow() {
	m.mu.Lock()
	m.sendMu.Lock()
	m.both++
	m.sendMu.Unlock()
	m.mu.Unlock()
}

// Queued takes the other one.
func (m *Mux) Queued() int {
	m.sendMu.Lock()
	defer m.sendMu.Unlock()
	return m.both + len(m.queue)
}

// send is under the wrong one.
func (m *Mux) send() {
	m.sendMu.Lock()
	defer m.sendMu.Unlock()
	for _, id := range m.queue {
		delete(m.streams, id) // want "m.streams is written here on the goroutine of Mux.serve, and Mux.Open writes it .*: a race; take the lock that 3 functions take for it"
	}
	m.queue = nil
}

// Find takes the lock too.
func (m *Mux) Find(id int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.streams[id] != nil
}
