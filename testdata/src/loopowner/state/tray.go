package state

import (
	"sync"

	"example.com/corpus/src/loopowner/state/tray"
)

// A Menu has a loop once a library has called back, and again whenever it is rebuilt.
type Menu struct {
	mu     sync.Mutex
	made   bool
	ids    chan string
	status *int
	done   chan struct{}
}

// Run makes it ready before the library has it.
func (m *Menu) Run() {
	m.update()
	tray.Run(m.onReady)
}

func (m *Menu) init() {
	if m.made {
		return
	}
	m.made = true
	m.ids = make(chan string)
}

func (m *Menu) update() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init()
	n := 1
	m.status = &n
}

func (m *Menu) onReady() { m.rebuild() }

func (m *Menu) rebuild() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.init()
	if m.done != nil {
		close(m.done)
	}
	m.done = make(chan struct{})
	go m.loop(m.done)
}

func (m *Menu) loop(done chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-m.ids:
			println(*m.status)
			m.update()
			m.rebuild()
		}
	}
}

// An Eager one makes itself ready when the library has it already.
type Eager struct {
	mu     sync.Mutex
	ids    chan string
	status *int
}

// Run hands the callback on first.
func (m *Eager) Run() {
	go tray.Run(m.onReady)
	m.update()
}

func (m *Eager) update() {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 1
	m.status = &n
}

// Status reads it.
func (m *Eager) Status() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return *m.status
}

func (m *Eager) onReady() { m.rebuild() }

func (m *Eager) rebuild() {
	m.mu.Lock()
	defer m.mu.Unlock()
	go m.loop()
}

func (m *Eager) loop() {
	for range m.ids {
		println(*m.status) // want `m.status is read here on the goroutine of Eager.loop, and Eager.Run writes it`
	}
}
