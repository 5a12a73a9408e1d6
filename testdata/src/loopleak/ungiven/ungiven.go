// Package ungiven leaves with a token that nobody else gives back.
package ungiven

import "errors"

type pool struct {
	slots chan struct{}
	keys  chan struct{}
	taken chan struct{}
}

func newPool() *pool {
	return &pool{slots: make(chan struct{}, 4), keys: make(chan struct{}, 4), taken: make(chan struct{}, 4)}
}

func ready() bool { return true }

func (p *pool) do(work func()) error {
	p.slots <- struct{}{} // want `p.slots <- struct\{\}\{\} waits for ever once its room is lost: pool.do leaves without <-p.slots \(the return at line 21\), and nobody else takes a token back; defer that`
	if !ready() {
		return errors.New("not ready")
	}
	work()
	<-p.slots
	return nil
}

// safe gives it back on each way.
func (p *pool) safe(work func()) error {
	p.keys <- struct{}{}
	if !ready() {
		<-p.keys
		return errors.New("not ready")
	}
	work()
	<-p.keys
	return nil
}

// take leaves it to who calls to give it back.
func (p *pool) take() bool {
	p.taken <- struct{}{}
	if !ready() {
		<-p.taken
		return false
	}
	return true
}

func (p *pool) give() { <-p.taken }
