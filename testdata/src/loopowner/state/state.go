// Package state has hand-written loops, whose state other goroutines touch.
package state

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// consumer's loop uses the connection, and a goroutine that it starts replaces it.
type consumer struct {
	conn   io.Writer
	events chan string
	lost   chan struct{}
	closed chan struct{}
	seen   map[string]int
}

func newConsumer(w io.Writer, dial func() io.Writer) *consumer {
	c := &consumer{conn: w, events: make(chan string), lost: make(chan struct{}), closed: make(chan struct{}), seen: make(map[string]int)}
	c.seen["start"] = 1 // nobody else has it yet
	go c.loop(dial)
	return c
}

func (c *consumer) loop(dial func() io.Writer) {
	go func() {
		for {
			select {
			case <-c.lost:
				c.reconnect(dial)
			case <-c.closed:
				return
			}
		}
	}()
	for e := range c.events {
		c.seen[e]++
		io.WriteString(c.conn, e)
	}
}

func (c *consumer) reconnect(dial func() io.Writer) {
	c.conn = dial() // want `c.conn is written here on a goroutine that consumer.loop starts \(line 30\), and consumer.loop reads it \(line 42\): a race; post it to the loop that owns it, or guard it with a lock`
}

func (c *consumer) Ack(id string) { c.events <- id }
func (c *consumer) Lost()         { c.lost <- struct{}{} }

// guarded does the same under a lock.
type guarded struct {
	mu     sync.Mutex
	conn   io.Writer
	events chan string
	lost   chan struct{}
}

func newGuarded(w io.Writer, dial func() io.Writer) *guarded {
	g := &guarded{conn: w, events: make(chan string), lost: make(chan struct{})}
	go g.loop(dial)
	return g
}

func (g *guarded) loop(dial func() io.Writer) {
	go func() {
		for range g.lost {
			w := dial()
			g.mu.Lock()
			g.conn = w
			g.mu.Unlock()
		}
	}()
	for e := range g.events {
		g.mu.Lock()
		w := g.conn
		g.mu.Unlock()
		io.WriteString(w, e)
	}
}

// executor starts a goroutine for each job, and they share its map.
type executor struct {
	jobs  chan job
	done  chan struct{}
	lanes map[string]chan func()
	count int
}

type job struct {
	name string
	f    func()
}

func (e *executor) run() {
	e.lanes = make(map[string]chan func())
	for {
		select {
		case j := <-e.jobs:
			go func() {
				lane, ok := e.lanes[j.name]
				if !ok {
					lane = make(chan func(), 1)
					e.lanes[j.name] = lane // want `e.lanes is written here on goroutines that executor.run starts one after the other \(line 102\), and they race with each other; post it to the loop that owns it, or guard it with a lock`
				}
				lane <- j.f
			}()
		case <-e.done:
			return
		}
	}
}

// fixedRun looks the lane up on the loop.
func (e *executor) fixedRun() {
	lanes := make(map[string]chan func())
	for j := range e.jobs {
		lane := lanes[j.name]
		go func() { lane <- j.f }()
	}
}

// runOne starts its goroutine again when the last one has ended.
func (e *executor) runOne() {
	for range e.jobs {
		go e.step()
	}
}

func (e *executor) step() { e.count++ }

// runJoined waits for each.
func (e *executor) runJoined() {
	for j := range e.jobs {
		done := make(chan struct{})
		go func() {
			defer close(done)
			j.f()
			e.count++
		}()
		<-done
		e.count++
	}
}

// house owns rooms, and a room's loop takes itself off its map.
type house struct {
	rooms map[string]*room
	join  chan string
	empty chan string
}

type room struct {
	house *house
	name  string
	users map[string]bool
	leave chan string
}

func newHouse() *house {
	h := &house{rooms: make(map[string]*room), join: make(chan string), empty: make(chan string)}
	go h.run()
	return h
}

func (h *house) run() {
	for {
		select {
		case name := <-h.join:
			r := h.rooms[name]
			if r == nil {
				r = &room{house: h, name: name, users: make(map[string]bool), leave: make(chan string)}
				h.rooms[name] = r
				go r.run()
			}
		case name := <-h.empty:
			delete(h.rooms, name)
		}
	}
}

func (r *room) run() {
	for u := range r.leave {
		delete(r.users, u)
		switch len(r.users) {
		case 0:
			delete(r.house.rooms, r.name) // want `r.house.rooms is written here on the goroutine of room.run, and house.run (reads|writes) it \(line \d+\): a race`
		case 1:
			r.house.empty <- r.name
		}
	}
}

// Hub's loop owns the clients.
type Hub struct {
	clients  map[chan string]bool
	register chan chan string
	relay    chan string
	last     string
	count    int
	quit     chan struct{}
	over     chan struct{}
}

func NewHub() *Hub {
	h := &Hub{clients: make(map[chan string]bool), register: make(chan chan string), relay: make(chan string), quit: make(chan struct{}), over: make(chan struct{})}
	go h.run()
	return h
}

func (h *Hub) unregister(c chan string) {
	delete(h.clients, c) // want `h.clients is written here on the goroutine of Hub.unregister, and Hub.run (reads|writes) it \(line \d+\): a race`
}

func (h *Hub) run() {
	defer close(h.over)
	for {
		select {
		case c := <-h.register:
			h.clients[c] = true
		case m := <-h.relay:
			h.last = m
			h.count++
			for c := range h.clients {
				select {
				case c <- m:
				default:
					go h.unregister(c)
				}
			}
		case <-h.quit:
			return
		}
	}
}

// Relay hands a message over.
func (h *Hub) Relay(m string) bool {
	again := h.last == m // want "h.last is read here by whoever calls Hub.Relay, and Hub.run writes it"
	h.relay <- m
	return again
}

