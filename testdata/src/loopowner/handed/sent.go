package handed

import (
	"io"
	"net"
	"sync"
)

// A link reads, and sends itself with each event to the loop that knows what to do.
type link struct {
	conn   net.Conn
	closed bool
	nick   string
	sent   int
	mu     sync.Mutex
	state  int
}

type event struct {
	from *link
	text string
}

type desk struct {
	events   chan any
	requests chan *request
	links    map[string]*link
	mu       sync.Mutex
}

type request struct {
	name  string
	links int
	done  chan struct{}
}

func (d *desk) run() {
	for e := range d.events {
		switch e := e.(type) {
		case event:
			l := e.from
			if l.closed {
				continue
			}
			l.nick = e.text
			l.mu.Lock()
			l.state++
			l.mu.Unlock()
		case *link:
			d.links[e.nick] = e
		}
	}
}

// serve answers.
func (d *desk) serve() {
	for r := range d.requests {
		r.links = len(r.name)
		close(r.done)
	}
}

func (l *link) read(events chan<- any) {
	buf := make([]byte, 100)
	for {
		n, err := l.conn.Read(buf)
		if err != nil {
			return
		}
		l.sent++
		events <- event{l, string(buf[:n])}
	}
}

func (l *link) close() {
	l.closed = true // strict: it was sent before
	l.mu.Lock()
	l.state = 0
	l.mu.Unlock()
}

func (d *desk) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		link := &link{conn: conn}
		link.nick = "nobody" // nobody has it yet
		link.read(d.events)
		link.close()
	}
}

// ask waits for the answer before it uses what it has sent, and writes before it sends.
func (d *desk) ask(name string) int {
	r := &request{done: make(chan struct{})}
	r.name = name
	d.requests <- r
	<-r.done
	return r.links
}

// hurry does not wait.
func (d *desk) hurry() int {
	r := &request{done: make(chan struct{})}
	d.requests <- r
	return r.links // strict: it was sent before
}

// askOnce reads in the statement that waits.
func (d *desk) askOnce() (int, bool) {
	r := &request{done: make(chan struct{})}
	d.requests <- r
	_, ok := <-r.done
	return r.links, ok
}

func (d *desk) askAtOnce() (int, struct{}) {
	r := &request{done: make(chan struct{})}
	d.requests <- r
	return r.links, <-r.done
}

// forward hands over one after the other: what it reads next is another one.
func (d *desk) forward(all []*request, more <-chan *request) {
	for _, r := range all {
		if r.links == 0 {
			d.requests <- r
		}
	}
	for r := range more {
		println(r.links)
		d.requests <- r
	}
}

// sort hands over in one arm, and uses another one in another arm of the next round.
func (d *desk) sort(more <-chan *request) {
	for {
		r := <-more
		switch {
		case r.name == "":
			d.requests <- r
		default:
			println(r.links)
			d.requests <- r
		}
	}
}

func start(l net.Listener) {
	d := &desk{events: make(chan any), requests: make(chan *request), links: make(map[string]*link)}
	go d.run()
	go d.serve()
	go d.accept(l)
	go println(d.ask(""), d.hurry())
	go d.forward(nil, nil)
	go d.askOnce()
	go d.sort(nil)
	go d.askAtOnce()
}

// pump sends one buffer again and again.
func pump(r io.Reader, to chan<- []byte) {
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf) // want `buf is read into here again, but it was sent as it is \(line \d+\), and whoever received it may not be done with it; make one for each round, or send a copy`
		if err != nil {
			return
		}
		to <- buf[:n]
	}
}

type packet struct {
	data []byte
	from net.Addr
}

// packets does it in a struct.
func packets(c net.PacketConn, to chan<- packet, done <-chan struct{}) {
	buf := make([]byte, 4096)
	for {
		n, from, err := c.ReadFrom(buf) // want `buf is read into here again`
		if err != nil {
			return
		}
		select {
		case to <- packet{buf[:n], from}:
		case <-done:
			return
		}
	}
}

// turns waits until the other one is done with it.
func turns(r io.Reader, to chan<- []byte, next <-chan struct{}) {
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		if err != nil {
			return
		}
		to <- buf[:n]
		<-next
	}
}

// fresh makes one for each round.
func fresh(r io.Reader, to chan<- []byte) {
	for {
		buf := make([]byte, 4096)
		n, err := r.Read(buf)
		if err != nil {
			return
		}
		to <- buf[:n]
	}
}

// renewed makes another one where it has sent one; copied sends a copy.
func renewed(r io.Reader, to chan<- []byte) {
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		if err != nil {
			return
		}
		to <- buf[:n]
		buf = make([]byte, 4096)
	}
}

func copied(r io.Reader, to chan<- []byte) {
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		if err != nil {
			return
		}
		to <- append([]byte(nil), buf[:n]...)
	}
}
