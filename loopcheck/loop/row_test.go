package loop

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
)

// A row is in order however those in it come and go.
func TestRow(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		var got row[int]
		var want []int
		var spots []*spot[int]
		for n := range 100 {
			switch r.IntN(3) {
			case 0:
				spots = append(spots, got.join(n))
				want = append(want, n)
			case 1:
				if s := got.pop(); (s != nil) != (len(want) > 0) || s != nil && s.who != want[0] {
					t.Fatalf("seed %d: pop: %v of %v", seed, s, want)
				}
				want = want[min(1, len(want)):]
			case 2:
				if len(spots) == 0 {
					continue
				}
				s := spots[r.IntN(len(spots))]
				i := slices.Index(want, s.who)
				if left := got.leave(s); left != (i >= 0) {
					t.Fatalf("seed %d: leave: %v", seed, left)
				}
				if i >= 0 {
					want = slices.Delete(want, i, i+1)
				}
			}
		}
		if all := got.drain(); !slices.Equal(all, want) {
			t.Fatalf("seed %d: %v, want %v", seed, all, want)
		}
	}
}

// Many wait for one thing and give up in any order; the others are told.
func TestManyGiveUp(t *testing.T) {
	const n = 3000
	l := New()
	defer l.Close()
	promised, resolve := NewPromise[int](l)
	ev := NewEvent(l)
	var futures []*Future[int]
	for i := range n {
		futures = append(futures, Go(l, func(ctx context.Context) (int, error) {
			if i%2 == 0 {
				return promised.Await(ctx)
			}
			return 7, ev.Wait(ctx)
		}))
	}
	on(t, l, func() {})
	for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(n) {
		if i%3 > 0 {
			futures[i].Cancel(nil)
		}
	}
	for i, f := range futures {
		if i%3 > 0 {
			<-f.Done()
		}
	}
	resolve(7, nil)
	l.Post(ev.Set)
	for i, f := range futures {
		if v, err := f.Await(bg); (err == nil) != (i%3 == 0) || err == nil && v != 7 {
			t.Fatalf("coroutine %d: %d, %v", i, v, err)
		}
	}
}
