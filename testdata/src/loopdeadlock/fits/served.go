package fits

import (
	"sync"
	"time"
)

// A keeper's loop is told of each token that is new, and drops the old ones, which needs the
// lock: two are told, and the third waits.
type keeper struct {
	mu    sync.Mutex
	fresh chan struct{}
	quit  chan struct{}
	n     int
}

func newKeeper() *keeper {
	k := &keeper{fresh: make(chan struct{}, 1), quit: make(chan struct{})}
	go k.run()
	return k
}

func (k *keeper) run() {
	ticks := time.NewTicker(time.Minute)
	defer ticks.Stop()
	for {
		select {
		case <-k.fresh:
		case <-ticks.C:
			k.mu.Lock()
			k.n = 0
			k.mu.Unlock()
		case <-k.quit:
			return
		}
	}
}

func (k *keeper) assign() {
	k.mu.Lock()
	k.n++
	k.fresh <- struct{}{} // want `keeper.assign holds k.mu while it sends to k.fresh, and keeper.run, its receiver, takes k.mu first: deadlock`
	k.mu.Unlock()
}

// Of a crew's places there is room for each, and who leaves takes his own.
type crew struct {
	mu     sync.Mutex
	places chan struct{}
	n      int
}

func newCrew() *crew { return &crew{places: make(chan struct{}, 3)} }

func (c *crew) join() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.places <- struct{}{}
	c.n++
	go c.work()
}

func (c *crew) work() {
	c.mu.Lock()
	c.n--
	c.mu.Unlock()
	<-c.places
}
