// Package pongs has handlers of a websocket, which run where somebody reads from it.
package pongs

import (
	"time"

	"github.com/gorilla/websocket"
)

// keepAlive asks in its loop when the handler was called last: another goroutine reads.
func keepAlive(conn *websocket.Conn, ticks <-chan time.Time) {
	last := time.Now()
	conn.SetPongHandler(func(string) error {
		last = time.Now() // want "last is written here in a handler that keepAlive sets .*, and a goroutine that keepAlive starts reads it"
		return nil
	})
	go func() {
		for range ticks {
			if time.Since(last) > time.Minute {
				conn.Close()
			}
		}
	}()
}

// readAlive reads in the same loop: that is where the handler runs.
func readAlive(conn *websocket.Conn) {
	last := time.Now()
	conn.SetPongHandler(func(string) error {
		last = time.Now()
		return nil
	})
	go func() {
		for {
			if _, _, err := conn.ReadMessage(); err != nil || time.Since(last) > time.Minute {
				return
			}
		}
	}()
}

type client struct {
	conn  *websocket.Conn
	last  time.Time
	send  chan []byte
	ticks chan time.Time
}

func (c *client) start() {
	c.conn.SetPongHandler(c.onPong)
	go c.read()
	go c.write()
}

func (c *client) onPong(string) error {
	c.last = time.Now() // want "c.last is written here in a handler that client.start sets .*, and client.write reads it"
	return nil
}

// read runs the handler.
func (c *client) read() {
	for {
		_, data, err := c.conn.ReadMessage()
		if err != nil || len(data) == 0 && c.last.IsZero() {
			return
		}
	}
}

// write asks what the handler sets.
func (c *client) write() {
	for {
		select {
		case data := <-c.send:
			c.conn.WriteMessage(websocket.TextMessage, data)
		case now := <-c.ticks:
			if now.Sub(c.last) > time.Minute {
				return
			}
		}
	}
}

// An Answerer answers by a function that it is handed, when it has the answer.
type Answerer interface {
	Answer(data []byte, w func(any) error) error
}

// serve pings beside who answers, on whatever goroutine that is.
func serve(conn *websocket.Conn, a Answerer, ticks <-chan time.Time) {
	go func() {
		for range ticks {
			conn.WriteMessage(websocket.PingMessage, nil) // want "conn.WriteMessage is called here on a goroutine that serve starts .*, and serve calls conn.WriteJSON"
		}
	}()
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			return
		}
		a.Answer(data, func(v any) error { return conn.WriteJSON(v) })
	}
}

// serveAlone writes nothing itself while it answers.
func serveAlone(conn *websocket.Conn, a Answerer, ticks <-chan time.Time) {
	go func() {
		for range ticks {
			conn.WriteControl(websocket.PingMessage, nil, time.Now())
		}
	}()
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			return
		}
		a.Answer(data, func(v any) error { return conn.WriteJSON(v) })
	}
}
