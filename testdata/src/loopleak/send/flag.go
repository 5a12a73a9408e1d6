package send

import (
	"io"
	"sync/atomic"
)

// silent says that the logger's loop is to end.
var silent bool

func Silence() { silent = true }

var subscribers []func(string)

func subscribe(f func(string)) { subscribers = append(subscribers, f) }

func Publish(s string) {
	for _, f := range subscribers {
		f(s)
	}
}

// A logger's loop leaves by a flag, and whoever publishes fills its room.
type logger struct{ lines chan string }

func newLogger() {
	l := &logger{lines: make(chan string, 100)}
	subscribe(func(s string) {
		l.lines <- s // want `l.lines <- s blocks for ever once logger.listen has returned \(the return at line \d+\) and its room for 100 is full: send in a select that knows of its end`
	})
	go l.listen()
}

func (l *logger) listen() {
	for {
		if silent {
			break
		}
		println(<-l.lines)
	}
}

// printer's flag is atomic, and its loop has a plain receive.
type printer struct {
	lines  chan string
	closed atomic.Bool
}

func newPrinter(w io.Writer) *printer {
	p := &printer{lines: make(chan string)}
	go p.run(w)
	return p
}

func (p *printer) run(w io.Writer) {
	for {
		if p.closed.Load() {
			return
		}
		io.WriteString(w, <-p.lines)
	}
}

func (p *printer) Close() { p.closed.Store(true) }

func (p *printer) Print(s string) {
	p.lines <- s // want `p.lines <- s blocks for ever once printer.run has returned`
}

// nopeUnsubscribes takes itself off the list first.
type nopeUnsubscribes struct {
	lines  chan string
	closed atomic.Bool
}

func newNopeUnsubscribes() *nopeUnsubscribes {
	p := &nopeUnsubscribes{lines: make(chan string, 100)}
	subscribe(func(s string) { p.lines <- s })
	go p.run()
	return p
}

func (p *nopeUnsubscribes) run() {
	for {
		if p.closed.Load() {
			subscribers = nil
			return
		}
		println(<-p.lines)
	}
}

func (p *nopeUnsubscribes) Close() { p.closed.Store(true) }

// A peer's watcher leaves when its reader has ended, and the writer goes on.
type peer struct {
	seen   chan string
	readOf chan struct{}
}

func newPeer(r, w chan string) {
	p := &peer{seen: make(chan string), readOf: make(chan struct{})}
	go p.watch()
	go p.read(r)
	go p.write(w)
}

func (p *peer) watch() {
	for {
		select {
		case s := <-p.seen:
			println(s)
		case <-p.readOf:
			return
		}
	}
}

func (p *peer) read(r chan string) {
	for s := range r {
		p.seen <- s // strict: it ends the watcher itself, behind this
	}
	close(p.readOf)
}

func (p *peer) write(w chan string) {
	for s := range w {
		p.seen <- s // want `p.seen <- s blocks for ever once peer.watch has returned \(<-p.readOf at line \d+\): send in a select that knows of its end`
	}
}
