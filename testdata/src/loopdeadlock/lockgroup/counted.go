package lockgroup

import "sync"

// A stopper counts tasks under its lock: whoever is counted has had it.
type stopper struct {
	mu       sync.Mutex
	draining bool
	drain    sync.WaitGroup
}

func (s *stopper) start() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining {
		return false
	}
	s.drain.Add(1)
	return true
}

func (s *stopper) finish() { s.drain.Done() }

func (s *stopper) quiesce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.draining = true
	s.drain.Wait()
}

func (s *stopper) task(f func()) {
	go func() {
		if s.start() {
			f()
			s.finish()
		}
	}()
}

// A crew counts whom it starts, and who works starts others: it is counted when it does.
type crew struct {
	mu   sync.Mutex
	jobs sync.WaitGroup
}

func (c *crew) start(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jobs.Add(1)
	go c.work(n)
}

func (c *crew) work(n int) {
	defer c.jobs.Done()
	if n > 0 {
		c.start(n - 1)
	}
}

func (c *crew) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jobs.Wait() // want `crew.stop holds c.mu while it waits in c.jobs.Wait, and crew.work, which it counts, takes c.mu first in crew.start: deadlock`
}

// A guard locks once more when it is counted.
type guard struct {
	mu   sync.Mutex
	n    int
	busy sync.WaitGroup
}

func (g *guard) enter() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.busy.Add(1)
}

func (g *guard) leave() {
	g.mu.Lock()
	g.n++
	g.mu.Unlock()
	g.busy.Done()
}

func (g *guard) run() {
	go func() {
		g.enter()
		g.leave()
	}()
}

func (g *guard) wait() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.busy.Wait() // want `guard.wait holds g.mu while it waits in g.busy.Wait, and guard.leave, which it counts, takes g.mu first: deadlock`
}
