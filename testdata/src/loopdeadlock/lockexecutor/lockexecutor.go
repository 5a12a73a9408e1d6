// Package lockexecutor waits under a lock for who runs what needs it.
package lockexecutor

import "sync"

type runner struct {
	wg    sync.WaitGroup
	tasks chan func()
}

func newRunner() *runner {
	r := &runner{tasks: make(chan func(), 8)}
	r.wg.Add(1)
	go r.run()
	return r
}

func (r *runner) run() {
	defer r.wg.Done()
	for f := range r.tasks {
		f()
	}
}

func (r *runner) do(f func()) { r.tasks <- f }

func (r *runner) stop() {
	close(r.tasks)
	r.wg.Wait()
}

type cluster struct {
	mu     sync.Mutex
	runner *runner
	n      int
}

func newCluster() *cluster { return &cluster{runner: newRunner()} }

func (c *cluster) beat() {
	c.runner.do(func() {
		c.mu.Lock()
		c.n++
		c.mu.Unlock()
	})
}

func (c *cluster) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.runner.stop() // want `cluster.stop holds c.mu while it waits in r.wg.Wait, and runner.run, which it counts, takes mu first in the function in cluster.beat, if that is the same one: deadlock; unlock before that`
}

// later stops it when it is unlocked.
func (c *cluster) later() {
	c.mu.Lock()
	r := c.runner
	c.mu.Unlock()
	r.stop()
}
