package loop

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"testing"
)

// Waits that only lead upwards are no circle, however many begin at once; and
// where they lead anywhere, all end, since in each circle somebody is refused.
func TestStormOfWaits(t *testing.T) {
	for seed := range uint64(30) {
		for _, upwards := range []bool{true, false} {
			storm(t, rand.New(rand.NewPCG(seed, 3)), upwards)
		}
	}
}

func storm(t *testing.T, r *rand.Rand, upwards bool) {
	const n = 5
	var loops [n]*Loop
	for i := range loops {
		loops[i] = New()
	}
	var refused atomic.Int32
	var wait func(ctx context.Context, from, depth int, seed uint64) error
	wait = func(ctx context.Context, from, depth int, seed uint64) error {
		r := rand.New(rand.NewPCG(seed, 1))
		to := r.IntN(n)
		if upwards {
			to = from + 1 + r.IntN(2)
		}
		if depth == 0 || to >= n {
			return nil
		}
		l, next := loops[to], r.Uint64()
		task := func(ctx context.Context) (int, error) { return 0, wait(ctx, to, depth-1, next) }
		call := func() (int, error) { return 0, wait(bg, to, depth-1, next) }
		var err error
		switch r.IntN(4) {
		case 0:
			_, err = Call(ctx, l, call)
		case 1:
			_, err = Go(l, task).Await(ctx)
		case 2:
			_, err = All(ctx, Go(l, task), Submit(l, call))
		case 3:
			_, err = Offload(l, nil, task).Await(ctx)
		}
		if errors.Is(err, ErrDeadlock) {
			refused.Add(1)
		}
		return nil
	}
	var futures []*Future[int]
	for range 60 {
		from, seed := r.IntN(n), r.Uint64()
		if r.IntN(2) == 0 {
			futures = append(futures, Submit(loops[from], func() (int, error) { return 0, wait(bg, from, 4, seed) }))
		} else {
			futures = append(futures, Go(loops[from], func(ctx context.Context) (int, error) { return 0, wait(ctx, from, 4, seed) }))
		}
	}
	All(bg, futures...)
	if upwards && refused.Load() > 0 {
		t.Errorf("%d waits were refused, and none led back", refused.Load())
	}
	for _, l := range loops {
		l.Kill()
	}
}
