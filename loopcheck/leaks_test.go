package loopcheck

import (
	"testing"
)

// A test that begins while another is looking for its leaks has leaks of its own.
func TestLeaksOfATestThatBeginsMeanwhile(t *testing.T) {
	before := ignoreCurrent()
	quit := make(chan struct{})
	defer close(quit)
	s := &scope{options: newOptions(nil)}
	anotherBegins := func() bool {
		go func() { <-quit }()
		return true
	}
	s.checkGoroutines(anotherBegins, append(newOptions(nil).goleak, before))
	for _, f := range s.take() {
		t.Errorf("found what began meanwhile: %v", f)
	}
}
