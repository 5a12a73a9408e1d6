// Package waitself has goroutines that wait for their own end.
package waitself

import "sync"

// A conn has a writer that closes the connection, and closing waits for the writer.
type conn struct {
	out  chan []byte
	quit chan struct{}
	once sync.Once
	wg   sync.WaitGroup
	send func([]byte) error
}

func (c *conn) start() {
	c.wg.Add(1)
	go c.writerLoop()
}

func (c *conn) writerLoop() {
	defer c.wg.Done()
	for {
		select {
		case b := <-c.out:
			if c.send(b) != nil {
				c.close()
			}
		case <-c.quit:
			return
		}
	}
}

func (c *conn) close() {
	c.once.Do(func() { close(c.quit) })
	c.wg.Wait() // want "c.wg.Wait waits for .*writerLoop"
}

// A feed counts its reader with WaitGroup.Go.
type feed struct {
	items chan string
	wg    sync.WaitGroup
}

func (f *feed) start() {
	f.wg.Go(f.readLoop)
}

func (f *feed) readLoop() {
	for item := range f.items {
		if item == "" {
			f.wg.Wait() // want "waits for .*readLoop"
		}
	}
}

// A ticker's loop stops itself, and Stop waits for the loop's end.
type ticker struct {
	ticks chan int
	quit  chan struct{}
	done  chan struct{}
}

func newTicker() *ticker {
	t := &ticker{make(chan int), make(chan struct{}), make(chan struct{})}
	go t.run()
	return t
}

func (t *ticker) run() {
	defer close(t.done)
	for {
		select {
		case n := <-t.ticks:
			if n == 0 {
				t.stop()
			}
		case <-t.quit:
			return
		}
	}
}

func (t *ticker) stop() {
	close(t.quit)
	<-t.done // want "waits for .*run"
}

// A server waits for its loop from outside only.
type server struct {
	reqs chan string
	quit chan struct{}
	done chan struct{}
	wg   sync.WaitGroup
}

func newServer() *server {
	s := &server{reqs: make(chan string), quit: make(chan struct{}), done: make(chan struct{})}
	s.wg.Add(1)
	go s.run()
	return s
}

func (s *server) run() {
	defer s.wg.Done()
	defer close(s.done)
	for {
		select {
		case req := <-s.reqs:
			if req == "stop" {
				go s.stopFromAnotherGoroutine()
			}
			if s.stopped() {
				return
			}
		case <-s.quit:
			return
		}
	}
}

func (s *server) stopFromAnotherGoroutine() {
	close(s.quit)
	<-s.done
	s.wg.Wait()
}

// stopped asks and does not wait.
func (s *server) stopped() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// A crawler's loop waits for its workers, and is not one of them.
type crawler struct {
	pages   chan string
	quit    chan struct{}
	workers sync.WaitGroup
}

func (c *crawler) start() { go c.run() }

func (c *crawler) run() {
	for {
		select {
		case page := <-c.pages:
			c.workers.Add(1)
			go c.visit(page)
		case <-c.quit:
			c.workers.Wait()
			return
		}
	}
}

func (c *crawler) visit(page string) {
	defer c.workers.Done()
	println(page)
}

