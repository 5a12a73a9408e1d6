package loopcheck

import (
	"fmt"
	"time"
)

// How long the loops that the harness ends get for the callbacks that still run: in a
// bubble, of virtual time, and outside.
const (
	closePatience = time.Minute
	realPatience  = time.Second
)

// finish checks, in the bubble, what the test left, and closes it. If the test
// did not return of its own accord it only closes.
func (s *scope) finish(t *T, returned bool) {
	t.Wait()
	if s.anyBusy() && s.options.virtual >= 0 {
		time.Sleep(s.options.virtual + 1) // who waits in a callback is late by now
		t.Wait()
	}
	if s.scheduler != nil {
		s.scheduler.stop()
	}
	if returned {
		s.checkLoops()
	}
	s.closeLoops(closePatience)
	if returned {
		s.checkFutures()
	}
}

func (s *scope) anyBusy() bool {
	for _, p := range s.observed() {
		if p.running.Load() != 0 {
			return true
		}
	}
	return false
}

// checkLoops reports loops that are open, and what they still have to do.
func (s *scope) checkLoops() {
	for _, p := range s.observed() {
		p.checkOpen()
	}
}

func (p *probe) checkOpen() {
	p.mu.Lock()
	open := p.loop != nil && p.used && !p.closed
	tasks, timers, holds := p.ledger.tasksLeft(), p.ledger.timersLeft(), p.ledger.holdsLeft()
	p.mu.Unlock()
	if !open {
		return
	}
	if !p.adopted {
		p.find(Finding{Kind: UnclosedLoop, Msg: "the loop was used and nobody closed it; Close it", Stack: p.created})
	}
	for _, e := range tasks {
		p.find(Finding{Kind: LeakedTask, Msg: fmt.Sprintf("the coroutine of %s has not ended; await it, or cancel it", e.op), Stack: e.created, Created: e.created})
	}
	for _, e := range holds {
		p.find(Finding{Kind: LeakedTask, Msg: "a hold was never released, so Shutdown would wait for ever; release it on every path", Stack: e.created, Created: e.created})
	}
	for _, e := range timers {
		p.pendingTimer(e)
	}
}

// closeLoops ends the loops that the test left, so that the next test is not harmed.
// What a callback that never returns keeps longer than patience stays behind.
func (s *scope) closeLoops(patience time.Duration) {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	var over *time.Timer // made in the bubble, if there is one, and only if it is needed
	for _, p := range s.observed() {
		if !p.isOpen() {
			continue
		}
		done := p.loop.Done()
		go p.loop.Kill()
		if over == nil {
			over = time.NewTimer(patience)
			defer over.Stop()
		}
		select {
		case <-done:
		case <-over.C:
			return
		}
	}
}

func (p *probe) isOpen() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.loop != nil && !p.closed
}

// checkFutures reports results that nobody took.
func (s *scope) checkFutures() {
	for _, p := range s.observed() {
		p.checkFutures()
	}
}

func (p *probe) checkFutures() {
	p.mu.Lock()
	left := p.ledger.unawaited()
	p.mu.Unlock()
	for _, e := range left {
		switch {
		case e.isTask && (e.late || !e.done):
			continue // it is a leaked task
		case e.givenUp && p.allows(GivenUpWait):
			continue
		}
		f := Finding{Kind: UnawaitedFuture, Msg: "nobody takes the result of " + e.op + "; await it, or Detach it", Stack: e.created, Created: e.created}
		if e.err != nil {
			f.Kind = UnawaitedError
			f.Msg = fmt.Sprintf("nobody takes the result of %s, which failed: %v; await it, or Detach it", e.op, e.err)
		}
		p.find(f)
	}
}
