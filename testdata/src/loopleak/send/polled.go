package send

import "sync"

// A staff stops its workers by one word, and waits for them.
type staff struct {
	quit    chan struct{}
	workers sync.WaitGroup
}

func (c *staff) do(f func()) {
	c.workers.Add(1)
	go func() {
		defer c.workers.Done()
		f()
	}()
}

func (c *staff) stop() {
	close(c.quit)
	c.workers.Wait()
}

// wire has exported fields, though nobody else ever gets one.
type wire struct {
	Events chan int
	crew   *staff
	n      int
}

// feed asks for the word before each event, and may then stand with one that nobody takes.
func (w *wire) feed() {
	for {
		select {
		case <-w.crew.quit:
			return
		default:
			w.Events <- w.n // want `w.Events <- w.n blocks for ever once wire.take has returned`
		}
	}
}

func (w *wire) take(events <-chan int) {
	for {
		select {
		case n := <-events:
			w.n += n
		case <-w.crew.quit:
			return
		}
	}
}

// Run is a wire's whole life.
func Run() int {
	w := &wire{Events: make(chan int), crew: &staff{quit: make(chan struct{})}}
	w.crew.do(w.feed)
	w.crew.do(func() { w.take(w.Events) })
	w.crew.stop()
	return w.n
}

// A cable's sender waits for the word beside the event.
type cable struct {
	Events chan int
	crew   *staff
	n      int
}

func (c *cable) feed() {
	for {
		select {
		case <-c.crew.quit:
			return
		default:
		}
		select {
		case c.Events <- c.n:
		case <-c.crew.quit:
			return
		}
	}
}

func (c *cable) take() {
	for {
		select {
		case n := <-c.Events:
			c.n += n
		case <-c.crew.quit:
			return
		}
	}
}

// RunCable is a cable's whole life.
func RunCable() int {
	c := &cable{Events: make(chan int), crew: &staff{quit: make(chan struct{})}}
	c.crew.do(c.feed)
	c.crew.do(c.take)
	c.crew.stop()
	return c.n
}
