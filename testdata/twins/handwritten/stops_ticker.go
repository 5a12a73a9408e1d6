package handwritten

import (
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var stopsTicker = twins.Twin{
	File:    "stops_ticker",
	Bug:     "a goroutine ranges over a ticker, which is stopped, and Stop does not close its channel",
	Retells: "InVisionApp/go-health, pull/35; showwin/speedtest-go, pull/142",
	Rule:    "loopleak",
	Kind:    loopcheck.LeakedGoroutine,
	Buggy: func(t *loopcheck.T) {
		s := newSampler(time.Second)
		time.Sleep(3 * time.Second)
		s.close()
		time.Sleep(time.Minute)
	},
	Fixed: func(t *loopcheck.T) {
		s := newEndingSampler(time.Second)
		time.Sleep(3 * time.Second)
		s.end()
		time.Sleep(time.Minute)
	},
}

// A sampler counts how often it has been its time.
type sampler struct {
	ticker  *time.Ticker
	samples int
}

func newSampler(d time.Duration) *sampler {
	s := &sampler{ticker: time.NewTicker(d)}
	go s.sample()
	return s
}

func (s *sampler) sample() {
	for range s.ticker.C {
		s.samples++
	}
}

func (s *sampler) close() { s.ticker.Stop() }

// The fixed twin.

// An endingSampler is told to end.
type endingSampler struct {
	ticker  *time.Ticker
	quit    chan struct{}
	samples int
}

func newEndingSampler(d time.Duration) *endingSampler {
	s := &endingSampler{ticker: time.NewTicker(d), quit: make(chan struct{})}
	go s.sample()
	return s
}

func (s *endingSampler) sample() {
	defer s.ticker.Stop()
	for {
		select {
		case <-s.ticker.C:
			s.samples++
		case <-s.quit:
			return
		}
	}
}

func (s *endingSampler) end() { close(s.quit) }
