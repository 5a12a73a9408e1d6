// Hub is a chat server: a line from one client goes to all the others.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"net"
	"strings"
	"time"
)

// A client is one connection.
type client struct {
	conn net.Conn
	name string
	out  chan string
}

// A message is a line and who said it.
type message struct {
	from *client
	text string
}

// A hub is a goroutine, run, and the channels to talk to it.
type hub struct {
	join  chan *client
	leave chan *client
	say   chan message
	quit  chan struct{}
	done  chan struct{}

	clients map[*client]bool
	topic   string
	slow    bool
}

func newHub(topic string) *hub {
	h := &hub{
		join:    make(chan *client),
		leave:   make(chan *client),
		say:     make(chan message),
		quit:    make(chan struct{}),
		done:    make(chan struct{}),
		clients: make(map[*client]bool),
		topic:   topic,
	}
	go h.run()
	return h
}

func (h *hub) run() {
	defer close(h.done)
	for {
		select {
		case c := <-h.join:
			h.clients[c] = true
			c.out <- "* the topic is " + h.topic
			h.broadcast(nil, "* "+c.name+" joined")
		case c := <-h.leave:
			h.drop(c)
		case m := <-h.say:
			if strings.HasPrefix(m.text, "/") {
				h.command(m)
			} else {
				h.broadcast(m.from, m.from.name+": "+m.text)
			}
		case <-h.quit:
			for c := range h.clients {
				h.drop(c)
			}
			return
		}
	}
}

// drop forgets a client.
func (h *hub) drop(c *client) {
	if h.clients[c] {
		delete(h.clients, c)
		close(c.out)
		h.broadcast(nil, "* "+c.name+" left")
	}
}

// broadcast sends a line to everybody but from. Who does not read is dropped.
func (h *hub) broadcast(from *client, line string) {
	if h.slow {
		time.Sleep(time.Second)
	}
	for c := range h.clients {
		if c == from {
			continue
		}
		select {
		case c.out <- line:
		default:
			h.leave <- c
		}
	}
}

// command handles a line that begins with a slash.
func (h *hub) command(m message) {
	verb, arg, _ := strings.Cut(m.text, " ")
	switch verb {
	case "/topic":
		h.topic = arg
		h.broadcast(nil, "* the topic is "+arg)
	case "/slow":
		h.slow = !h.slow
	case "/who":
		for c := range h.clients {
			h.tell(m.from, "* "+c.name)
		}
	default:
		h.tell(m.from, "* what is "+verb+"?")
	}
}

// tell sends a line to one client, if it is there and listens.
func (h *hub) tell(c *client, line string) {
	if !h.clients[c] {
		return
	}
	select {
	case c.out <- line:
	default:
	}
}

// serve reads a client's lines until the connection ends.
func (h *hub) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewScanner(conn)
	fmt.Fprint(conn, "name: ")
	if !in.Scan() {
		return
	}
	c := &client{conn: conn, name: in.Text(), out: make(chan string, 16)}
	go c.write()
	select {
	case h.join <- c:
	case <-h.done:
		return
	}
	for in.Scan() {
		select {
		case h.say <- message{c, in.Text()}:
		case <-h.done:
			return
		}
	}
	select {
	case h.leave <- c:
	case <-h.done:
	}
}

// write sends what the hub has for the client.
func (c *client) write() {
	for line := range c.out {
		if _, err := fmt.Fprintln(c.conn, line); err != nil {
			c.conn.Close()
		}
	}
}

// stop ends the hub and waits for it.
func (h *hub) stop() {
	close(h.quit)
	<-h.done
}

func main() {
	addr := flag.String("addr", "localhost:7000", "where to listen")
	topic := flag.String("topic", "anything", "the first topic")
	flag.Parse()
	ln, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal("hub: ", err)
	}
	h := newHub(*topic)
	defer h.stop()
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Print("hub: ", err)
			return
		}
		go h.serve(conn)
	}
}
