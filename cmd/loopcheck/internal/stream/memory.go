package stream

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// A run allocates several times what it keeps, and what it keeps grows to
// hundreds of megabytes. So the collector may let the heap triple while that is
// small, and only double or less once it is large.
const (
	mostGarbage  = 600 << 20 // between two collections
	mostPercent  = 200       // of the live heap, likewise
	leastPercent = 40        // for collections not to take over on a heap of gigabytes
)

// paceGC adapts the collector's target to the live heap, after each collection,
// until stop is called. A GOGC in the environment wins.
func paceGC() (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	old := debug.SetGCPercent(mostPercent)
	var mu sync.Mutex
	stopped := false
	afterGC(func() (again bool) {
		mu.Lock()
		defer mu.Unlock()
		if !stopped {
			debug.SetGCPercent(gcPercent(liveHeap()))
		}
		return !stopped
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		stopped = true
		debug.SetGCPercent(old)
	}
}

// gcPercent is the target for a live heap of so many bytes.
func gcPercent(live uint64) int {
	if live == 0 {
		return mostPercent
	}
	return max(leastPercent, min(mostPercent, int(mostGarbage*100/live)))
}

func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}

// afterGC calls f after each collection until f returns false.
func afterGC(f func() (again bool)) {
	// Nothing refers to the sentinel: the next collection finds it dead.
	type sentinel struct{ _ *int }
	var arm func()
	arm = func() {
		runtime.SetFinalizer(&sentinel{new(int)}, func(*sentinel) {
			if f() {
				arm()
			}
		})
	}
	arm()
}
