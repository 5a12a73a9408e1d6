// Package handwritten has loops of its own. Most such loops are workers: files and sockets are their
// job, but a long sleep and another process are seldom meant.
package handwritten

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"time"
)

type event struct {
	name string
	seen chan int
}

// A watcher owns its state in run.
type watcher struct {
	events chan event
	reload chan struct{}
	quit   chan struct{}
	seen   map[string]int
}

func newWatcher() *watcher {
	w := &watcher{
		events: make(chan event),
		reload: make(chan struct{}),
		quit:   make(chan struct{}),
		seen:   make(map[string]int),
	}
	go w.run()
	return w
}

func (w *watcher) run() {
	for {
		select {
		case e := <-w.events:
			w.seen[e.name]++
			w.handle(e)
			e.seen <- w.seen[e.name]
		case <-w.reload:
			time.Sleep(2 * time.Second) // want "time.Sleep blocks"
		case <-w.quit:
			return
		}
	}
}

// report waits for run's answer, and so for whatever run does before it.
func (w *watcher) report(name string) int {
	seen := make(chan int)
	w.events <- event{name, seen}
	return <-seen
}

func (w *watcher) handle(e event) {
	if w.seen[e.name] > 3 {
		exec.Command("notify-send", e.name).Run() // want "blocks"
	}
	w.backoff(e)
}

// backoff is reached from run only.
func (w *watcher) backoff(e event) {
	time.Sleep(time.Minute) // want "blocks"
}

// A journal writes what it gets, as its loop is there to do.
type journal struct {
	lines chan string
	flush chan struct{}
	quit  chan struct{}
	buf   []byte
}

func (j *journal) start() { go j.loop() }

func (j *journal) loop() {
	for {
		select {
		case line := <-j.lines:
			j.buf = append(j.buf, line...)
		case <-j.flush:
			os.WriteFile("journal", j.buf, 0o600)
		case <-j.quit:
			return
		}
	}
}

// A notifier talks to the network, a little slowly.
type notifier struct {
	urls chan string
	quit chan struct{}
}

func (n *notifier) start() { go n.loop() }

func (n *notifier) loop() {
	for {
		select {
		case url := <-n.urls:
			http.Head(url)
			time.Sleep(time.Millisecond)
		case <-n.quit:
			return
		}
	}
}

// A dispatcher lets others do what takes long.
type dispatcher struct {
	jobs chan string
	quit chan struct{}
}

func (d *dispatcher) start() { go d.loop() }

func (d *dispatcher) loop() {
	for {
		select {
		case job := <-d.jobs:
			go func() {
				exec.Command(job).Run()
				time.Sleep(time.Second)
			}()
		case <-d.quit:
			return
		}
	}
}

// pollForever is started with go and serves nobody: its sleep delays nothing.
func pollForever(ctx context.Context, url string) {
	for ctx.Err() == nil {
		http.Head(url)
		time.Sleep(time.Minute)
	}
}

// waitThenSleep selects once. That is waiting, not serving.
func waitThenSleep(ctx context.Context, ready <-chan struct{}) {
	select {
	case <-ready:
	case <-ctx.Done():
		return
	}
	time.Sleep(2 * time.Second)
	exec.Command("true").Run()
}

func startAll(ctx context.Context, ready <-chan struct{}) {
	go pollForever(ctx, "https://example.com")
	go waitThenSleep(ctx, ready)
	time.Sleep(2 * time.Second)
}

// An actor runs the functions that it is sent, alone or in a message.
type actor struct {
	do   chan func()
	msgs chan message
	quit chan struct{}
}

type message struct{ run func() }

func (a *actor) start() { go a.serve() }

func (a *actor) serve() {
	for {
		select {
		case f := <-a.do:
			f()
		case m := <-a.msgs:
			m.run()
		case <-a.quit:
			return
		}
	}
}

func (a *actor) use() {
	done := make(chan bool)
	a.do <- func() {
		time.Sleep(time.Second) // want "time.Sleep blocks actor.serve for 1s"
		close(done)
	}
	<-done
	a.msgs <- message{run: a.wait}
	go func() { time.Sleep(time.Second) }()
}

func (a *actor) wait() {
	if err := os.Chdir("work"); err != nil {
		time.Sleep(time.Second) // a back-off
	}
	time.Sleep(time.Second) // want "time.Sleep blocks actor.serve for 1s"
}

// A reporter restarts what ended, and breathes between. Nobody waits for it.
type reporter struct {
	ended chan string
	quit  chan struct{}
	done  chan struct{}
}

func (r *reporter) start() { go r.loop() }

func (r *reporter) loop() {
	defer close(r.done)
	for {
		select {
		case name := <-r.ended:
			exec.Command(name).Run()
			time.Sleep(time.Minute)
		case <-r.quit:
			return
		}
	}
}

// stop waits for the end of the loop, and asks it nothing.
func (r *reporter) stop() {
	close(r.quit)
	<-r.done
}

// A pool's workers are many: one that sleeps keeps nobody waiting.
type pool struct {
	tasks chan func()
	quit  chan struct{}
}

func (p *pool) start(n int) {
	for range n {
		go p.work()
	}
}

func (p *pool) work() {
	for {
		select {
		case task := <-p.tasks:
			task()
		case <-p.quit:
			return
		}
	}
}

func (p *pool) use() {
	p.tasks <- func() { time.Sleep(time.Second) }
}
