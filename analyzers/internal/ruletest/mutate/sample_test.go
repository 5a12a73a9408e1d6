package mutate

import (
	"math/rand/v2"
	"testing"
)

const sample = `package a

import "time"

type hub struct {
	in         chan int
	head, body []int
}

func (h *hub) start() { go h.run() }

func (h *hub) run() {
	defer close(h.in)
	for {
		select {
		case v := <-h.in:
			h.head = []int{v}
			h.body = []int{v + 1}
			func() { h.start() }()
		}
	}
}

func main() {
	h := &hub{in: make(chan int)}
	h.start()
	f := func() { time.Sleep(time.Second) }
	g := func() { h.in <- 1 }
	f()
	g()
}
`

// TestOperators: each operator finds something to change, and mostly what comes
// of it can be read.
func TestOperators(t *testing.T) {
	for _, op := range operators {
		changed, readable := 0, 0
		for seed := range uint64(200) {
			rng := rand.New(rand.NewPCG(seed, 0))
			source := op.change(newTree(sample, rng))
			if source == "" || source == sample {
				continue
			}
			changed++
			if newTree(source, rng) != nil {
				readable++
			}
		}
		if changed < 10 || readable < changed/4 {
			t.Errorf("%s: of 200 tries %d changed the program, and %d of these can be read", op.name, changed, readable)
		}
	}
}
