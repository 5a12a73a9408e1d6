package twins

import (
	"net"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck"
)

// Server returns a connection to a server that answers every question, of one
// byte, after a second.
func Server(t *loopcheck.T) net.Conn {
	client, far := net.Pipe()
	t.Cleanup(func() { client.Close() })
	t.Go("server", func() {
		defer far.Close()
		question := make([]byte, 1)
		for {
			if _, err := far.Read(question); err != nil {
				return
			}
			time.Sleep(time.Second)
			if _, err := far.Write([]byte("answer")); err != nil {
				return
			}
		}
	})
	return client
}

// Ask asks the server and waits for its answer.
func Ask(c net.Conn) string {
	c.Write([]byte("?"))
	answer := make([]byte, 16)
	n, _ := c.Read(answer)
	return string(answer[:n])
}
