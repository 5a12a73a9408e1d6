// Package semaphore waits for tokens that others give back who wait as well.
package semaphore

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// A pool's workers keep their results under its lock.
type pool struct {
	mu   sync.Mutex
	sem  *semaphore.Weighted
	free *semaphore.Weighted
	n    map[string]int
}

func newPool() *pool {
	return &pool{sem: semaphore.NewWeighted(4), free: semaphore.NewWeighted(4), n: make(map[string]int)}
}

// startAll takes a token for each worker, under the lock that the workers need.
func (p *pool) startAll(names []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range names {
		_ = p.sem.Acquire(context.Background(), 1) // want `pool.startAll holds p.mu while it takes from sem, and the function in pool.startAll, which has one, takes p.mu before it gives it back: deadlock when there is none left; unlock before that`
		go func() {
			defer p.sem.Release(1)
			p.mu.Lock()
			p.n[name]++
			p.mu.Unlock()
		}()
	}
}

// startRight gives the token back before it needs the lock.
func (p *pool) startRight(names []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, name := range names {
		_ = p.free.Acquire(context.Background(), 1)
		go func() {
			println(name)
			p.free.Release(1)
			p.mu.Lock()
			p.n[name]++
			p.mu.Unlock()
		}()
	}
}

// A client's calls each have a token, and one of them makes another call.
type client struct{ sem *semaphore.Weighted }

func newClient() *client { return &client{sem: semaphore.NewWeighted(8)} }

func (c *client) get(ctx context.Context, name string) error {
	if err := c.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	defer c.sem.Release(1)
	return c.list(ctx, name) // want `c.list takes from sem, and client.get has one of these already: when all who have one come here, nobody gives one back: deadlock; give it back before the call`
}

func (c *client) list(ctx context.Context, name string) error {
	if err := c.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	defer c.sem.Release(1)
	println(name)
	return nil
}

// getRight calls when it has none any more.
func (c *client) getRight(ctx context.Context, name string) error {
	if err := c.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	println(name)
	c.sem.Release(1)
	return c.list(ctx, name)
}

// drain takes all there are.
func (c *client) drain(ctx context.Context) {
	for range 8 {
		c.take(ctx)
	}
}

func (c *client) take(ctx context.Context) { _ = c.sem.Acquire(ctx, 1) }

// A walker has a token for each directory that it reads.
type walker struct {
	sem chan struct{}
	dir map[string][]string
}

func newWalker() *walker { return &walker{sem: make(chan struct{}, 16)} }

// walk waits for those below, who need a token each.
func (w *walker) walk(name string) {
	w.sem <- struct{}{}
	defer func() { <-w.sem }()
	var wg sync.WaitGroup
	for _, sub := range w.dir[name] {
		wg.Add(1)
		go func() {
			defer wg.Done()
			w.walk(sub)
		}()
	}
	wg.Wait() // want `walker.walk has one of sem while it waits in wg.Wait, and the function in walker.walk takes one first, and comes to the same: when all who have one wait here, nobody gives one back: deadlock; give it back before that`
}

// A reader gives the token back before it waits.
type reader struct {
	sem chan struct{}
	dir map[string][]string
}

func newReader() *reader { return &reader{sem: make(chan struct{}, 16)} }

func (r *reader) read(name string) {
	r.sem <- struct{}{}
	below := r.dir[name]
	<-r.sem
	var wg sync.WaitGroup
	for _, sub := range below {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.read(sub)
		}()
	}
	wg.Wait()
}

// sum takes the results when all have been started.
func sum(names []string) (n int) {
	sem := make(chan struct{}, 4)
	results := make(chan int)
	for _, name := range names {
		sem <- struct{}{} // want `sum takes from sem in each round, and the function in sum, which has one, sends to results, which sum receives after the last round: deadlock when there is none left; receive on a goroutine of its own`
		go func() {
			defer func() { <-sem }()
			results <- len(name)
		}()
	}
	for range names {
		n += <-results
	}
	return n
}

// sumFirst gives the token back before it hands over.
func sumFirst(names []string) (n int) {
	sem := make(chan struct{}, 4)
	results := make(chan int)
	for _, name := range names {
		sem <- struct{}{}
		go func() {
			size := len(name)
			<-sem
			results <- size
		}()
	}
	for range names {
		n += <-results
	}
	return n
}

// sumInside takes the token on the goroutine itself.
func sumInside(names []string) (n int) {
	sem := make(chan struct{}, 4)
	results := make(chan int)
	for _, name := range names {
		go func() {
			sem <- struct{}{}
			defer func() { <-sem }()
			results <- len(name)
		}()
	}
	for range names {
		n += <-results
	}
	return n
}

// done counts those who have come to an end: its room is for all of them.
func done(names []string) {
	ended := make(chan struct{}, len(names))
	var mu sync.Mutex
	n := 0
	for _, name := range names {
		go func() {
			mu.Lock()
			n += len(name)
			mu.Unlock()
			ended <- struct{}{}
		}()
	}
	for range names {
		<-ended
	}
	println(n)
}

func use() {
	newPool().startAll(nil)
	newPool().startRight(nil)
	_ = newClient().get(context.Background(), "")
	_ = newClient().getRight(context.Background(), "")
	newClient().drain(context.Background())
	newWalker().walk("")
	newReader().read("")
	println(sum(nil), sumFirst(nil), sumInside(nil))
	done(nil)
}
