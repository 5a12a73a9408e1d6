// Package beside has what the code itself says runs beside a hand-written loop.
package beside

import (
	"fmt"
	"maps"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// A counter is asked by a handler, which a server calls on goroutines of its own.
type counter struct {
	hits  map[string]int
	total int
	name  string
	in    chan string
}

func newCounter(mux *http.ServeMux) *counter {
	c := &counter{hits: make(map[string]int), name: "counter", in: make(chan string)}
	go c.run()
	mux.HandleFunc("/hits", c.list)
	mux.Handle("/total", c)
	return c
}

func (c *counter) run() {
	for key := range c.in {
		c.hits[key]++
		c.total++
	}
}

func (c *counter) list(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, c.name)
	for key, n := range c.hits { // want `c.hits is read here on the goroutine of counter.list, and counter.run writes it`
		fmt.Fprintln(w, key, n)
	}
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, c.total) // want `c.total is read here by whoever calls counter.ServeHTTP, and counter.run writes it`
}

// A Queue is filled by whoever pushes, which wakes the loop: so it runs elsewhere.
type Queue struct {
	items []int
	limit int
	wake  chan struct{}
}

func NewQueue() *Queue {
	q := &Queue{wake: make(chan struct{}, 1)}
	go q.run()
	return q
}

func (q *Queue) run() {
	for range q.wake {
		for len(q.items) > q.limit {
			q.items = q.items[1:]
		}
	}
}

func (q *Queue) Push(n int) {
	q.items = append(q.items, n) // want `q.items is written here by whoever calls Queue.Push, and Queue.run reads it`
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// SetLimit may be called before the queue is used: nobody knows.
func (q *Queue) SetLimit(n int) { q.limit = n }

// A board sends its map to whoever asks, and goes on to write it.
type board struct {
	cells  map[string]int
	marks  map[string]bool
	order  []string
	in     chan string
	ask    chan chan map[string]int
	copies chan map[string]int
	batch  chan map[string]bool
	names  chan []string
}

func newBoard() *board {
	b := &board{cells: make(map[string]int), marks: make(map[string]bool)}
	go b.run()
	return b
}

func (b *board) run() {
	for {
		select {
		case key := <-b.in:
			b.cells[key]++
			b.marks[key] = true
			b.order = append(b.order, key)
		case reply := <-b.ask:
			reply <- b.cells // want `b.cells is sent here as it is, and board.run goes on to change it \(line 102\): whoever receives it uses it at the same time; send a copy`
			b.copies <- maps.Clone(b.cells)
		case b.batch <- b.marks: // handed over: the loop makes a new one
			b.marks = make(map[string]bool)
		case b.names <- b.order: // what is appended later lies behind it
		}
	}
}

// A group's goroutine runs beside the function that started it, until it waits.
type poller struct {
	last time.Time
	done time.Time
	stop chan struct{}
}

func (p *poller) poll() error {
	var g errgroup.Group
	g.Go(func() error {
		for range time.Tick(time.Second) {
			p.last = time.Now() // want `p.last is written here on a goroutine that poller.poll starts`
			p.done = time.Now()
		}
		return nil
	})
	for {
		select {
		case <-p.stop:
			err := g.Wait()
			fmt.Println(p.done)
			return err
		case <-time.After(time.Minute):
			fmt.Println(p.last)
		}
	}
}

// A restorer reads under a lock that is there for the watches: nobody writes under it.
type restorer struct {
	mu      sync.Mutex
	watches map[string]int64
	seen    int64 // written with no lock
	acked   int64 // written under it
	in      chan int64
}

func newRestorer() *restorer {
	r := &restorer{watches: make(map[string]int64), in: make(chan int64)}
	go r.receive()
	go r.restore()
	return r
}

func (r *restorer) receive() {
	for id := range r.in {
		r.seen = id // want `r.seen is written here on the goroutine of restorer.receive, and restorer.restore reads it`
		r.mu.Lock()
		r.acked = id
		r.mu.Unlock()
	}
}

func (r *restorer) restore() {
	for range time.Tick(time.Second) {
		r.mu.Lock()
		for path := range r.watches {
			r.watches[path] = r.seen
		}
		r.mu.Unlock()
		fmt.Println(r.acked) // half a guard: strict
	}
}

// A Store is filled by workers of whoever opens it: they begin, and end, in Open, so what
// Open hands them is no sign of a second caller.
type Store struct{ series map[string]int }

func (s *Store) Open(names []string) {
	s.reset()
	s.replay(names)
}

func (s *Store) reset() { s.series = make(map[string]int) }

func (s *Store) replay(names []string) {
	var wg sync.WaitGroup
	f := filler{in: make(chan string)}
	wg.Add(1)
	go func() {
		f.fill(s)
		wg.Done()
	}()
	for _, name := range names {
		f.in <- name
	}
	close(f.in)
	wg.Wait()
}

type filler struct{ in chan string }

func (f *filler) fill(s *Store) {
	for name := range f.in {
		if _, ok := s.series[name]; !ok {
			fmt.Println(name)
		}
	}
}
