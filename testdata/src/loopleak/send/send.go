// Package send hands values to loops that can have returned.
package send

import (
	"context"
	"io"
	"sync"
	"time"
)

// conn has a writer that ends after an error, and with closed.
type conn struct {
	w      io.Writer
	out    chan []byte
	closed chan struct{}
}

func newConn(w io.Writer) *conn {
	c := &conn{w: w, out: make(chan []byte, 64), closed: make(chan struct{})}
	go c.writer()
	return c
}

func (c *conn) writer() {
	for {
		select {
		case b := <-c.out:
			if _, err := c.w.Write(b); err != nil {
				return
			}
		case <-c.closed:
			return
		}
	}
}

func (c *conn) Close() { close(c.closed) }

func (c *conn) Send(b []byte) {
	c.out <- b // want `c.out <- b blocks for ever once conn.writer has returned \(<-c.closed at line \d+\) and its room for 64 is full: send in a select that knows of its end$`
}

func (c *conn) nopeDeadline(b []byte) {
	select {
	case c.out <- b:
	case <-time.After(time.Second):
	}
}

func (c *conn) nopeContext(ctx context.Context, b []byte) {
	select {
	case c.out <- b:
	case <-ctx.Done():
	}
}

// runner's loop ends with its context, and one of the two sends knows it.
type runner struct {
	ctx      context.Context
	started  chan int
	finished chan int
}

func newRunner(ctx context.Context) *runner {
	r := &runner{ctx: ctx, started: make(chan int), finished: make(chan int)}
	go r.loop()
	return r
}

func (r *runner) loop() {
	done := make(map[int]int)
	for {
		select {
		case id := <-r.started:
			done[id]++
		case id := <-r.finished:
			delete(done, id)
		case <-r.ctx.Done():
			return
		}
	}
}

func (r *runner) start(id int, f func()) {
	go func() {
		select {
		case r.started <- id:
		case <-r.ctx.Done():
		}
		f()
		r.finished <- id // want `r.finished <- id blocks for ever once runner.loop has returned \(<-r.ctx.Done\(\) at line \d+\): send in a select that knows of its end, as at line \d+`
	}()
}

// node answers on a channel that is sent to it; Stop knows of its end.
type node struct {
	status     chan chan int
	stop, done chan struct{}
}

func newNode() *node {
	n := &node{status: make(chan chan int), stop: make(chan struct{}), done: make(chan struct{})}
	go n.run()
	return n
}

func (n *node) run() {
	for {
		select {
		case c := <-n.status:
			if c == nil {
				return
			}
			c <- 1
		case <-n.stop:
			close(n.done)
			return
		}
	}
}

func (n *node) Stop() {
	select {
	case n.stop <- struct{}{}:
	case <-n.done:
	}
}

func (n *node) Status() int {
	c := make(chan int)
	n.status <- c // want `n.status <- c blocks for ever once node.run has returned`
	return <-c
}

// Follower sends to whoever uses it.
type Follower struct {
	Lines chan string
	dying chan struct{}
	done  chan struct{}
}

func Follow(next func() (string, error)) *Follower {
	f := &Follower{Lines: make(chan string), dying: make(chan struct{}), done: make(chan struct{})}
	go f.run(next)
	return f
}

func (f *Follower) run(next func() (string, error)) {
	defer close(f.done)
	for {
		line, err := next()
		if err != nil {
			return
		}
		f.emit(line)
		select {
		case <-f.dying:
			return
		default:
		}
	}
}

func (f *Follower) emit(line string) {
	f.Lines <- line // want `f.Lines <- line blocks for ever if nobody receives any more when Follower.Stop says stop and waits \(line \d+\): send in a select with <-f.dying as well`
}

func (f *Follower) Stop() {
	close(f.dying)
	<-f.done
}

// NopeClosing closes what it sends on, so that people range over it to the end.
type NopeClosing struct {
	Lines       chan string
	dying, done chan struct{}
}

func NopeFollow(next func() string) *NopeClosing {
	f := &NopeClosing{Lines: make(chan string), dying: make(chan struct{}), done: make(chan struct{})}
	go f.run(next)
	return f
}

func (f *NopeClosing) run(next func() string) {
	defer close(f.done)
	defer close(f.Lines)
	for {
		select {
		case <-f.dying:
			return
		default:
		}
		f.Lines <- next()
	}
}

func (f *NopeClosing) Stop() {
	close(f.dying)
	<-f.done
}

// Scheduler leaves a token for a caller that need not exist.
type Scheduler struct{ stopped chan struct{} }

func NewScheduler() *Scheduler { return &Scheduler{stopped: make(chan struct{}, 1)} }

func (s *Scheduler) Block() { <-s.stopped }

func (s *Scheduler) Stop() {
	s.stopped <- struct{}{} // want `s.stopped <- struct{}{} blocks the second time if nobody calls Scheduler.Block, which alone receives \(line \d+\): close the channel, or send in a select with a default`
}

// NopeSemaphore is meant to block.
type NopeSemaphore struct{ slots chan struct{} }

