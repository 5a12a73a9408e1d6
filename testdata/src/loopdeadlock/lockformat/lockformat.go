// Package lockformat formats values under the lock that they take to be written.
package lockformat

import (
	"fmt"
	"log"
	"sync"
)

type cache struct {
	mu   sync.Mutex
	rows map[string]int
}

func (c *cache) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return fmt.Sprint(len(c.rows))
}

func (c *cache) put(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows[key]++
	log.Printf("put %q: %v", key, c) // want `log.Printf \(by cache.String\) waits for c.mu, and cache.put holds it: deadlock`
}

func (c *cache) show() {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Println("cache", c) // want `fmt.Println \(by cache.String\) waits for c.mu, and cache.show holds it: deadlock`
}

// fine writes something else of it, or another one, or later.
func (c *cache) fine(other *cache) {
	c.mu.Lock()
	log.Printf("%p %T %d%%", c, c, len(c.rows))
	log.Printf("%d: %[1]v", len(c.rows))
	log.Println(other)
	c.mu.Unlock()
	log.Printf("%v", c)
}
