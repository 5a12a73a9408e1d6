package touches

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestStateMachine: what raft's goroutine changes is read beside it, by a goroutine of the
// program's own, with a lock or without.
func TestStateMachine(t *testing.T) {
	ruletest.Equal(t, offsOf(t, ruletest.Handlers, `
-- example.com/a/a.go --
package a

import (
	"io"
	"sync"

	"github.com/hashicorp/raft"
)

type store struct {
	mu      sync.Mutex
	last    string
	guarded map[string]string
	fixed   string
}

func (s *store) Apply(l *raft.Log) any {
	s.last = "x"
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guarded["x"] = s.fixed
	return nil
}

func (s *store) Snapshot() (raft.FSMSnapshot, error) { return nil, nil }
func (s *store) Restore(from io.ReadCloser) error    { return nil }

func (s *store) watch() {
	go func() {
		println(s.last)
		println(s.fixed)
		s.mu.Lock()
		defer s.mu.Unlock()
		println(s.guarded["x"])
	}()
}

func newStore() *store {
	s := &store{fixed: "x"}
	s.last = "y"
	return s
}
`), `30: reads s.last <- 29`)
}

// TestGame: what a game's methods change is written beside the game loop, by a goroutine that
// Update starts; before RunGame it is whoever makes the game.
func TestGame(t *testing.T) {
	ruletest.Equal(t, offsOf(t, ruletest.Handlers, `
-- example.com/a/a.go --
package a

import "github.com/hajimehoshi/ebiten/v2"

type game struct {
	score, best int
	scores      chan int
}

func (g *game) Update() error {
	if g.best == 0 {
		go g.load()
	}
	select {
	case g.score = <-g.scores:
	default:
	}
	return nil
}

func (g *game) Draw(screen *ebiten.Image)         { println(g.score, g.best) }
func (g *game) Layout(w, h int) (int, int)        { return w, h }

func (g *game) load() {
	g.best = 7
	g.scores <- 7
}

func run() error {
	g := &game{scores: make(chan int, 1)}
	g.score = 1
	return ebiten.RunGame(g)
}
`), `25: writes g.best <- 12`)
}
