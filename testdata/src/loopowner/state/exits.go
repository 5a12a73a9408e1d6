package state

import (
	"os"
	"sync"
)

// A Spool has a loop that says by its last act that it has ended, and a helper of its methods
// that waits for that.
type Spool struct {
	mu    sync.Mutex
	file  *os.File
	size  int
	write chan []byte
	quit  chan int
	ready chan int
	gone  chan int
}

// NewSpool starts the loop.
func NewSpool() *Spool {
	s := &Spool{write: make(chan []byte), quit: make(chan int), ready: make(chan int), gone: make(chan int)}
	go s.loop()
	return s
}

func (s *Spool) loop() {
	s.ready <- 1
	for {
		select {
		case b := <-s.write:
			s.size += len(b)
			if s.open() == nil {
				s.file.Write(b)
			}
		case <-s.quit:
			goto exit
		}
	}
exit:
	s.gone <- 1
}

func (s *Spool) open() (err error) {
	if s.file == nil {
		s.file, err = os.Create("q")
	}
	return err
}

// Put gives it something.
func (s *Spool) Put(b []byte) { s.write <- b }

// Close ends it.
func (s *Spool) Close() { s.exit() }

// Delete ends it too.
func (s *Spool) Delete() { s.exit() }

func (s *Spool) exit() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.quit)
	<-s.gone
	if s.file != nil {
		s.file.Close()
		s.file = nil
	}
}

// Reset waits for the loop's first word, which says nothing of the others.
func (s *Spool) Reset() { s.first() }

func (s *Spool) first() {
	<-s.ready
	s.mu.Lock()
	defer s.mu.Unlock()
	s.size = 0 // want `s.size is written here by whoever calls Spool.Reset, and Spool.loop`
}