func NewNopeSemaphore() *NopeSemaphore { return &NopeSemaphore{slots: make(chan struct{}, 4)} }
func (s *NopeSemaphore) Acquire()      { s.slots <- struct{}{} }
func (s *NopeSemaphore) Release()      { <-s.slots }

// nopeDrained takes what is left when it ends.
type nopeDrained struct {
	in   chan int
	quit chan struct{}
}

func newNopeDrained() *nopeDrained {
	d := &nopeDrained{in: make(chan int), quit: make(chan struct{})}
	go d.run()
	return d
}

func (d *nopeDrained) run() {
	for {
		select {
		case n := <-d.in:
			println(n)
		case <-d.quit:
			for range d.in {
			}
			return
		}
	}
}

func (d *nopeDrained) Close()     { close(d.quit) }
func (d *nopeDrained) Send(n int) { d.in <- n }

// nopeForever serves as long as the process lives.
type nopeForever struct {
	in   chan int
	tick chan int
}

func newNopeForever() *nopeForever {
	d := &nopeForever{in: make(chan int), tick: make(chan int)}
	go d.run()
	return d
}

func (d *nopeForever) run() {
	for {
		select {
		case n := <-d.in:
			println(n)
		case <-d.tick:
		}
	}
}

func (d *nopeForever) Send(n int) { d.in <- n }

// nopeUntilClosed ends when its inbox is closed.
type nopeUntilClosed struct{ in, tick chan int }

func newNopeUntilClosed() *nopeUntilClosed {
	d := &nopeUntilClosed{in: make(chan int), tick: make(chan int)}
	go d.run()
	return d
}

func (d *nopeUntilClosed) run() {
	for {
		select {
		case n, ok := <-d.in:
			if !ok {
				return
			}
			println(n)
		case <-d.tick:
		}
	}
}

func (d *nopeUntilClosed) Close()     { close(d.in) }
func (d *nopeUntilClosed) Send(n int) { d.in <- n }

// nopeJoined waits for its senders before it ends the loop.
type nopeJoined struct {
	in   chan int
	quit chan struct{}
	wg   sync.WaitGroup
}

func newNopeJoined() *nopeJoined {
	d := &nopeJoined{in: make(chan int), quit: make(chan struct{})}
	go d.run()
	return d
}

func (d *nopeJoined) run() {
	for {
		select {
		case n := <-d.in:
			println(n)
		case <-d.quit:
			return
		}
	}
}

func (d *nopeJoined) Start(n int) {
	d.wg.Add(1)
	go d.send(n)
}

func (d *nopeJoined) send(n int) {
	defer d.wg.Done()
	d.in <- n
}

func (d *nopeJoined) Close() {
	d.wg.Wait()
	close(d.quit)
}

// nopeUntold: that the loop can return is all there is; that is for the strict tier.
type nopeUntold struct {
	in  chan int
	ctx context.Context
}

func newNopeUntold(ctx context.Context) *nopeUntold {
	d := &nopeUntold{in: make(chan int), ctx: ctx}
	go d.run()
	return d
}

func (d *nopeUntold) run() {
	for {
		select {
		case n := <-d.in:
			println(n)
		case <-d.ctx.Done():
			return
		}
	}
}

func (d *nopeUntold) Send(n int) { d.in <- n }

// nopePolls asks itself for the end, and the one send until then has room.
type nopePolls struct {
	next   chan int
	events chan int
	done   chan struct{}
}

func newNopePolls() *nopePolls {
	p := &nopePolls{next: make(chan int, 1), events: make(chan int), done: make(chan struct{})}
	go p.pull()
	go func() {
		for {
			select {
			case <-p.done:
				return
			case n := <-p.events:
				p.next <- n
			}
		}
	}()
	return p
}

func (p *nopePolls) pull() {
	for {
		select {
		case n := <-p.next:
			println(n)
		case <-p.done:
			return
		}
	}
}

func (p *nopePolls) Stop() { close(p.done) }

// generator's goroutines get one context: one send knows of its end.
type generator struct{ events chan int }

func newGenerator(ctx context.Context) *generator {
	g := &generator{events: make(chan int)}
	go g.queue(ctx)
	go g.first(ctx)
	return g
}

func (g *generator) queue(ctx context.Context) {
	for {
		select {
		case n := <-g.events:
			println(n)
		case <-ctx.Done():
			return
		}
	}
}

func (g *generator) first(ctx context.Context) {
	select {
	case g.events <- 1:
	case <-ctx.Done():
	}
}

func (g *generator) Connected(n int) {
	g.events <- n // want `g.events <- n blocks for ever once generator.queue has returned \(<-ctx.Done\(\) at line \d+\): send in a select that knows of its end, as at line \d+`
}

// nopeCaller's other send has the caller's context, whose end is not the loop's.
type nopeCaller struct{ events chan int }

func newNopeCaller(ctx context.Context) *nopeCaller {
	g := &nopeCaller{events: make(chan int)}
	go g.queue(ctx)
	return g
}

func (g *nopeCaller) queue(ctx context.Context) {
	for {
		select {
		case n := <-g.events:
			println(n)
		case <-ctx.Done():
			return
		}
	}
}

