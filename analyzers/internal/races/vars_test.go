package races_test

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestPackageVariables: a variable of the package is one object, whoever uses it: exported
// functions are called by whom nobody sees, handlers run for each request.
func TestPackageVariables(t *testing.T) {
	const src = `
		import ("net/http"; "sync")
		var (
			in    = make(chan string)
			count = map[string]int{}
			mu    sync.Mutex
			ended bool
			limit int
			_     http.Handler
		)
		func Start() { limit = 5; go loop() }
		func loop() { for k := range in { count[k] += limit } }
	`
	tests := []struct{ name, src, want string }{
		{"an exported function reads it", `func Count() int { return len(count) }`, `
			strict: count is read here by whoever calls Count, and loop writes it (line 13): a race`},
		{"a method does", `type T int; func (T) Count() int { return len(count) }`, `
			strict: count is read here by whoever calls T.Count, and loop writes it (line 13): a race`},
		{"one that hands the loop something", `func Add(k string) int { in <- k; return count[k] }`, `
			count is read here by whoever calls Add, and loop writes it (line 13): a race`},
		{"under a lock on both sides", `
			func begin() { go guarded() }
			func guarded() { for range in { mu.Lock(); ended = true; mu.Unlock() } }
			func Ended() bool { mu.Lock(); defer mu.Unlock(); return ended }`, ``},
		{"one that ends the loop", `
			func begin() { go func() { for !ended { <-in } }() }
			func Stop() { ended = true }`, `
			ended is written here by whoever calls Stop, and a goroutine that begin starts reads it (line 15)`},
		{"one that starts it", `func Again() { count = map[string]int{}; Start() }`, ``},
		{"a handler", `
			func serve() { http.HandleFunc("/", handler) }
			func handler(w http.ResponseWriter, r *http.Request) { println(count["x"]) }`, `
			count is read here on the goroutine of handler, and loop writes it (line 13): a race`},
		{"two loops that one function starts", `
			func second() { for range in { clear(count) } }
			func begin() { go second() }
			func all() { Start(); begin() }`, `
			count is written here on the goroutine of loop, and second writes it (line 15): a race`},
		{"two loops that nobody is seen to start both", `
			func second() { for range in { clear(count) } }
			func begin() { go second() }`, `
			strict: count is written here on the goroutine of loop, and second writes it (line 15): a race`},
		{"read only after the start", `func Limit() int { return limit }`, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { ruletest.Equal(t, racesIn(t, src+test.src), test.want) })
	}
}

// TestLiterals: a literal that nobody here runs, as a command's, has a frame of its own.
func TestLiterals(t *testing.T) {
	ruletest.Equal(t, racesIn(t, `import "sync"
`+loop+`
var start = func(x *c) { go x.run(); go x.beside() }
var command = struct{ run func(x *c) }{func(x *c) { x.n = 1; go x.run() }}
func (x *c) beside() { for range x.other { println(x.n) } }
`), `
x.n is written here on the goroutine of c.run, and c.beside reads it (line 11): a race
`)
}
