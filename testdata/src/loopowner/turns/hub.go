package turns

import (
	"time"

	"github.com/gorilla/websocket"
)

// A hub writes to all its members, and each member has a goroutine that pings.
type hub struct {
	members map[*member]bool
	join    chan *member
	all     chan request
}

type member struct {
	conn *websocket.Conn
	name string
	hub  *hub
}

func (h *hub) run() {
	for {
		select {
		case m := <-h.join:
			h.members[m] = true
		case req := <-h.all:
			h.send(req)
		}
	}
}

func (h *hub) send(req request) {
	for m := range h.members {
		if m.conn.WriteJSON(req) != nil { // want `m.conn.WriteJSON is called here on the goroutine of hub.run, and member.ping calls m.conn.WriteMessage`
			delete(h.members, m)
		}
	}
}

func (m *member) ping() {
	for range time.Tick(time.Minute) {
		if m.conn.WriteMessage(websocket.PingMessage, nil) != nil {
			return
		}
	}
}

func startHub() *hub {
	h := &hub{members: make(map[*member]bool), join: make(chan *member), all: make(chan request)}
	go h.run()
	return h
}

func (h *hub) add(c *websocket.Conn) {
	m := &member{conn: c, hub: h}
	h.join <- m
	go m.ping()
}
