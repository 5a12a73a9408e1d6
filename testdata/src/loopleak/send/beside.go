package send

import (
	"context"
	"io"
)

// A client's loop ends when it is told to; whoever waits for an answer knows that,
// and whoever asks does not.
type client struct {
	asks    chan question
	answers chan string
	quit    chan struct{}
}

type question struct{ text string }

func newClient() *client {
	c := &client{asks: make(chan question), answers: make(chan string), quit: make(chan struct{})}
	go c.run()
	return c
}

func (c *client) run() {
	for {
		select {
		case q := <-c.asks:
			println(q.text)
		case <-c.quit:
			return
		}
	}
}

func (c *client) Ask(text string) {
	c.asks <- question{text} // want `c.asks <- question{…} blocks for ever once client.run has returned \(<-c.quit at line \d+\): send in a select that knows of its end, as at line \d+`
}

func (c *client) Answer() (string, error) {
	select {
	case a := <-c.answers:
		return a, nil
	case <-c.quit:
		return "", io.EOF
	}
}

func (c *client) Close() { close(c.quit) }

// nopeOwnClose asks only in Close whether it is closed.
type nopeOwnClose struct {
	in   chan int
	quit chan struct{}
}

func newNopeOwnClose() *nopeOwnClose {
	c := &nopeOwnClose{in: make(chan int), quit: make(chan struct{})}
	go c.run()
	return c
}

func (c *nopeOwnClose) run() {
	for {
		select {
		case n := <-c.in:
			println(n)
		case <-c.quit:
			return
		}
	}
}

func (c *nopeOwnClose) Send(n int) { c.in <- n }

func (c *nopeOwnClose) Close() {
	select {
	case <-c.quit:
	default:
		close(c.quit)
	}
}

// A registry closes the channels of those who are still there when it ends.
type registry struct{ leave chan *member }

type member struct {
	events chan int
	leave  chan *member
}

// Serve is run by others.
func (r *registry) Serve(ctx context.Context) {
	members := make(map[*member]bool)
loop:
	for {
		select {
		case m := <-r.leave:
			delete(members, m)
		case <-ctx.Done():
			break loop
		}
	}
	for m := range members {
		close(m.events)
	}
}

func newRegistry() *registry { return &registry{leave: make(chan *member)} }

func (r *registry) join() *member { return &member{events: make(chan int), leave: r.leave} }

func (m *member) Leave() {
	m.leave <- m // want `m.leave <- m blocks for ever once registry.Serve has returned \(<-ctx.Done\(\) at line \d+\): send in a select that knows of its end`
}

// An acceptor hands its connections to whoever calls Accept.
type acceptor struct {
	conns chan io.Closer
	done  chan struct{}
}

func newAcceptor(next func() (io.Closer, error)) *acceptor {
	a := &acceptor{conns: make(chan io.Closer), done: make(chan struct{})}
	go a.serve(next)
	return a
}

func (a *acceptor) serve(next func() (io.Closer, error)) {
	for {
		c, err := next()
		if err != nil {
			return
		}
		a.conns <- c // want `a.conns <- c blocks for ever after <-a.done: acceptor.Accept, which receives, waits no more then \(line \d+\); send in a select with <-a.done as well`
	}
}

func (a *acceptor) Accept() (io.Closer, error) {
	select {
	case c := <-a.conns:
		return c, nil
	case <-a.done:
		return nil, io.EOF
	}
}

func (a *acceptor) Close() error {
	close(a.done)
	return nil
}

// handshake's caller waits once, for an alert or for the end.
type handshake struct {
	alerts chan int
	ctx    context.Context
	cancel context.CancelFunc
}

func newHandshake() *handshake {
	ctx, cancel := context.WithCancel(context.Background())
	return &handshake{alerts: make(chan int), ctx: ctx, cancel: cancel}
}

func (h *handshake) Run() int {
	select {
	case n := <-h.alerts:
		return n
	case <-h.ctx.Done():
		return 0
	}
}

func (h *handshake) Alert(n int) {
	h.alerts <- n // want `h.alerts <- n blocks for ever after <-h.ctx.Done\(\): handshake.Run, which receives, waits no more then`
}

func (h *handshake) Close() { h.cancel() }

// nopeAcceptor's other Accept waits for ever.
type nopeAcceptor struct {
	conns chan io.Closer
	done  chan struct{}
}

func newNopeAcceptor(next func() io.Closer) *nopeAcceptor {
	a := &nopeAcceptor{conns: make(chan io.Closer), done: make(chan struct{})}
	go func() {
		for {
			a.conns <- next()
		}
	}()
	return a
}

func (a *nopeAcceptor) Accept() io.Closer { return <-a.conns }

func (a *nopeAcceptor) AcceptUntil() io.Closer {
	select {
	case c := <-a.conns:
		return c
	case <-a.done:
		return nil
	}
}

func (a *nopeAcceptor) Close() { close(a.done) }

// nopeJoinedAcceptor waits for its senders first.
type nopeJoinedAcceptor struct {
	nopeJoined
	conns chan int
}

func newNopeJoinedAcceptor(n int) *nopeJoinedAcceptor {
	a := &nopeJoinedAcceptor{conns: make(chan int)}
	a.quit = make(chan struct{})
	a.wg.Add(1)
	go a.serve(n)
	return a
}

func (a *nopeJoinedAcceptor) serve(n int) {
	defer a.wg.Done()
	a.conns <- n
}

func (a *nopeJoinedAcceptor) Accept() int {
	select {
	case n := <-a.conns:
		return n
	case <-a.quit:
		return 0
	}
}

// A distant loop ends by itself, and says so.
type distant struct {
	in   chan int
	done chan struct{}
}

func newDistant(take func(int) error) *distant {
	d := &distant{in: make(chan int), done: make(chan struct{})}
	go d.run(take)
	return d
}

func (d *distant) run(take func(int) error) {
	defer close(d.done)
	for n := range d.in {
		if take(n) != nil {
			return
		}
	}
}

// A service's loop gets the context that the service keeps.
type service struct {
	ctx context.Context
	in  chan int
}

func newService(ctx context.Context) *service {
	s := &service{ctx: ctx, in: make(chan int)}
	go s.run(ctx)
	return s
}

func (s *service) run(ctx context.Context) {
	for {
		select {
		case n := <-s.in:
			println(n)
		case <-ctx.Done():
			return
		}
	}
}

func (s *service) Add(n int) {
	select {
	case s.in <- n:
	case <-s.ctx.Done():
	}
}

func (s *service) AddAll(all []int) {
	for _, n := range all {
		s.in <- n // want `s.in <- n blocks for ever once service.run has returned \(<-ctx.Done\(\) at line \d+\): send in a select that knows of its end, as at line \d+`
	}
}
