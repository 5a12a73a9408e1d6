package turns

import (
	"net"
	"time"
)

// A room goes over its guests, and each guest has a goroutine of its own.
type room struct {
	guests map[int]*guest
	enter  chan *guest
	tick   chan int
}

type guest struct {
	conn net.Conn
	seen time.Time // written by both
	name string    // only read after the guest is made
	left int       // the room's alone

	alias string // written by the room, by a call
}

func (r *room) run() {
	for {
		select {
		case g := <-r.enter:
			r.guests[len(r.guests)] = g
		case id := <-r.tick:
			if g, ok := r.guests[id]; ok {
				g.left--
			}
			r.sweep()
		}
	}
}

func (r *room) sweep() {
	for _, g := range r.guests {
		if time.Since(g.seen) > time.Minute && g.name != "" {
			g.left = 0
		}
		g.rename()
	}
}

func (g *guest) rename() {
	g.alias = g.name // want `g.alias is written here on the goroutine of room.run, and guest.read reads it`
}

func (g *guest) read() {
	buf := make([]byte, 1)
	for {
		if _, err := g.conn.Read(buf); err != nil {
			return
		}
		println(g.alias)
		g.seen = time.Now() // want `g.seen is written here on the goroutine of guest.read, and room.run reads it`
	}
}

func open() *room {
	r := &room{guests: make(map[int]*guest), enter: make(chan *guest), tick: make(chan int)}
	go r.run()
	return r
}

func (r *room) welcome(c net.Conn) {
	g := &guest{conn: c, name: c.RemoteAddr().String()}
	go g.read()
	r.enter <- g
}
