package send

import "sync"

// A crew lends its hands, one to each caller: an idle one alone is told to go.
type crew struct {
	mu   sync.Mutex
	idle []*hand
}

type hand struct {
	tasks chan func()
	gone  chan struct{}
}

func newHand() *hand {
	h := &hand{tasks: make(chan func()), gone: make(chan struct{})}
	go h.work()
	return h
}

func (h *hand) work() {
	for {
		select {
		case task := <-h.tasks:
			task()
		case <-h.gone:
			return
		}
	}
}

func (c *crew) take() *hand {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.idle) == 0 {
		return newHand()
	}
	h := c.idle[0]
	c.idle = c.idle[1:]
	return h
}

func (c *crew) Do(task func()) {
	h := c.take()
	h.tasks <- task // nope: nobody else has it
}

func (c *crew) Release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range c.idle {
		h.gone <- struct{}{}
	}
	c.idle = nil
}
