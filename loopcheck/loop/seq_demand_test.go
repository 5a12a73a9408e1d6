package loop

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// A sequence that never begins, since its context has ended or its loop is full, says
// so, and leaves nothing on a loop that goes on.
func TestSeqThatNeverBegins(t *testing.T) {
	ended, cancel := context.WithCancel(bg)
	cancel()
	for _, ctx := range []context.Context{ended, bg} {
		synctest.Test(t, func(t *testing.T) {
			r := NewRunner(WithMaxPending(1))
			l := r.Loop()
			free := blockLoop(t, l)
			want := context.Canceled
			if ctx == bg {
				want = ErrFull
				l.Post(func() {})
			}
			got := make(chan error)
			go func() {
				for _, err := range Seq(ctx, r, Iterator[int](endless{})) {
					got <- err
				}
			}()
			synctest.Wait()
			free()
			if err := <-got; !errors.Is(err, want) {
				t.Errorf("the sequence ends with %v, want %v", err, want)
			}
			synctest.Wait()
			l.in.mu.Lock()
			if n := len(l.life.outside); n != 0 {
				t.Errorf("%d promises are left", n)
			}
			l.in.mu.Unlock()
			r.Close()
		})
	}
}

// The loop's bound is for what others hand over: a sequence that has begun goes on
// however full the loop is.
func TestSeqOnAFullLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRunner(WithMaxPending(1))
		l := r.Loop()
		n := 0
		for _, err := range Seq(bg, r, Iterator[int](endless{})) {
			if err != nil {
				t.Error(err)
				break
			}
			if n++; n == 10 {
				break
			}
			free := blockLoop(t, l)
			l.Post(func() {})
			go func() { synctest.Wait(); free() }()
		}
		r.Close()
		if n != 10 {
			t.Errorf("%d values came, want 10", n)
		}
	})
}