// Close waits for the loop's end.
func (h *Hub) Close() int {
	close(h.quit)
	<-h.over
	return h.count
}

// server has a goroutine for each connection.
type server struct {
	l     net.Listener
	peers map[net.Conn]bool
	total atomic.Int64
	mu    sync.Mutex
	known map[string]bool
}

func (s *server) accept() {
	for {
		c, err := s.l.Accept()
		if err != nil {
			return
		}
		s.peers[c] = true
		go s.serve(c)
	}
}

func (s *server) serve(c net.Conn) {
	s.total.Add(1)
	s.mu.Lock()
	s.known[c.RemoteAddr().String()] = true
	s.mu.Unlock()
	delete(s.peers, c) // want `s.peers is written here on the goroutine of server.serve, and server.accept writes it \(line \d+\): a race`
}

// worker and its owner take turns.
type worker struct {
	buf  []byte
	req  chan int
	resp chan int
	err  error
	done chan struct{}
}

func (w *worker) own(ctx context.Context) error {
	go w.serve()
	for {
		select {
		case w.req <- 1:
			<-w.resp
			w.buf = nil
		case <-w.done:
			return w.err
		case <-ctx.Done():
			return nil
		}
	}
}

func (w *worker) serve() {
	for range w.req {
		w.buf = append(w.buf, 1)
		w.resp <- len(w.buf)
	}
	w.err = io.EOF
	close(w.done)
}

// ticker's timer runs beside its loop.
type ticker struct {
	next time.Time
	at   time.Duration
	in   chan time.Duration
}

func (t *ticker) run() {
	for d := range t.in {
		t.next = time.Now().Add(d)
		time.AfterFunc(d, func() {
			println(t.next.String()) // want `t.next is read here on a goroutine that ticker.run starts \(line \d+\), and ticker.run writes it \(line \d+\): a race`
		})
	}
}

// swapped is another object for each round.
func swapped(in chan string) {
	for name := range in {
		r := &room{name: name}
		r.users = make(map[string]bool)
		go r.run()
	}
}

// fills gives each goroutine its own element.
type fills struct {
	out []int
	in  chan int
}

func (f *fills) run() {
	for i := range f.in {
		go func() { f.out[i] = i }()
	}
}

// lazily is made before the goroutine that uses it is started.
type lazily struct {
	seen map[string]bool
	in   chan string
}

func (l *lazily) start() {
	if l.seen == nil {
		l.seen = make(map[string]bool)
	}
	go func() {
		for s := range l.in {
			if l.seen[s] {
				return
			}
		}
	}()
}

func starts(l *lazily) {
	for {
		l.start()
	}
}

// published has been written before the flag that the other one loads.
type published struct {
	ready atomic.Bool
	value string
	in    chan string
}

func (p *published) run() {
	go func() {
		p.value = "done"
		p.ready.Store(true)
	}()
	for range p.in {
		if p.ready.Load() {
			println(p.value)
		}
	}
}

// swarm has a loop that takes peers, and a goroutine that does what the loop does.
type swarm struct {
	found chan string
	peers map[string]bool
	tried map[string]int
	last  string
}

func newSwarm() *swarm {
	s := &swarm{found: make(chan string), peers: make(map[string]bool), tried: make(map[string]int)}
	go s.run()
	return s
}

func (s *swarm) run() {
	for name := range s.found {
		s.take(name)
	}
}

func (s *swarm) take(name string) {
	s.peers[name] = true
	s.tried[name]++
	s.last = name
}

func (s *swarm) add(name string) { go s.lookUp(name) }

func (s *swarm) lookUp(name string) {
	s.take(lookUp(name)) // want `s.take runs here on the goroutine of swarm.lookUp, and swarm.run runs it too: they race for 3 fields \(peers, tried, last\); post it to the loop that owns it, or guard it with a lock`
}

// post hands it to the loop.
func (s *swarm) post(name string) { go func() { s.found <- lookUp(name) }() }

func lookUp(name string) string { return name }

// session is started when the function that prepares it returns.
type session struct {
	in chan string
	to string
}

func (s *session) start(to string) {
	defer func() { go s.run() }()
	for range s.in {
		s.to = to
	}
}

func (s *session) run() {
	for m := range s.in {
		println(s.to, m)
	}
}

// speaker waits in its rounds for those whom an earlier round has started.
type speaker struct {
	in   chan bool
	wg   sync.WaitGroup
	conn *connection
}

type connection struct{ n int }

func (s *speaker) run() {
	for up := range s.in {
		if up {
			s.up()
		} else {
			s.down()
		}
	}
}

func (s *speaker) up() {
	s.wg.Add(1)
	go s.speak()
}

func (s *speaker) down() {
	s.wg.Wait()
	s.conn = nil
}

func (s *speaker) speak() {
	defer s.wg.Done()
	for range s.in {
		println(s.conn)
	}
}

// A gauge holds a struct: whoever copies it reads each of its fields, and whoever puts
// another one there writes them.
type gauge struct {
	at     point
	limits point
	in     chan int
}

type point struct{ x, y int }

func newGauge() *gauge {
	g := &gauge{in: make(chan int)}
	g.limits = point{1, 2}
	go g.run()
	go g.poll()
	return g
}

func (g *gauge) run() {
	for n := range g.in {
		g.at.x = n // want `g.at.x is written here on the goroutine of gauge.run, and gauge.poll reads it`
		println(g.limits.x)
	}
}

func (g *gauge) poll() {
	for range time.Tick(time.Second) {
		at, limits := g.at, g.limits
		println(at.x, limits.x)
	}
}
