// Package lockagain lets a lock go for a while, and takes it again while it holds
// another one for which somebody waits under the first.
package lockagain

import (
	"sync"
	"time"
)

type devices struct {
	mu    sync.Mutex
	infos map[string]*info
}

type info struct{ mu sync.Mutex }

func start(d *devices) {
	go d.remove("a")
	go d.remove("b")
}

func (d *devices) remove(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := d.infos[name]
	i.mu.Lock() // want `i.mu.Lock waits for i.mu, and devices.remove holds d.mu, for which devices.remove waits the other way round: deadlock`
	defer i.mu.Unlock()
	d.settle()
}

func (d *devices) settle() {
	d.mu.Unlock()
	time.Sleep(time.Millisecond)
	d.mu.Lock()
}

// A list lets both go.
type list struct {
	mu    sync.Mutex
	items map[string]*item
}

type item struct{ mu sync.Mutex }

func run(l *list) {
	go l.remove("a")
	go l.remove("b")
}

func (l *list) remove(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := l.items[name]
	i.mu.Lock()
	i.mu.Unlock()
	l.settle()
}

func (l *list) settle() {
	l.mu.Unlock()
	time.Sleep(time.Millisecond)
	l.mu.Lock()
}
