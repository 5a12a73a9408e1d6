// Package oncealone has two orders of which one waits for itself already: that is told, once.
package oncealone

import (
	"context"
	"sync"
	"time"
)

type endpoint struct {
	interval time.Duration
	busy     sync.Mutex
	collects sync.RWMutex
	objects  map[string]int
}

func New(ctx context.Context, interval time.Duration) *endpoint {
	e := &endpoint{interval: interval}
	if e.interval > 0 {
		go e.ticks(ctx)
	}
	return e
}

func (e *endpoint) ticks(ctx context.Context) {
	t := time.NewTicker(e.interval)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			e.discover()
		case <-ctx.Done():
			return
		}
	}
}

func (e *endpoint) discover() {
	e.busy.Lock()
	defer e.busy.Unlock()
	m := map[string]int{}
	e.collects.Lock()
	defer e.collects.Unlock()
	e.objects = m
}

func (e *endpoint) Collect() int {
	e.collects.RLock()
	defer e.collects.RUnlock()
	if e.interval == 0 {
		e.discover() // want `e.discover waits for e.collects, and endpoint.Collect holds it: deadlock`
	}
	return len(e.objects)
}
