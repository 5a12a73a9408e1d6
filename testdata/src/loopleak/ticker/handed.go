package ticker

import "time"

// A sampler gives its ticker to those who stop it.
type sampler struct{ sum, last int }

func (s *sampler) sample() *time.Ticker {
	t := time.NewTicker(time.Second)
	go func() {
		for range t.C { // want `this goroutine never ends: sampler.measure stops the ticker \(line \d+\)`
			s.last = s.sum
		}
	}()
	return t
}

func (s *sampler) measure(work func()) {
	t := s.sample()
	defer t.Stop()
	work()
}

// A board has a ticker for each of its checks.
type board struct {
	tickers map[string]*time.Ticker
	checks  map[string]func()
}

func (b *board) Start() {
	for name, check := range b.checks {
		t := time.NewTicker(time.Minute)
		b.run(check, t)
		b.tickers[name] = t
	}
}

func (b *board) run(check func(), t *time.Ticker) {
	go func() {
		for range t.C { // want `this goroutine never ends: board.Stop stops the ticker \(line \d+\)`
			check()
		}
	}()
}

func (b *board) Stop() {
	for _, t := range b.tickers {
		t.Stop()
	}
}

// nopeOthers stops another board's tickers, and gives its own to nobody.
type nopeOthers struct{ tickers map[string]*time.Ticker }

func (o *nopeOthers) Start(check func()) {
	t := time.NewTicker(time.Minute)
	go func() {
		for range t.C {
			check()
		}
	}()
}

func (o *nopeOthers) Stop() {
	for _, t := range o.tickers {
		t.Stop()
	}
}
