// Package ticker stops tickers that goroutines wait for.
package ticker

import "time"

type producer struct {
	ticker *time.Ticker
	quit   chan struct{}
	n      int
}

func newProducer() *producer {
	p := &producer{ticker: time.NewTicker(time.Minute)}
	go func() {
		for range p.ticker.C { // want `this goroutine never ends: producer.Close stops the ticker \(line \d+\), and Stop does not close its channel; select on a channel that says stop as well`
			p.n++
		}
	}()
	return p
}

func (p *producer) Close() { p.ticker.Stop() }

type poller struct{ t *time.Ticker }

func (p *poller) start() { go p.poll() }

func (p *poller) poll() {
	for {
		<-p.t.C // want `this goroutine never ends: poller.stop stops the ticker`
		println()
	}
}

func (p *poller) stop() { p.t.Stop() }

func local(work func()) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	go func() {
		for range t.C { // want `this goroutine never ends: local stops the ticker \(line \d+\)`
			println()
		}
	}()
	work()
}

// nopeForever: nobody stops it.
func nopeForever() {
	t := time.NewTicker(time.Second)
	go func() {
		for range t.C {
			println()
		}
	}()
}

// nopeLeaves: the loop has a way out.
func nopeLeaves(done func() bool) {
	t := time.NewTicker(time.Second)
	go func() {
		for range t.C {
			if done() {
				return
			}
		}
	}()
	defer t.Stop()
	println()
}

// A checker's select waits for the ticker alone.
type checker struct {
	Ticker *time.Ticker
	n      int
}

func newChecker(urls []string) *checker {
	c := &checker{Ticker: time.NewTicker(time.Second)}
	for range urls {
		go c.schedule()
	}
	return c
}

func (c *checker) schedule() {
	for {
		select {
		case <-c.Ticker.C: // want `this goroutine never ends: checker.Stop stops the ticker`
			c.n++
		}
	}
}

func (c *checker) Stop() { c.Ticker.Stop() }

type nopeSelects struct{ producer }

func (p *nopeSelects) start() {
	go func() {
		for {
			select {
			case <-p.ticker.C:
				p.n++
			case <-p.quit:
				return
			}
		}
	}()
}

// nopeOwn: the goroutine's own Stop leaks nothing before the end.
func nopeOwn() {
	go func() {
		t := time.NewTicker(time.Second)
		defer t.Stop()
		for range t.C {
			println()
		}
	}()
}
