package touches

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestSaidVariables: what is said of a package's variable is checked as of a field.
func TestSaidVariables(t *testing.T) {
	ruletest.Equal(t, offsOf(t, `
-- example.com/a/a.go --
package a

import "sync"

var (
	in      = make(chan string)
	clients = map[string]int{} // owned by run
	last    string             // only modified by run
	started bool               // owned by run
	fixed   = 5                // owned by run
	mu      sync.Mutex
)

func init() { fixed = 6 }

func run() {
	for c := range in {
		clients[c]++
		last = c
		started = true
	}
}

func Start() {
	clients = make(map[string]int)
	go run()
	go watch()
	go func() {
		mu.Lock()
		defer mu.Unlock()
		clear(clients)
	}()
}

func watch() {
	println(len(clients))
	println(last)
	println(fixed)
	started = false
	forget()
}

func forget() { delete(clients, "x") }
`), `
		36: reads clients <- 27
		39: writes started <- 27
		43: writes clients <- 40 <- 27`)
}
