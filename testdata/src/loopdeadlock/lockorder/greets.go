package lockorder

import (
	"errors"
	"sync"
	"sync/atomic"
)

// A wire greets once, before the first read, and again when the other side asks for it.
type wire struct {
	greeting sync.Mutex
	in       sync.Mutex
	greeted  atomic.Bool
	again    bool
}

func startWire(w *wire) {
	go w.read()
	go w.greet()
}

func (w *wire) greet() error {
	w.greeting.Lock()
	defer w.greeting.Unlock()
	if w.greeted.Load() {
		return nil
	}
	w.in.Lock()
	defer w.in.Unlock()
	w.greeted.Store(true)
	return nil
}

func (w *wire) read() error {
	if err := w.greet(); err != nil {
		return err
	}
	w.in.Lock()
	defer w.in.Unlock()
	if w.again {
		return w.greetAgain() // nope: whoever greets sees that it has been done
	}
	return nil
}

func (w *wire) greetAgain() error {
	w.greeting.Lock()
	defer w.greeting.Unlock()
	w.greeted.Store(false)
	return errors.New("no")
}

// A second one reads without it.
type line struct {
	greeting sync.Mutex
	in       sync.Mutex
	greeted  atomic.Bool
}

func startLine(l *line) {
	go l.read()
	go l.greet()
}

func (l *line) greet() {
	l.greeting.Lock()
	defer l.greeting.Unlock()
	if l.greeted.Load() {
		return
	}
	l.in.Lock() // want "l.in.Lock waits for l.in, and line.greet holds l.greeting, for which line.read waits the other way round: deadlock"
	defer l.in.Unlock()
	l.greeted.Store(true)
}

func (l *line) read() {
	l.in.Lock()
	defer l.in.Unlock()
	l.greeting.Lock()
	defer l.greeting.Unlock()
	l.greeted.Store(false)
}
