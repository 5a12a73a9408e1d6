package loopflag

import "net"

// A query ends its client when it returns, and the receiver polls what that writes.
type queryClient struct {
	conn   net.Conn
	ended  bool
	closed bool
	done   chan struct{}
	in     chan []byte
}

func (c *queryClient) end() {
	c.ended = true // want "c.ended is written here after query has started queryClient.receive .*, and queryClient.receive reads it"
	c.conn.Close()
}

func query(conn net.Conn) []byte {
	c := &queryClient{conn: conn, in: make(chan []byte, 1)}
	defer c.end()
	go c.receive()
	return <-c.in
}

func (c *queryClient) receive() {
	for !c.ended {
		buf := make([]byte, 1)
		c.conn.Read(buf)
		c.in <- buf
	}
}

// queryAndWait writes when the goroutine has ended.
func queryAndWait(conn net.Conn) {
	c := &queryClient{conn: conn, done: make(chan struct{}), in: make(chan []byte, 1)}
	defer func() {
		<-c.done
		c.closed = true
	}()
	go c.receiveAll()
	<-c.in
}

func (c *queryClient) receiveAll() {
	defer close(c.done)
	for !c.closed {
		buf := make([]byte, 1)
		if _, err := c.conn.Read(buf); err != nil {
			return
		}
		c.in <- buf
	}
}
