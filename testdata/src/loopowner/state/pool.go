package state

import (
	"sync"
	"sync/atomic"
)

// pool's workers add to one sum.
func pool(n int, in <-chan int) int {
	total, last := 0, 0
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for x := range in {
				total += x // want `total is written here on goroutines that pool starts one after the other \(line \d+\), and they race with each other`
				last = x   // strict: whoever is last
			}
		}()
	}
	wg.Wait()
	return total + last
}

// gather's goroutines each append their own.
func gather(hosts []string) (all []string) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var count atomic.Int64
	known := 0
	for _, h := range hosts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			all = append(all, h) // want `all is written here on goroutines that gather starts one after the other \(line \d+\), and they race with each other`
			count.Add(1)
			mu.Lock()
			known++
			mu.Unlock()
		}()
	}
	wg.Wait()
	return all
}

// inTurn starts the next one when the last has ended, and each has its own part.
func inTurn(hosts []string) (n int) {
	parts := make([]int, len(hosts))
	for i, h := range hosts {
		done := make(chan struct{})
		go func() {
			defer close(done)
			n += len(h)
			parts[i]++
		}()
		<-done
	}
	return n
}

// A track's goroutines use what it sets before it starts them, whoever goes over all tracks.
type track struct {
	lost *int
	in   chan int
}

type studio struct {
	tracks []*track
	begin  chan int
}

func (s *studio) run() {
	for range s.begin {
		for _, t := range s.tracks {
			t.start()
		}
	}
}

func (t *track) start() {
	t.lost = new(int)
	go func() {
		for n := range t.in {
			*t.lost += n
		}
	}()
}

func newStudio() *studio {
	s := &studio{begin: make(chan int)}
	s.tracks = append(s.tracks, &track{in: make(chan int)})
	go s.run()
	return s
}
