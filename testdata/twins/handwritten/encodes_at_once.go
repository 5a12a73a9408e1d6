package handwritten

import (
	"encoding/json"
	"io"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var encodesAtOnce = twins.Twin{
	File:    "encodes_at_once",
	Bug:     "pings are written beside the answers, to a connection that takes one writer at a time",
	Retells: "iotexproject/iotex-core, issues/3907; shapeshift/unchained, pull/562",
	Rule:    "loopowner",
	Kind:    loopcheck.WrongGoroutine,
	Buggy: func(t *loopcheck.T) {
		p := newPeer(loopcheck.Watch(t, "peer"))
		go p.run()
		go p.ping()
		p.answers <- "pong"
		t.Wait()
		p.ticks <- struct{}{}
		t.Wait()
		close(p.answers)
		close(p.ticks)
	},
	Fixed: func(t *loopcheck.T) {
		p := newPeer(loopcheck.Watch(t, "peer"))
		go p.runRight()
		p.answers <- "pong"
		p.ticks <- struct{}{}
		close(p.answers)
	},
}

// A peer's run owns the connection.
type peer struct {
	conn    *json.Encoder
	answers chan string
	ticks   chan struct{}
	watcher *loopcheck.Watcher
}

func newPeer(w *loopcheck.Watcher) *peer {
	return &peer{conn: json.NewEncoder(io.Discard), answers: make(chan string), ticks: make(chan struct{}), watcher: w}
}

func (p *peer) run() {
	p.watcher.Own()
	for answer := range p.answers {
		p.write(answer)
	}
}

func (p *peer) ping() {
	for range p.ticks {
		p.write("ping")
	}
}

func (p *peer) write(message string) {
	p.watcher.Check("peer.conn")
	p.conn.Encode(message)
}

// The fixed twin.

func (p *peer) runRight() {
	p.watcher.Own()
	for {
		select {
		case answer, ok := <-p.answers:
			if !ok {
				return
			}
			p.write(answer)
		case <-p.ticks:
			p.write("ping")
		}
	}
}
