package lockcond

import "sync"

// A pacer waits under a lock that it is given: whoever has it may be the one who waits.
type pacer struct {
	level int
	cond  sync.Cond
}

func newPacer(mu *sync.Mutex) *pacer {
	p := &pacer{}
	p.cond.L = mu
	return p
}

func (p *pacer) fill(n int) {
	p.level += n
	p.cond.Signal()
}

type tank struct {
	mu    sync.Mutex
	pacer *pacer
}

func newTank() *tank {
	t := &tank{}
	t.pacer = newPacer(&t.mu)
	return t
}

func (t *tank) pour(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.pacer.level > 10 {
		t.pacer.cond.Wait() // nope: it lets t.mu go
	}
	t.pacer.fill(n)
}
