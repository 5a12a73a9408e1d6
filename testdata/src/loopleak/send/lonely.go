package send

import "time"

// watcher's results have no receiver, and nobody says when it is done, which is strict.
type watcher struct {
	input  chan int
	result chan int
	done   chan struct{}
}

func newWatcher() *watcher {
	w := &watcher{input: make(chan int), result: make(chan int), done: make(chan struct{})}
	go w.process()
	return w
}

func (w *watcher) process() {
	for n := range w.input {
		w.result <- n // want `w.result <- n blocks for ever: nobody receives from w.result`
	}
}

func (w *watcher) Add(n int) { w.input <- n }

func (w *watcher) Wait() {
	<-w.done
}

func forgets() {
	done := make(chan struct{})
	go nopeForgets(done)
	<-done // want `receiving from done waits for ever: nobody sends to it or closes it`
}

func nopeForgets(done chan struct{}) {
	if done != nil {
		println()
	}
}

// nopeOnPurpose waits for ever.
func nopeOnPurpose() {
	forever := make(chan struct{})
	<-forever
}

func remembers() {
	done := make(chan struct{})
	go nopeRemembers(done)
	<-done
}

func nopeRemembers(done chan<- struct{}) { close(done) }

type nopeTimeout struct{ never chan int }

func newNopeTimeout() nopeTimeout { return nopeTimeout{make(chan int)} }

func (n nopeTimeout) wait() {
	select {
	case <-n.never:
	case <-time.After(time.Second):
	}
}

type nopeKnown struct{ c chan int }

func newNopeKnown() *nopeKnown        { return &nopeKnown{c: make(chan int)} }
func (n *nopeKnown) Chan() <-chan int { return n.c }
func (n *nopeKnown) send()            { n.c <- 1 }

// nopePipe has each channel by two names.
type nopePipe struct {
	in  <-chan int
	out chan<- int
}

func newNopePipe() (a, b *nopePipe) {
	c, d := make(chan int), make(chan int)
	return &nopePipe{in: c, out: d}, &nopePipe{in: d, out: c}
}

func (p *nopePipe) read() int   { return <-p.in }
func (p *nopePipe) write(n int) { p.out <- n }

// nopeStored gets it from a variable that a goroutine has.
type nopeStored struct{ errs chan error }

func (n *nopeStored) start(f func() error) {
	errs := make(chan error)
	n.errs = errs
	go func() { errs <- f() }()
}

func (n *nopeStored) wait() error { return <-n.errs }

// nopeRegistered keeps what it is passed.
type nopeRegistered struct{ all []chan<- bool }

func (n *nopeRegistered) register(c chan<- bool) { n.all = append(n.all, c) }

func (n *nopeRegistered) notify() {
	for _, c := range n.all {
		c <- true
	}
}

func (n *nopeRegistered) wait() bool {
	in := make(chan bool, 1)
	n.register(in)
	return <-in
}

// nopeResult returns it by name.
func nopeResult(f func() int) (result chan int) {
	result = make(chan int)
	go func() { result <- f() }()
	return
}

// nopeIdle serves an inbox that nobody fills yet.
type nopeIdle struct{ join chan int }

func newIdle() *nopeIdle {
	n := &nopeIdle{join: make(chan int)}
	go n.serve()
	return n
}

func (n *nopeIdle) serve() {
	for id := range n.join {
		println(id)
	}
}
