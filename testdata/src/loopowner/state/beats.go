package state

import (
	"sync"
	"time"
)

// What all pacers send is made once, by whoever makes the first of them.
var (
	beatOnce sync.Once
	beatMu   sync.Mutex
	beat     []byte
	beats    int
)

func encodeBeat() { beat = []byte{3} }

// A Pacer has passed that before its goroutine starts.
type Pacer struct {
	send chan []byte
	die  chan struct{}
}

// PacerFactory makes pacers.
type PacerFactory struct{}

// Create makes one.
func (PacerFactory) Create(send chan []byte) *Pacer {
	beatOnce.Do(func() {
		encodeBeat()
	})
	return &Pacer{send: send, die: make(chan struct{})}
}

// Handle starts its goroutine.
func (a *Pacer) Handle() { go a.heartbeat() }

func (a *Pacer) heartbeat() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			a.send <- beat
			println(beats)
		case <-a.die:
			return
		}
	}
}

// Beat counts by hand, under the lock.
func (a *Pacer) Beat() {
	a.die <- struct{}{}
	beatMu.Lock()
	beats++ // want `beats is written here by whoever calls Pacer.Beat, and Pacer.heartbeat reads it`
	beatMu.Unlock()
}
