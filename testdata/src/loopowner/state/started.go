package state

import "sync"

// A Poller has a goroutine if it was asked for one, and waits for it then.
type Poller struct {
	polls bool
	wg    sync.WaitGroup
	quit  chan struct{}
	in    chan int
	last  int
	seen  []int
}

// Start starts it.
func (p *Poller) Start() {
	if p.polls {
		p.wg.Add(1)
		go p.poll()
	}
}

func (p *Poller) poll() {
	defer p.wg.Done()
	for {
		select {
		case <-p.quit:
			return
		case n := <-p.in:
			p.last = n
			p.seen = append(p.seen, n)
		}
	}
}

// Put gives it something.
func (p *Poller) Put(n int) { p.in <- n }

// Stop ends it, and what there was.
func (p *Poller) Stop() {
	if p.polls {
		p.quit <- struct{}{}
		p.wg.Wait()
	}
	p.seen = nil
	p.Put(p.last)
}

// Forget forgets what there was while the goroutine runs.
func (p *Poller) Forget() {
	p.seen = nil // want `p.seen is written here by whoever calls Poller.Forget, and Poller.poll`
	p.Put(0)
}

// A Plugin gets its channel before anything else, and sends to it at once.
type Plugin struct {
	again chan struct{}
	n     int
}

// Init makes it ready.
func (p *Plugin) Init(n int) {
	p.again = make(chan struct{}, 1)
	p.n = n
	p.Again()
}

// Activate starts its goroutine.
func (p *Plugin) Activate() {
	go func() {
		for {
			select {
			case <-p.again:
				println("again")
			}
		}
	}()
}

// Again wakes the goroutine.
func (p *Plugin) Again() {
	if p.again != nil {
		select {
		case p.again <- struct{}{}:
		default:
		}
	}
}
