package send

import (
	"context"
	"time"
)

// A Metronome beats until the caller's context ends.
type Metronome struct {
	ctx    context.Context
	cancel func()
	beats  chan int
	n      int
}

func NewMetronome(parent context.Context) *Metronome {
	ctx, cancel := context.WithCancel(parent)
	m := &Metronome{ctx: ctx, cancel: cancel, beats: make(chan int, 1)}
	go m.run()
	return m
}

func (m *Metronome) run() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-m.ctx.Done():
			return
		case <-t.C:
			m.n++
			m.beats <- m.n // want `m.beats <- m.n blocks for ever if nobody receives any more after <-m.ctx.Done\(\), by which this goroutine ends \(line \d+\): send in a select with <-m.ctx.Done\(\) as well`
		}
	}
}

// Beats is for those who listen.
func (m *Metronome) Beats() <-chan int { return m.beats }

// A Feed is told to stop.
type Feed struct {
	quit  chan struct{}
	items chan string
	next  func() string
}

func NewFeed(next func() string) *Feed {
	f := &Feed{quit: make(chan struct{}), items: make(chan string), next: next}
	go f.run()
	return f
}

func (f *Feed) run() {
	for {
		select {
		case <-f.quit:
			return
		default:
		}
		f.items <- f.next() // want `f.items <- f.next\(\) blocks for ever if nobody receives any more after <-f.quit`
	}
}

func (f *Feed) Items() <-chan string { return f.items }

func (f *Feed) Stop() { close(f.quit) }

// NopeFeed closes its channel when it ends: people receive to the end.
type NopeFeed struct {
	quit  chan struct{}
	items chan string
	next  func() string
}

func NewNopeFeed(next func() string) *NopeFeed {
	f := &NopeFeed{quit: make(chan struct{}), items: make(chan string), next: next}
	go f.run()
	return f
}

func (f *NopeFeed) run() {
	defer close(f.items)
	for {
		select {
		case <-f.quit:
			return
		default:
		}
		f.items <- f.next()
	}
}

func (f *NopeFeed) Items() <-chan string { return f.items }

func (f *NopeFeed) Stop() { close(f.quit) }

// NopeBeats gives up the beat.
type NopeBeats struct {
	ctx   context.Context
	beats chan int
}

func NewNopeBeats(ctx context.Context) *NopeBeats {
	b := &NopeBeats{ctx: ctx, beats: make(chan int)}
	go b.run()
	return b
}

func (b *NopeBeats) run() {
	for {
		select {
		case <-b.ctx.Done():
			return
		case <-time.After(time.Second):
			select {
			case b.beats <- 1:
			default:
			}
		}
	}
}

func (b *NopeBeats) Beats() <-chan int { return b.beats }
