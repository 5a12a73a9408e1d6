// Package inbox has hand-written loops that send to themselves.
package inbox

import "context"

type client struct {
	name string
	out  chan string
}

// A hub is the only receiver of its channels.
type hub struct {
	join      chan *client
	leave     chan *client
	broadcast chan string
	log       chan string
	quit      chan struct{}
	clients   map[*client]bool
}

func newHub() *hub {
	h := &hub{
		join:      make(chan *client),
		leave:     make(chan *client),
		broadcast: make(chan string),
		log:       make(chan string, 64),
		quit:      make(chan struct{}),
		clients:   make(map[*client]bool),
	}
	go h.run()
	return h
}

func (h *hub) run() {
	for {
		select {
		case c := <-h.join:
			h.clients[c] = true
			h.broadcast <- c.name + " joined" // want "its only receiver"
		case c := <-h.leave:
			delete(h.clients, c)
			h.note(c.name + " left")
		case text := <-h.broadcast:
			h.deliver(text)
		case line := <-h.log:
			println(line)
		case <-h.quit:
			return
		}
	}
}

// deliver runs on run.
func (h *hub) deliver(text string) {
	for c := range h.clients {
		select {
		case c.out <- text:
		default:
			h.leave <- c // want "its only receiver"
		}
	}
}

// note runs on run, and log has room for a while: strict.
func (h *hub) note(line string) {
	h.log <- line
}

// Say is for the other goroutines.
func (h *hub) Say(text string) {
	h.broadcast <- text
}

func (h *hub) serve(c *client, lines <-chan string) {
	h.join <- c
	defer func() { h.leave <- c }()
	for line := range lines {
		h.Say(line)
	}
}

func start(lines <-chan string) {
	h := newHub()
	go h.serve(&client{"ada", make(chan string, 8)}, lines)
}

// A pump is started by a literal, and calls a method that others call too.
type pump struct {
	tasks chan func()
	done  chan struct{}
}

func (p *pump) start() {
	p.tasks, p.done = make(chan func()), make(chan struct{})
	go func() {
		for {
			select {
			case task := <-p.tasks:
				task()
				p.post(func() {})
			case <-p.done:
				return
			}
		}
	}()
}

func (p *pump) post(task func()) {
	p.tasks <- task // want "its only receiver"
}

// A queue keeps what it cannot take now and never waits for itself.
type queue struct {
	in      chan string
	retry   chan string
	ctx     context.Context
	peer    *queue
	pending []string
}

func newQueue(ctx context.Context, peer *queue) *queue {
	q := &queue{in: make(chan string), retry: make(chan string, 8), ctx: ctx, peer: peer}
	go q.run()
	return q
}

func (q *queue) run() {
	for {
		select {
		case s := <-q.in:
			q.sendIfRoom(s)
			q.sendFromAGoroutine(s)
			q.pending = append(q.pending, s)
		case s := <-q.retry:
			q.pending = append(q.pending, s)
			q.sendToPeer(s)
		case <-q.ctx.Done():
			return
		}
	}
}

func (q *queue) sendIfRoom(s string) {
	select {
	case q.retry <- s:
	default:
	}
}

func (q *queue) sendFromAGoroutine(s string) {
	go func() { q.in <- s }()
}

// sendToPeer sends to another queue, whose loop is another goroutine.
func (q *queue) sendToPeer(s string) {
	if q.peer != nil {
		q.peer.in <- s
	}
}

// A team has two goroutines that receive from the same channel.
type team struct {
	work chan int
	quit chan struct{}
	sum  int
}

func newTeam() *team {
	t := &team{work: make(chan int), quit: make(chan struct{})}
	go t.lead()
	go t.follow()
	return t
}

func (t *team) lead() {
	for {
		select {
		case n := <-t.work:
			t.sum += n
			if n > 1 {
				// follow takes it.
				t.work <- n - 1
			}
		case <-t.quit:
			return
		}
	}
}

func (t *team) follow() {
	for n := range t.work {
		println(n)
	}
}

// A teller answers on the channel that comes with the question.
type question struct {
	text  string
	reply chan string
}

