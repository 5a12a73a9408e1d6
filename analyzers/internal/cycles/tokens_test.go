package cycles_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/cycles"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// tokens writes a program's circles through semaphores.
func tokens(t *testing.T, src string) string {
	t.Helper()
	var b strings.Builder
	for _, c := range ruletest.Result[*cycles.Result](t, ruletest.Load(t, src), cycles.Analyzer).Circles() {
		if c.Kind == cycles.Tokens {
			fmt.Fprintln(&b, c.Said[:strings.IndexAny(c.Said, ",:")])
		}
	}
	return b.String()
}

func TestTokens(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"results taken after the last round", `func sum(names []string) (n int) {
			sem, results := make(chan struct{}, 4), make(chan int)
			for _, name := range names { sem <- struct{}{}; go func() { defer func() { <-sem }(); results <- len(name) }() }
			for range names { n += <-results }
			return n
		}`, `sum takes from sem in each round`},
		{"results taken beside", `func sum(names []string) (n int) {
			sem, results := make(chan struct{}, 4), make(chan int)
			go func() { for range names { n += <-results } }()
			for _, name := range names { sem <- struct{}{}; go func() { defer func() { <-sem }(); results <- len(name) }() }
			return n
		}`, ``},
		{"results with room", `func sum(names []string) (n int) {
			sem, results := make(chan struct{}, 4), make(chan int, len(names))
			for _, name := range names { sem <- struct{}{}; go func() { defer func() { <-sem }(); results <- len(name) }() }
			for range names { n += <-results }
			return n
		}`, ``},
		{"a lock that the worker needs", `type pool struct { mu sync.Mutex; sem chan struct{}; n int }
		func open() *pool { return &pool{sem: make(chan struct{}, 4)} }
		func (p *pool) start() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.sem <- struct{}{}
			go func() { defer func() { <-p.sem }(); p.mu.Lock(); p.n++; p.mu.Unlock() }()
		}`, `pool.start holds p.mu while it takes from sem`},
		{"a lock that is held around it all", `type pool struct { mu sync.Mutex; sem chan struct{}; n int }
		func open() *pool { return &pool{sem: make(chan struct{}, 4)} }
		func (p *pool) do() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.sem <- struct{}{}
			p.n++
			<-p.sem
		}`, ``},
		{"one who does not need the lock", `type pool struct { mu sync.Mutex; sem chan struct{}; n int }
		func open() *pool { return &pool{sem: make(chan struct{}, 4)} }
		func (p *pool) start() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.sem <- struct{}{}
			go func() { defer func() { <-p.sem }(); p.mu.Lock(); p.n++; p.mu.Unlock() }()
		}
		func (p *pool) other() { p.sem <- struct{}{}; println(p.n); <-p.sem }`, ``},
		{"two of many, by a call", `type client struct { sem chan struct{} }
		func open() *client { return &client{sem: make(chan struct{}, 4)} }
		func (c *client) get() { c.acquire(); defer c.release(); c.list() }
		func (c *client) list() { c.acquire(); defer c.release(); println() }
		func (c *client) acquire() { c.sem <- struct{}{} }
		func (c *client) release() { <-c.sem }`, `c.list takes from sem`},
		{"two of many, by one who gives up", `type client struct { sem chan struct{} }
		func open() *client { return &client{sem: make(chan struct{}, 4)} }
		func (c *client) get() { c.acquire(); defer c.release(); c.list() }
		func (c *client) list() { select { case c.sem <- struct{}{}: default: return }; defer c.release(); println() }
		func (c *client) acquire() { c.sem <- struct{}{} }
		func (c *client) release() { <-c.sem }`, ``},
		{"all of them", `type client struct { sem chan struct{} }
		func open() *client { return &client{sem: make(chan struct{}, 4)} }
		func (c *client) get() { c.acquire(); defer c.release(); println() }
		func (c *client) drain() { for range 4 { c.acquire() } }
		func (c *client) acquire() { c.sem <- struct{}{} }
		func (c *client) release() { <-c.sem }`, ``},
		{"one of another's", `type client struct { sem chan struct{}; other *client }
		func open() *client { return &client{sem: make(chan struct{}, 4)} }
		func (c *client) get() { c.acquire(); defer c.release(); c.other.get() }
		func (c *client) acquire() { c.sem <- struct{}{} }
		func (c *client) release() { <-c.sem }`, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, tokens(t, "package a\nimport \"sync\"\nvar _ sync.Mutex\n"+test.src), test.want)
		})
	}
}
