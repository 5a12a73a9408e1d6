package result

import (
	"context"
	"sync"
	"time"
)

// A peer keeps the channels of those who wait for an answer, by the number of the
// request.
type peer struct {
	mu      sync.Mutex
	pending map[int]chan string
	next    int
	write   func(int, string) error
}

func (p *peer) ask(ctx context.Context, body string) (string, error) {
	reply := make(chan string)
	id := p.register(reply)
	if err := p.write(id, body); err != nil {
		return "", err
	}
	select {
	case s := <-reply:
		return s, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (p *peer) register(reply chan string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next++
	p.pending[p.next] = reply
	return p.next
}

func (p *peer) take(id int) chan string {
	p.mu.Lock()
	defer p.mu.Unlock()
	reply := p.pending[id]
	delete(p.pending, id)
	return reply
}

func (p *peer) answered(id int, s string) {
	reply := p.take(id)
	if reply == nil {
		return
	}
	reply <- s // want `reply <- s blocks for ever if peer.ask returns before it is received \(<-ctx.Done\(\) at line \d+\): make the channel with room for one`
}

// nopePeer gives each answer room, or looks whether somebody waits.
type nopePeer struct {
	mu      sync.Mutex
	pending map[int]chan string
	tried   map[int]chan string
	ended   map[int]chan string
	write   func(int) error
	quit    chan struct{}
}

func (p *nopePeer) room(ctx context.Context, id int) string {
	reply := make(chan string, 1)
	p.mu.Lock()
	p.pending[id] = reply
	p.mu.Unlock()
	select {
	case s := <-reply:
		return s
	case <-ctx.Done():
		return ""
	}
}

func (p *nopePeer) try(ctx context.Context, id int) string {
	reply := make(chan string)
	p.mu.Lock()
	p.tried[id] = reply
	p.mu.Unlock()
	select {
	case s := <-reply:
		return s
	case <-ctx.Done():
		return ""
	}
}

// Who waits until the reader ends has nobody who answers then.
func (p *nopePeer) end(id int) string {
	reply := make(chan string)
	p.mu.Lock()
	p.ended[id] = reply
	p.mu.Unlock()
	select {
	case s := <-reply:
		return s
	case <-p.quit:
		return ""
	}
}

func (p *nopePeer) answered(id int, s string) {
	p.mu.Lock()
	first, second, third := p.pending[id], p.tried[id], p.ended[id]
	p.mu.Unlock()
	first <- s
	select {
	case second <- s:
	default:
	}
	third <- s
}

// A hub's subscribers leave when they have heard enough.
type hub struct {
	mu   sync.Mutex
	subs map[chan int]bool
	list []chan int
}

func (h *hub) follow(ctx context.Context, heard func(int)) {
	c := make(chan int)
	h.mu.Lock()
	h.subs[c] = true
	h.mu.Unlock()
	defer delete(h.subs, c)
	for {
		select {
		case n := <-c:
			heard(n)
		case <-ctx.Done():
			return
		}
	}
}

func (h *hub) first(d time.Duration) int {
	c := make(chan int)
	h.list = append(h.list, c)
	select {
	case n := <-c:
		return n
	case <-time.After(d):
		return 0
	}
}

func (h *hub) tell(n int) {
	for c := range h.subs {
		c <- n // want `c <- n blocks for ever if hub.follow returns before it is received \(<-ctx.Done\(\) at line \d+\): send in a select that has a way out as well`
	}
	for _, c := range h.list {
		c <- n // want `c <- n blocks for ever if hub.first returns before it is received \(the timeout at line \d+\): make the channel with room for one`
	}
}

// A request carries the channel that it is made with.
type query struct {
	text  string
	reply chan int
}

type index struct{ queries chan *query }

func (x *index) find(text string) int {
	q := &query{text: text, reply: make(chan int)}
	x.queries <- q
	select {
	case n := <-q.reply:
		return n
	case <-time.After(time.Second):
		return -1
	}
}

func (x *index) serve() {
	for q := range x.queries {
		q.reply <- len(q.text) // want `q.reply <- len\(…\) blocks for ever if index.find returns before it is received \(the timeout at line \d+\): make the channel with room for one`
	}
}

// A reader that runs on a goroutine of its own starts another one, and does not wait.
func each(checks []func() error, d time.Duration) {
	var all sync.WaitGroup
	for _, check := range checks {
		all.Add(1)
		go func() {
			defer all.Done()
			errs := make(chan error)
			go func() {
				errs <- check() // want `errs <- check\(\) blocks for ever if the function in each returns before it is received \(the timeout at line \d+\): make the channel with room for one`
			}()
			select {
			case <-errs:
			case <-time.After(d):
			}
		}()
	}
	all.Wait()
}
