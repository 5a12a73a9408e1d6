package kept

import "sync"

// A Group has a goroutine that changes its map under the lock, and callers who take the
// lock to read it, but for one.
type Group struct {
	mu      sync.Mutex
	members map[string]int
	leader  string
	rounds  int
	in      chan string
	closed  chan struct{}
}

// Start starts the goroutine.
func (g *Group) Start() { go g.run() }
func (g *Group) run() {
	defer close(g.closed)
	for m := range g.in {
		g.mu.Lock()
		g.members[m]++
		g.leader = m
		g.rounds++
		g.mu.Unlock()
	}
}

func (g *Group) Size() int           { g.mu.Lock(); defer g.mu.Unlock(); return len(g.members) }
func (g *Group) Has(m string) bool   { g.mu.Lock(); defer g.mu.Unlock(); return g.members[m] > 0 }
func (g *Group) Leader() string      { g.mu.Lock(); defer g.mu.Unlock(); return g.leader }
func (g *Group) IsLed(m string) bool { g.mu.Lock(); defer g.mu.Unlock(); return g.leader == m }
func (g *Group) Rounds() int         { g.mu.Lock(); defer g.mu.Unlock(); return g.rounds }

// Names goes over the map without it.
func (g *Group) Names() (all []string) {
	for m := range g.members { // want "g.members is read here by whoever calls Group.Names, and Group.run writes it .*: a race; take the lock that 3 functions take for it"
		all = append(all, m)
	}
	return all
}

// LastLeader waits for the goroutine's end first.
func (g *Group) LastLeader() string {
	<-g.closed
	return g.leader
}

// Round is the only other one who asks for the rounds, and one may know what it does.
func (g *Group) Round() int { return g.rounds } // strict
