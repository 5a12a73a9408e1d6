// Package tee has a loop that writes to whatever it was given.
package tee

import "io"

type tee struct {
	in      chan []byte
	writers chan io.Writer
	quit    chan struct{}
}

func newTee() *tee {
	t := &tee{in: make(chan []byte), writers: make(chan io.Writer), quit: make(chan struct{})}
	go t.run()
	return t
}

func (t *tee) run() {
	var writers []io.Writer
	for {
		select {
		case w := <-t.writers:
			writers = append(writers, w)
		case p := <-t.in:
			for _, w := range writers {
				w.Write(p)
			}
		case <-t.quit:
			return
		}
	}
}

func (t *tee) add(w io.Writer) { t.writers <- w }

func (t *tee) put(p []byte) { t.in <- p }

// An echo puts what it gets into the tee that writes to it.
type echo struct{ tee *tee }

func (e *echo) start() { e.tee.add(e) }

func (e *echo) Write(p []byte) (int, error) {
	e.tee.put(p) // want `e.tee.put waits for tee.run, and this runs on it: deadlock`
	return len(p), nil
}

// A prefix puts it into another one.
type prefix struct{ from, to *tee }

func (x *prefix) start() { x.from.add(x) }

func (x *prefix) Write(p []byte) (int, error) {
	x.to.put(p)
	return len(p), nil
}
