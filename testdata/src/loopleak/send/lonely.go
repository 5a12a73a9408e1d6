package send

import "time"

// watcher's results have no receiver.
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
	<-w.done // want `receiving from w.done waits for ever: nobody sends to it or closes it`
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
