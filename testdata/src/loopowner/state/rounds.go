package state

import "sync"

// A Dialer connects again and again: the goroutine of a connection has ended before the next
// one begins.
type Dialer struct {
	again signal
	in    chan int
}

// A signal is sent once a round.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

func (s *signal) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ch = make(chan struct{})
}

func (s *signal) send() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.ch)
}

// Connect goes on until it is over.
func (d *Dialer) Connect() error {
	for {
		if err := d.connect(); err != nil {
			return err
		}
	}
}

func (d *Dialer) connect() error {
	var wg sync.WaitGroup
	d.again.reset()
	wg.Add(1)
	go d.write(&wg)
	err := d.parse()
	d.again.send()
	wg.Wait()
	return err
}

func (d *Dialer) parse() error { return nil }

func (d *Dialer) write(wg *sync.WaitGroup) {
	defer wg.Done()
	for {
		select {
		case <-d.again.ch:
			return
		case n := <-d.in:
			println(n)
		}
	}
}