// closeWhenDone waits on a goroutine that nobody counts.
func closeWhenDone(jobs []func() string) <-chan string {
	var wg sync.WaitGroup
	results := make(chan string)
	for _, job := range jobs {
		wg.Go(func() { results <- job() })
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	return results
}

// A family waits for another one's group, which has the same name.
type family struct {
	wg       sync.WaitGroup
	children []*family
}

func (f *family) start() {
	f.wg.Add(1)
	go f.live()
}

func (f *family) live() {
	defer f.wg.Done()
	for _, child := range f.children {
		child.start()
		child.wg.Wait()
	}
}

// A worker waits, in the middle of another wait, for a goroutine that it started
// itself: the goroutine runs beside it.
type worker struct {
	jobs   chan func()
	quit   chan struct{}
	ended  chan error
	client interface{ Close() error }
}

func (w *worker) start() { go w.run() }

func (w *worker) run() {
	for {
		select {
		case job := <-w.jobs:
			job()
		case <-w.quit:
			w.stop()
			return
		}
	}
}

func (w *worker) stop() error {
	closed := make(chan struct{})
	go func() {
		w.client.Close()
		close(closed)
	}()
	for {
		select {
		case err := <-w.ended:
			<-closed
			return err
		case job := <-w.jobs:
			job()
		}
	}
}

// A tree is walked by a goroutine for each branch. Each call of walk has a group
// of its own.
type tree struct{ branches []*tree }

func (t *tree) walk(visit func(*tree)) {
	var wg sync.WaitGroup
	for _, b := range t.branches {
		wg.Go(func() {
			visit(b)
			t.walk(visit)
		})
	}
	wg.Wait()
}

// ownGroup is what every goroutine of a group waits for, but for one mistake.
func ownGroup(jobs []func()) {
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() {
			job()
			func() {
				wg.Wait() // want "wg.Wait waits for the function in ownGroup"
			}()
		})
	}
	wg.Wait()
}

// A sink is made and started by its constructor.
type sink struct {
	lines chan string
	loops sync.WaitGroup
}

func newSink() *sink {
	s := &sink{lines: make(chan string)}
	s.loops.Go(s.drain)
	return s
}

func (s *sink) drain() {
	for line := range s.lines {
		if line == "end" {
			s.close()
		}
	}
}

func (s *sink) close() {
	s.loops.Wait() // want "s.loops.Wait waits for sink.drain, and this runs on it"
}

// startBoth counts the one's goroutine in the other's group.
func startBoth(s *sink, t *ticker, other *sink) {
	other.loops.Go(t.stop)
	other.loops.Go(s.close)
}

// A gatherer's goroutine is counted if it has something to send, and waits if it
// has nothing.
func gather(each func(func(*string)), send func(string)) {
	var pending sync.WaitGroup
	each(func(s *string) {
		if s != nil {
			pending.Add(1)
		}
		go func() {
			if s != nil {
				defer pending.Done()
			}
			if s == nil {
				pending.Wait()
				return
			}
			send(*s)
		}()
	})
}

// A cache's goroutine waits for its predecessor first and counts itself then.
type cache struct{ running sync.WaitGroup }

func (c *cache) restart(run func()) {
	go c.follow(run)
	go c.followAndDrain(run)
}

func (c *cache) follow(run func()) {
	c.running.Wait()
	c.running.Add(1)
	defer c.running.Done()
	run()
}

// followAndDrain counts itself first, and then waits for itself.
func (c *cache) followAndDrain(run func()) {
	c.running.Add(1)
	defer c.running.Done()
	run()
	c.running.Wait() // want "c.running.Wait waits for cache.followAndDrain"
}

// late has its count from its starter, and defers what ends it after the wait.
func late(run func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		wg.Wait() // want "wg.Wait waits for the function in late"
		defer wg.Done()
		run()
	}()
	go func() {
		defer wg.Wait() // it runs when the goroutine counts no more
		defer wg.Done()
		run()
	}()
}

// walkAll walks each level beside the others: every call of its literal has a group of its own.
func walkAll(root *node) {
	var all func(nodes []*node)
	one := func(n *node) { all(n.below) }
	all = func(nodes []*node) {
		var wg sync.WaitGroup
		for _, n := range nodes {
			wg.Add(1)
			go func() {
				one(n)
				wg.Done()
			}()
		}
		wg.Wait()
	}
	all([]*node{root})
}

// walkShared has one group for all levels, and each waits for itself.
func walkShared(root *node) {
	var wg sync.WaitGroup
	var all func(nodes []*node)
	one := func(n *node) { all(n.below) }
	all = func(nodes []*node) {
		for _, n := range nodes {
			wg.Add(1)
			go func() {
				one(n)
				wg.Done()
			}()
		}
		wg.Wait() // want "wg.Wait waits for the function in walkShared"
	}
	all([]*node{root})
}

type node struct{ below []*node }
