package races_test

import (
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// A raceTest is code beside the loop of these tests, and the races in it.
type raceTest struct{ name, src, want string }

func compare(t *testing.T, tests []raceTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, racesIn(t, "import \"sync\"\n"+loop+test.src), test.want)
		})
	}
}

// TestMade: who makes an object has the same as the methods that use it.
func TestMade(t *testing.T) {
	compare(t, []raceTest{
		{"made by new, and used by a method in a goroutine", `
			func f() *c { x := new(c); x.in = make(chan int); go x.run(); return x }
			func (x *c) Count() { go func() { println(x.n) }() }`, `
			strict: x.n is read here on a goroutine that c.Count starts (line 10), and c.run writes it (line 7): a race`},
		{"made by a constructor", `
			func build(fail bool) (*c, error) { if fail { return nil, nil }; x := &c{in: make(chan int)}; return x, nil }
			func f() *c { x, _ := build(false); go x.run(); return x }
			func (x *c) Count() { go func() { println(x.n) }() }`, `
			strict: x.n is read here on a goroutine that c.Count starts (line 11), and c.run writes it (line 7): a race`},
		{"found by who keeps them", `
			var all = map[int]*c{}
			func find(i int) *c { return all[i] }
			func f() { x := find(1); go x.run() }
			func (x *c) Count() { go func() { println(x.n) }() }`, ``},
	})
}

// TestKept: a lock keeps a field that more take it for than go without.
func TestKept(t *testing.T) {
	compare(t, []raceTest{
		{"the lock that others take, forgotten beside a goroutine", `
			func (x *c) serve() { for v := range x.in { x.mu.Lock(); x.m += v; x.mu.Unlock() } }
			func f() { x := &c{}; go x.serve() }
			func (x *c) N() int { x.mu.Lock(); defer x.mu.Unlock(); return x.m }
			func (x *c) Raw() { go func() { println(x.m) }() }`, `
			strict: x.m is read here on a goroutine that c.Raw starts (line 12), and c.serve writes it (line 9): a race`},
		{"the lock that others take, forgotten with no goroutine in sight", `
			func f(x *c) { go x.run() }
			func add(p *c, m int) { p.mu.Lock(); p.m = m + 1; p.mu.Unlock() }
			func M(p *c) int { p.mu.Lock(); defer p.mu.Unlock(); return p.m }
			func P(p *c) { p.mu.Lock(); println(p.m); p.mu.Unlock() }
			func raw(p *c) int { return p.m }`, `
			strict: p.m is read here by whoever calls raw, and add writes it (line 10): a race`},
		{"the lock that a goroutine is handed locked, and unlocks", `
			type B struct { mu sync.Mutex; m int }
			func f() { x := &c{}; go x.run() }
			func (x *B) Open() { x.mu.Lock(); go func() { defer x.mu.Unlock(); x.m = 1 }() }
			func (x *B) Drop() { x.mu.Lock(); x.m = 0; x.mu.Unlock() }
			func (x *B) M() int { x.mu.Lock(); defer x.mu.Unlock(); return x.m }
			func (x *B) P() { x.mu.Lock(); println(x.m); x.mu.Unlock() }`, ``},
		{"the lock that others take, where a comment says that the caller does", `
			func f(x *c) { go x.run() }
			func add(p *c, m int) { p.mu.Lock(); p.m = m + 1; p.mu.Unlock() }
			func M(p *c) int { p.mu.Lock(); defer p.mu.Unlock(); return p.m }
			func P(p *c) { p.mu.Lock(); println(p.m); p.mu.Unlock() }
			// raw is called with p.mu held.
			func raw(p *c) int { return p.m }`, ``},
	})
}

// TestCallerLocks: a comment says that the caller holds a lock, or speaks of locks otherwise.
func TestCallerLocks(t *testing.T) {
	for comment, want := range map[string]bool{
		"raw is called with p.mu held.":                                     true,
		"The caller must hold s.mu.":                                        true,
		"Must be called while holding the write lock.":                      true,
		"mu must be held.":                                                  true,
		"Assumes that the lock is already held.":                            true,
		"caller must lock the table first":                                  true,
		"requires nodeLock to be taken\nby somebody":                        false,
		"It comes before it takes the lock, and before it has taken it too": false,
		"Lock takes the mutex.":                                             false,
		"moves the muted track":                                             false,
		"Held is whether the door is held open.":                            false,
	} {
		silent := racesIn(t, "import \"sync\"\n"+loop+"// "+strings.ReplaceAll(comment, "\n", "\n// ")+`
			func raw(p *c) int { return p.m }
			func f(x *c) { go x.run() }
			func add(p *c, m int) { p.mu.Lock(); p.m = m + 1; p.mu.Unlock() }
			func M(p *c) int { p.mu.Lock(); defer p.mu.Unlock(); return p.m }
			func P(p *c) { p.mu.Lock(); println(p.m); p.mu.Unlock() }`) == ""
		if silent != want {
			t.Errorf("%q: silent is %v, want %v", comment, silent, want)
		}
	}
}
