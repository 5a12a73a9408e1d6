package state

import (
	"sync"
	"time"

	"example.com/corpus/src/loopowner/state/conf"
)

// A Lister refreshes its names itself, or its callers do, as it is set.
type Lister struct {
	mu    sync.RWMutex
	every time.Duration
	fetch func(since int64) []string
	names []string
	last  int64
	next  int64
}

// NewLister starts a goroutine, or not.
func NewLister(every time.Duration, fetch func(int64) []string) *Lister {
	l := &Lister{every: every, fetch: fetch}
	if every <= 0 {
		return l
	}
	go func() {
		for range time.Tick(every) {
			l.refresh()
			l.mu.Lock()
			l.next++
			l.mu.Unlock()
		}
	}()
	return l
}

func (l *Lister) refresh() {
	names := l.fetch(l.last)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.names = names
	l.last++
}

// List refreshes if there is no goroutine.
func (l *Lister) List() []string {
	if !(l.every > 0) {
		l.refresh()
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.names
}

// Next is asked for the other way round.
func (l *Lister) Next() int64 {
	if l.every > 0 {
		return l.next // want `l.next is read here by whoever calls Lister.Next, and a goroutine that NewLister starts writes it`
	}
	return 0
}

// Skip, too, has the lock.
func (l *Lister) Skip() { l.mu.Lock(); l.next++; l.mu.Unlock() }

// After has the lock.
func (l *Lister) After() int64 { l.mu.Lock(); defer l.mu.Unlock(); return l.next }

// A Remote asks its configuration, and its connection.
type Remote struct {
	mu    sync.RWMutex
	conf  *conf.Client
	conn  *conf.Conn
	last  int64
	names int64
}

// NewRemote starts a goroutine, or not.
func NewRemote(c *conf.Client, conn *conf.Conn) *Remote {
	r := &Remote{conf: c, conn: conn}
	if r.conf.GetReEvalSec() <= 0 || conn.GetState() == 1 {
		return r
	}
	go func() {
		for range time.Tick(time.Second) {
			println(r.last, r.names)
		}
	}()
	return r
}

// Refresh is for those without it.
func (r *Remote) Refresh() {
	if r.conf.GetReEvalSec() <= 0 {
		r.mu.Lock()
		r.last++
		r.mu.Unlock()
	}
}

// Connected may become so.
func (r *Remote) Connected() {
	if r.conn.GetState() == 1 {
		r.mu.Lock()
		r.names++ // want `r.names is written here by whoever calls Remote.Connected, and a goroutine that NewRemote starts reads it`
		r.mu.Unlock()
	}
}