type teller struct {
	questions chan question
	quit      chan struct{}
}

func (t *teller) start() { go t.run() }

func (t *teller) run() {
	for {
		select {
		case q := <-t.questions:
			q.reply <- "yes"
		case <-t.quit:
			return
		}
	}
}

func (t *teller) ask(text string) string {
	q := question{text, make(chan string, 1)}
	t.questions <- q
	return <-q.reply
}

func useTeller(t *teller, answers chan<- string) {
	t.start()
	go func() { answers <- t.ask("well?") }()
}

// A crew has as many receivers as members: while one sends, another takes it.
type crew struct {
	jobs chan int
	quit chan struct{}
}

func (c *crew) start(members int) {
	c.jobs = make(chan int)
	for range members {
		go c.work()
	}
}

func (c *crew) work() {
	for {
		select {
		case n := <-c.jobs:
			if n > 1 {
				c.jobs <- n - 1
			}
		case <-c.quit:
			return
		}
	}
}

// parallel starts the same function in several goroutines, once starts it in one.
func parallel(n int, f func()) {
	for range n {
		go f()
	}
}

func once(f func()) { go f() }

// swap's channels are served by all of the goroutines that parallel starts, and
// what once starts serves alone.
func swap(n int) {
	left, right, alone := make(chan int), make(chan int), make(chan int)
	parallel(n, func() {
		for {
			select {
			case v := <-left:
				right <- v
			case v := <-right:
				left <- v
			}
		}
	})
	once(func() {
		for v := range alone {
			alone <- v // want "its only receiver"
		}
	})
}

// room is how many tokens an opener takes in, and as a variable no constant.
var room = 1 << 20

// An opener tells itself how often to work, and has room for the count.
type opener struct {
	tokens chan struct{}
	quit   chan struct{}
	wanted int
}

func newOpener() *opener {
	o := &opener{tokens: make(chan struct{}, room), quit: make(chan struct{})}
	go o.run()
	return o
}

func (o *opener) run() {
	for {
		select {
		case <-o.tokens:
			if o.wanted--; o.wanted > 0 {
				o.tokens <- struct{}{}
			}
		case <-o.quit:
			return
		}
	}
}

// An actor runs the functions that it is sent.
type actor struct {
	do    chan func()
	quit  chan struct{}
	count int
}

func newActor() *actor {
	a := &actor{do: make(chan func()), quit: make(chan struct{})}
	go a.run()
	return a
}

func (a *actor) run() {
	for {
		select {
		case f := <-a.do:
			f()
		case <-a.quit:
			return
		}
	}
}

func (a *actor) add() {
	a.do <- func() {
		a.count++
		if a.count > 10 {
			a.do <- a.reset // want "send to a.do waits for actor.run, its only receiver, and this runs on actor.run: deadlock"
		}
	}
}

func (a *actor) reset() { a.count = 0 }

// later sends from another goroutine, which waits for the loop as it may.
func (a *actor) later() {
	a.do <- func() {
		go func() { a.do <- a.reset }()
	}
}

// A store's loop fills the channels itself before it receives from them: a
// semaphore, and a mailbox for what comes later.
type store struct {
	in    chan int
	later chan int
	quit  chan struct{}
	ended chan struct{}
}

func newStore() *store {
	s := &store{in: make(chan int), later: make(chan int, 8), quit: make(chan struct{}), ended: make(chan struct{})}
	go s.run()
	return s
}

func (s *store) run() {
	pending := make(chan struct{}, 1)
	write := func(n int) {
		println(n)
		<-pending
	}
	defer close(s.ended)
	for {
		select {
		case n := <-s.in:
			pending <- struct{}{}
			write(n)
			if n > 1 {
				s.later <- n - 1
				s.again()
			}
		case pending <- struct{}{}:
			go write(0)
		case <-s.quit:
			pending <- struct{}{}
			write(0)
			<-s.ended // want "receiving from s.ended waits for store.run, which alone completes it"
			return
		}
	}
}

func (s *store) again() { println(<-s.later) }
