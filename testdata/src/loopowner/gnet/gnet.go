// Package gnet uses connections and their buffers where their event loop is not.
package gnet

import (
	"bytes"
	"context"
	"time"

	"github.com/panjf2000/gnet/v2"
	"github.com/panjf2000/gnet/v2/pkg/pool/goroutine"
)

func process(frame []byte) []byte { return bytes.ToUpper(frame) }

// An echo answers from goroutines.
type echo struct {
	gnet.BuiltinEventEngine
	pool *goroutine.Pool
	last gnet.Conn
}

func (e *echo) OnTraffic(c gnet.Conn) gnet.Action {
	e.last = c
	go func() {
		time.Sleep(time.Second)
		c.Write([]byte("late\n")) // want "c.Write touches a gnet.Conn off the gnet loop"
	}()
	go c.Flush() // want "off the gnet loop"
	e.pool.Submit(func() {
		println(c.RemoteAddr().String()) // want "off the gnet loop"
	})
	go finish(c)
	return gnet.None
}

func finish(c gnet.Conn) {
	c.SetContext("finished") // want "off the gnet loop"
}

// OnTick has a goroutine of its own, the engine's ticker.
func (e *echo) OnTick() (time.Duration, gnet.Action) {
	e.last.Write([]byte("tick\n")) // want "off the gnet loop"
	return time.Second, gnet.None
}

// A framer lets the loop's buffer out of the callback.
type framer struct {
	gnet.BuiltinEventEngine
	pool   *goroutine.Pool
	frame  []byte
	frames chan []byte
}

func (f *framer) OnTraffic(c gnet.Conn) gnet.Action {
	buf, _ := c.Next(-1)
	go process(buf)                        // want "outlives its callback"
	f.pool.Submit(func() { process(buf) }) // want "outlives its callback"
	f.frame = buf                          // want "outlives its callback"
	select {
	case f.frames <- buf[4:]: // want "outlives its callback"
	default:
	}
	return gnet.None
}

func (f *framer) OnOpen(c gnet.Conn) ([]byte, gnet.Action) {
	head, _ := c.Peek(4)
	go func() { process(head) }() // want "outlives its callback"
	return nil, gnet.None
}

// Two lent values that one statement stores are two findings, in their order.
type issueOneStatement struct {
	gnet.BuiltinEventEngine
	head, body []byte
}

func (s *issueOneStatement) OnTraffic(c gnet.Conn) gnet.Action {
	head, _ := c.Peek(4)
	body, _ := c.Next(-1)
	s.head, s.body = head, body // want "head outlives its callback" "body outlives its callback"
	return gnet.None
}

// A careful server copies first and answers by AsyncWrite.
type careful struct {
	gnet.BuiltinEventEngine
	pool  *goroutine.Pool
	frame []byte
	names map[string]int
}

func (s *careful) OnTraffic(c gnet.Conn) gnet.Action {
	s.copies(c)
	s.usesHere(c)
	s.callsWhatIsSafe(c)
	return gnet.None
}

func (s *careful) copies(c gnet.Conn) {
	buf, _ := c.Next(-1)
	frame := bytes.Clone(buf)
	go process(frame)
	s.frame = append(s.frame[:0], buf...)
	s.names[string(buf)]++

	own := make([]byte, 16)
	n, _ := c.Read(own)
	s.pool.Submit(func() { process(own[:n]) })
}

// usesHere is done with the buffer and the connection when it returns.
func (s *careful) usesHere(c gnet.Conn) {
	head, err := c.Peek(4)
	if err != nil {
		return
	}
	c.Write(process(head))
	c.Discard(len(head))
	func() { process(head) }()
}

func (s *careful) callsWhatIsSafe(c gnet.Conn) {
	go func() {
		c.AsyncWrite([]byte("later\n"), nil)
		c.Wake(nil)
		c.SetNoDelay(true)
		c.EventLoop().Execute(context.Background(), gnet.RunnableFunc(func(context.Context) error {
			_, err := c.Write([]byte("on the loop\n"))
			return err
		}))
		c.Close()
	}()
	c.AsyncWrite(nil, func(c gnet.Conn, err error) error {
		return c.Flush()
	})
}
