package handwritten

import (
	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var answersOnce = twins.Twin{
	File:    "answers_once",
	Bug:     "only one request of a batch gets its answer, and the others wait for ever",
	Retells: "IBM/sarama, pull/2378",
	Rule:    "loopawait",
	Kind:    loopcheck.Deadlock,
	Buggy: func(t *loopcheck.T) {
		p := newProducer()
		go p.run()
		p.play()
	},
	Fixed: func(t *loopcheck.T) {
		p := newProducer()
		go p.runRight()
		p.play()
	},
}

type producer struct{ batches chan []request }

type request struct{ result chan error }

func newProducer() *producer { return &producer{batches: make(chan []request)} }

func (p *producer) play() {
	batch := []request{{make(chan error, 1)}, {make(chan error, 1)}}
	p.batches <- batch
	close(p.batches)
	for _, r := range batch {
		<-r.result
	}
}

func (p *producer) run() {
	for batch := range p.batches {
		batch[0].result <- nil
	}
}

// The fixed twin.

func (p *producer) runRight() {
	for batch := range p.batches {
		for _, r := range batch {
			r.result <- nil
		}
	}
}
