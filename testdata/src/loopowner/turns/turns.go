// Package turns has connections and encoders that one goroutine at a time may use in one
// direction.
package turns

import (
	"bufio"
	"encoding/json"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

var up websocket.Upgrader

type request struct{ ID int }

// A pinging reader: the goroutine pings, and the function around it answers.
func pingAndAnswer(w http.ResponseWriter, r *http.Request) {
	c, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	go func() {
		for range time.Tick(time.Minute) {
			if c.WriteMessage(websocket.PingMessage, nil) != nil { // want `c.WriteMessage is called here on a goroutine that pingAndAnswer starts \(line 26\), and pingAndAnswer calls c.WriteJSON \(line 38\), but one goroutine at a time may write to a websocket; let one goroutine make these calls`
				return
			}
		}
	}()
	for {
		var req request
		if c.ReadJSON(&req) != nil {
			return
		}
		if c.WriteJSON(req) != nil {
			return
		}
	}
}

// WriteControl and Close may be called beside all others, and reading beside writing.
func pingByControl(w http.ResponseWriter, r *http.Request) {
	c, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	go func() {
		defer c.Close()
		for range time.Tick(time.Minute) {
			if c.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) != nil {
				return
			}
		}
	}()
	go func() {
		for {
			var req request
			if c.ReadJSON(&req) != nil {
				return
			}
		}
	}()
	for range time.Tick(time.Second) {
		if c.WriteJSON(request{}) != nil {
			return
		}
	}
}

// A peer has a loop that writes, and a reader that answers at once.
type peer struct {
	conn *websocket.Conn
	out  chan request
}

func newPeer(c *websocket.Conn) *peer {
	p := &peer{conn: c, out: make(chan request)}
	go p.writeLoop()
	go p.readLoop()
	return p
}

func (p *peer) writeLoop() {
	for req := range p.out {
		if p.conn.WriteJSON(req) != nil { // want `p.conn.WriteJSON is called here on the goroutine of peer.writeLoop, and peer.readLoop calls p.conn.WriteJSON`
			return
		}
	}
}

func (p *peer) readLoop() {
	for {
		var req request
		if p.conn.ReadJSON(&req) != nil {
			return
		}
		if req.ID == 0 {
			p.reply(request{})
			continue
		}
		p.out <- req
	}
}

func (p *peer) reply(req request) {
	_ = p.conn.WriteJSON(req)
}

// A locked peer holds its lock around all that it writes.
type locked struct {
	mu   sync.Mutex
	conn *websocket.Conn
}

func newLocked(c *websocket.Conn) *locked {
	p := &locked{conn: c}
	go p.ping()
	go p.readLoop()
	return p
}

func (p *locked) write(req request) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.conn.WriteJSON(req)
}

func (p *locked) ping() {
	for range time.Tick(time.Second) {
		_ = p.write(request{})
	}
}

func (p *locked) readLoop() {
	for {
		var req request
		if p.conn.ReadJSON(&req) != nil || p.write(req) != nil {
			return
		}
	}
}

// One that forgets the lock on one of its ways is not alone in its turn.
type halfLocked struct {
	mu sync.Mutex
	*websocket.Conn
}

func newHalfLocked(c *websocket.Conn) {
	p := &halfLocked{Conn: c}
	go p.ping()
	go p.readLoop()
}

func (p *halfLocked) ping() {
	for range time.Tick(time.Second) {
		_ = p.WriteMessage(websocket.PingMessage, nil) // want `p.WriteMessage is called here on the goroutine of halfLocked.ping`
	}
}

func (p *halfLocked) readLoop() {
	for {
		var req request
		if p.ReadJSON(&req) != nil {
			return
		}
		p.mu.Lock()
		_ = p.WriteJSON(req)
		p.mu.Unlock()
	}
}

// Requests that are handled one beside the other answer with one encoder.
func serve(conn net.Conn) {
	dec, enc := json.NewDecoder(conn), json.NewEncoder(conn)
	for {
		var req request
		if dec.Decode(&req) != nil {
			return
		}
		go func() {
			_ = enc.Encode(handle(req)) // want `enc.Encode is called here on goroutines that serve starts one after the other \(line 184\), and they race with each other, but one goroutine at a time may encode with a json.Encoder`
		}()
	}
}

func handle(req request) request { return req }

// One for each connection is alone.
func serveEach(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		enc := json.NewEncoder(conn)
		go func() {
			for range time.Tick(time.Second) {
				_ = enc.Encode(request{})
			}
		}()
	}
}

// What is written before the goroutine starts, and after it is done, is in order.
func before(conn net.Conn) {
	w := bufio.NewWriter(conn)
	_, _ = w.WriteString("hello")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 10 {
			_, _ = w.WriteString("tick")
			time.Sleep(time.Second)
		}
	}()
	<-done
	_ = w.Flush()
}