func (g *nopeCaller) Ask(ctx context.Context) {
	select {
	case g.events <- 1:
	case <-ctx.Done():
	}
}

func (g *nopeCaller) Connected(n int) { g.events <- n }

// agent runs until its caller's context ends; its goroutines do not know of that.
type agent struct{ status chan int }

func newAgent() *agent { return &agent{status: make(chan int)} }

func (a *agent) Run(ctx context.Context) {
	for {
		select {
		case n := <-a.status:
			if n < 0 {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func (a *agent) Restart(n int) { go a.wait(n) }

func (a *agent) wait(n int) {
	a.status <- n // want `a.status <- n blocks for ever once agent.Run has returned \(<-ctx.Done\(\) at line \d+\): send in a select that knows of its end$`
}

func Serve(ctx context.Context) {
	a := newAgent()
	go func() { a.Run(ctx) }()
	a.Restart(1)
}

// queue ends by itself after an error, and says so.
type queue struct {
	packets chan []byte
	stopped chan struct{}
	w       io.Writer
}

func newQueue(w io.Writer) *queue {
	q := &queue{packets: make(chan []byte, 1), stopped: make(chan struct{}), w: w}
	go q.run()
	return q
}

func (q *queue) run() error {
	defer close(q.stopped)
	for p := range q.packets {
		if _, err := q.w.Write(p); err != nil {
			return err
		}
	}
	return nil
}

func (q *queue) Send(p []byte) {
	q.packets <- p // want `q.packets <- p blocks for ever once queue.run has returned \(the return at line \d+\) and its room for 1 is full: send in a select that knows of its end`
}

// downstream notes that it is closed, and leaves behind the select.
type downstream struct {
	outgoing chan string
	closed   chan struct{}
}

func newDownstream(write func(string) error) *downstream {
	d := &downstream{outgoing: make(chan string, 64), closed: make(chan struct{})}
	go d.write(write)
	return d
}

func (d *downstream) write(write func(string) error) {
	for {
		var err error
		closed := false
		select {
		case m := <-d.outgoing:
			err = write(m)
		case <-d.closed:
			closed = true
		}
		if err != nil || closed {
			return
		}
	}
}

func (d *downstream) Close() { close(d.closed) }

func (d *downstream) SendMessage(m string) {
	d.outgoing <- m // want `d.outgoing <- m blocks for ever once downstream.write has returned \(<-d.closed at line \d+\) and its room for 64 is full: send in a select that knows of its end`
}

// A watcher hands its events out, and is waited for as a group.
type events struct {
	out  chan int
	stop chan struct{}
	wg   sync.WaitGroup
}

func newEvents(in <-chan int) *events {
	e := &events{out: make(chan int), stop: make(chan struct{})}
	e.wg.Add(1)
	go e.run(in)
	return e
}

func (e *events) run(in <-chan int) {
	defer e.wg.Done()
	for {
		select {
		case n := <-in:
			e.out <- n // want "e.out <- n blocks for ever if nobody receives any more when events.Stop says stop and waits .line \\d+.: send in a select with <-e.stop as well"
		case <-e.stop:
			return
		}
	}
}

func (e *events) Out() <-chan int { return e.out }

func (e *events) Stop() {
	close(e.stop)
	e.wg.Wait()
}

// A tomb is told to die, and is dead when its goroutine says so.
type tomb struct{ dying, dead chan struct{} }

func (t *tomb) Kill(error)             { close(t.dying) }
func (t *tomb) Dying() <-chan struct{} { return t.dying }
func (t *tomb) Done()                  { close(t.dead) }
func (t *tomb) Wait()                  { <-t.dead }

// A Mourned has one silently.
type Mourned struct {
	Lines chan string
	tomb
}

func newMourned(in <-chan string) *Mourned {
	m := &Mourned{Lines: make(chan string)}
	go m.run(in)
	return m
}

func (m *Mourned) run(in <-chan string) {
	defer m.Done()
	for {
		select {
		case line := <-in:
			m.sendLine(line)
		case <-m.Dying():
			return
		}
	}
}

func (m *Mourned) sendLine(line string) {
	m.Lines <- line // want "m.Lines <- line blocks for ever if nobody receives any more when Mourned.Stop says stop and waits"
}

func (m *Mourned) Stop() {
	m.Kill(nil)
	m.Wait()
}

// A closing follower closes its lines when it ends, and pauses with the word in mind.
type Closing struct {
	Lines       chan string
	dying, done chan struct{}
}

func FollowClosing(next func() (string, bool)) *Closing {
	c := &Closing{Lines: make(chan string), dying: make(chan struct{}), done: make(chan struct{})}
	go c.run(next)
	return c
}

func (c *Closing) run(next func() (string, bool)) {
	defer close(c.done)
	defer close(c.Lines)
	for {
		line, ok := next()
		if !ok {
			select {
			case <-time.After(time.Second):
				continue
			case <-c.dying:
				return
			}
		}
		c.Lines <- line // want `c.Lines <- line blocks for ever if nobody receives any more when Closing.Stop says stop and waits \(line \d+\): send in a select with <-c.dying as well`
	}
}

func (c *Closing) Stop() {
	close(c.dying)
	<-c.done
}
