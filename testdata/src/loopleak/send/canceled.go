package send

import "context"

// A wireClient's goroutines end together, once one of them fails; the reader is not told.
type wireClient struct {
	ctx    context.Context
	cancel context.CancelFunc
	heard  chan string
	read   func() (string, error)
	write  func() error
	handle func(string)
}

func newWireClient(parent context.Context) *wireClient {
	ctx, cancel := context.WithCancel(parent)
	c := &wireClient{ctx: ctx, cancel: cancel, heard: make(chan string)}
	go c.reader()
	go c.writer()
	go c.process()
	return c
}

func (c *wireClient) reader() {
	for {
		s, err := c.read()
		if err != nil {
			c.cancel()
			return
		}
		c.heard <- s // want `c.heard <- s blocks for ever once wireClient.process has returned \(<-c.ctx.Done\(\) at line \d+\): send in a select that knows of its end`
	}
}

func (c *wireClient) writer() {
	for {
		if err := c.write(); err != nil {
			c.cancel()
			return
		}
	}
}

func (c *wireClient) process() {
	for {
		select {
		case <-c.ctx.Done():
			return
		case s := <-c.heard:
			c.handle(s)
		}
	}
}
