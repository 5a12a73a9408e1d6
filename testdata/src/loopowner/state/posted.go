package state

import "time"

// An Agent's loop runs what the methods hand it: what those functions use is the loop's.
type Agent struct {
	tasks chan func()
	done  chan struct{}
	level int
	name  string
	seen  []string
	hosts []string
	known int
}

func NewAgent() *Agent {
	a := &Agent{tasks: make(chan func()), done: make(chan struct{})}
	go a.loop()
	return a
}

func (a *Agent) loop() {
	for {
		select {
		case f := <-a.tasks:
			f()
		case <-a.done:
			return
		}
	}
}

// run hands over and waits.
func (a *Agent) run(f func()) {
	ran := make(chan struct{})
	select {
	case a.tasks <- func() { f(); close(ran) }:
		<-ran
	case <-a.done:
	}
}

func (a *Agent) SetLevel(n int) {
	a.run(func() {
		a.level = n
		a.name = "set"
	})
}

// Level does not.
func (a *Agent) Level() int {
	return a.level // want `a.level is read here by whoever calls Agent.Level, and Agent.loop writes it`
}

// Run is the loop, instead of the goroutine that New starts.
func (a *Agent) Run() {
	a.level = 0
	a.loop()
}

// Name comes back to the loop.
func (a *Agent) Name() (name string) {
	a.run(func() { name = a.name })
	return name
}

func (a *Agent) Add(s string) {
	a.run(func() {
		a.seen = append(a.seen, s) // want `a.seen is written here on the goroutine of Agent.loop, and Agent.gather reads it`
	})
}

// Gather starts a goroutine on the loop, and sets before what that reads.
func (a *Agent) Gather(hosts []string) {
	a.run(func() {
		a.hosts = hosts
		go a.gather()
	})
}

func (a *Agent) gather() {
	for range time.Tick(time.Second) {
		println(len(a.seen), len(a.hosts))
		a.run(func() { a.known++ })
	}
}

// A device calls what its users have installed, from its loop.
type device struct {
	notify func(int)
	in     chan int
}

func (d *device) onEvent(f func(int)) { d.notify = f }

func (d *device) loop() {
	for n := range d.in {
		d.notify(n)
	}
}

type watcher struct {
	last  int
	queue chan int
	sent  chan int
}

func watch(d *device) *watcher {
	w := &watcher{queue: make(chan int), sent: make(chan int)}
	d.onEvent(w.event)
	go d.loop()
	go w.run()
	go count(w.sent)
	return w
}

func (w *watcher) event(n int) {
	w.last = n // want `w.last is written here on the goroutine of device.loop, and watcher.run reads it`
	w.sent <- n
}

func count(sent <-chan int) {
	for n := range sent {
		println(n)
	}
}

func (w *watcher) run() {
	for range w.queue {
		println(w.last)
	}
}

// A client's loop makes its channel anew, while others send on the last one.
type client struct {
	out  chan int
	done chan struct{}
	in   chan int
}

func (c *client) run() {
	for range c.in {
		c.out = make(chan int) // want `c.out is written here on the goroutine of client.run, and client.send reads it`
		c.done <- struct{}{}
	}
}

func (c *client) send() {
	for range time.Tick(time.Second) {
		select {
		case c.out <- 1:
		default:
		}
		<-c.done
	}
}

// start makes one before anybody has it.
func (c *client) start() {
	c.in, c.done = make(chan int), make(chan struct{})
	go c.run()
	go c.send()
}
