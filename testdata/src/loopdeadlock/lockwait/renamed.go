package lockwait

import "sync"

// A framer's loop keeps the channel that it resets, and takes the writers' lock when it leaves.
type framer struct {
	mu    sync.Mutex
	reset chan bool
	quit  chan bool
	n     int
}

func newFramer() *framer {
	f := &framer{reset: make(chan bool), quit: make(chan bool)}
	go f.monitor()
	return f
}

func (f *framer) monitor() {
	var reset = f.reset
	for {
		select {
		case <-f.quit:
			f.mu.Lock()
			f.reset = nil
			f.mu.Unlock()
			return
		case <-reset:
			f.n++
		}
	}
}

func (f *framer) write() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reset != nil {
		f.reset <- true // want `framer.write holds f.mu while it sends to f.reset, and framer.monitor, its receiver, takes f.mu on its way out: deadlock; unlock before that`
	}
}

// writeLater has let the lock go.
func (f *framer) writeLater() {
	f.mu.Lock()
	reset := f.reset
	f.mu.Unlock()
	select {
	case reset <- true:
	case f.quit <- true:
	}
}

func frames() {
	f := newFramer()
	go f.write()
	go f.writeLater()
	f.quit <- true
}

// A cache's result has room for the one there is, and each round makes a new one.
type cache struct {
	mu      sync.Mutex
	syncing bool
	result  chan error
}

func (c *cache) sync(load func() error) {
	c.mu.Lock()
	c.syncing = true
	c.result = make(chan error, 1)
	c.mu.Unlock()
	err := load()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.syncing = false
	c.result <- err
}

func (c *cache) wait() error {
	c.mu.Lock()
	if !c.syncing {
		c.mu.Unlock()
		return nil
	}
	result := c.result
	c.mu.Unlock()
	return <-result
}

func caches(load func() error) error {
	c := &cache{}
	go c.sync(load)
	return c.wait()
}
