// Package spared has a loop that asks, before it locks, what whoever waits for it has said.
package spared

import "sync"

var (
	mu     sync.Mutex
	dbs    = map[string]*DB{}
	atExit bool
)

type req struct {
	stop bool
	wg   sync.WaitGroup
}

type DB struct {
	name  string
	queue chan *req
}

func Start(name string) *DB {
	mu.Lock()
	defer mu.Unlock()
	db := &DB{name: name, queue: make(chan *req)}
	dbs[name] = db
	go db.loop()
	return db
}

func (db *DB) loop() {
	var r *req
	for quit := false; !quit; {
		r = <-db.queue
		if quit = r.stop; !quit {
			r.wg.Done()
		}
	}
	if !atExit {
		mu.Lock()
		delete(dbs, db.name)
		mu.Unlock()
	}
	r.wg.Done()
}

func (db *DB) Do(stop bool) {
	r := &req{stop: stop}
	r.wg.Add(1)
	db.queue <- r
	r.wg.Wait()
}

func Exit() {
	mu.Lock()
	atExit = true
	for _, db := range dbs {
		db.Do(true)
	}
	atExit = false
	mu.Unlock()
}

// Leave says so too late.
func Leave() {
	mu.Lock()
	for _, db := range dbs {
		db.Do(true) // want `Leave holds mu while it sends to db.queue, and DB.loop, its receiver, takes mu on its way out`
	}
	atExit = true
	mu.Unlock()
}
