// Package goodbye tells the hub that it leaves, which may have left before.
package goodbye

import "net/http"

type client struct{ send chan []byte }

// A Hub has clients.
type Hub struct {
	join, leave chan *client
	quit        chan struct{}
	clients     map[*client]bool
}

// NewHub starts one.
func NewHub() *Hub {
	h := &Hub{join: make(chan *client), leave: make(chan *client), quit: make(chan struct{}), clients: make(map[*client]bool)}
	go h.run()
	return h
}

func (h *Hub) run() {
	for {
		select {
		case c := <-h.join:
			h.clients[c] = true
		case c := <-h.leave:
			delete(h.clients, c)
		case <-h.quit:
			for c := range h.clients {
				close(c.send)
			}
			return
		}
	}
}

// Stop ends it.
func (h *Hub) Stop() { close(h.quit) }

// Handler serves a client.
func (h *Hub) Handler() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &client{send: make(chan []byte, 8)}
		h.join <- c // strict
		defer func() {
			h.leave <- c // want `h.leave <- c blocks for ever once Hub.run has returned \(<-h.quit at line 33\): send in a select that knows of its end`
		}()
		for b := range c.send {
			if _, err := w.Write(b); err != nil {
				return
			}
		}
	}
}

// A Room's clients ask for the end as well.
type Room struct {
	leave   chan *client
	quit    chan struct{}
	clients map[*client]bool
}

// NewRoom starts one.
func NewRoom() *Room {
	r := &Room{leave: make(chan *client), quit: make(chan struct{}), clients: make(map[*client]bool)}
	go r.run()
	return r
}

func (r *Room) run() {
	for {
		select {
		case c := <-r.leave:
			delete(r.clients, c)
		case <-r.quit:
			return
		}
	}
}

// Stop ends it.
func (r *Room) Stop() { close(r.quit) }

// Serve serves a client.
func (r *Room) Serve(c *client) {
	go func() {
		defer func() {
			select {
			case r.leave <- c:
			case <-r.quit:
			}
		}()
		for range c.send {
		}
	}()
}
