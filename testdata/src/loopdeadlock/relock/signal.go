package relock

import "sync"

func source(keys func() chan int) { go keys() }

// A lock that a goroutine unlocks which somebody else starts is a signal.
func nopeWaitsFor() {
	var done sync.Mutex
	done.Lock()
	source(func() chan int {
		ch := make(chan int)
		go func() {
			defer done.Unlock()
			defer close(ch)
			ch <- 1
		}()
		return ch
	})
	done.Lock()
}

// Of another one nobody knows.
func waitsFor() {
	var done, other sync.Mutex
	done.Lock()
	source(func() chan int {
		ch := make(chan int)
		go func() {
			defer other.Unlock()
			defer close(ch)
			ch <- 1
		}()
		return ch
	})
	done.Lock() // want `done.Lock waits for done, and waitsFor holds it`
}
