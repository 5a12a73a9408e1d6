package handwritten

import (
	"errors"
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var nobodyReceives = twins.Twin{
	File:    "nobody_receives",
	Bug:     "the loop sends its result to a caller that has given up, on an unbuffered channel",
	Retells: "quic-go/quic-go, pull/5203",
	Rule:    "loopleak",
	Kind:    loopcheck.LeakedGoroutine,
	Buggy: func(t *loopcheck.T) {
		dial(time.Second, 2*time.Second)
		time.Sleep(time.Minute)
	},
	Fixed: func(t *loopcheck.T) {
		dialBuffered(time.Second, 2*time.Second)
		time.Sleep(time.Minute)
	},
}

func dial(patience, takes time.Duration) error {
	result := make(chan error)
	go func() { result <- handshake(takes) }()
	select {
	case err := <-result:
		return err
	case <-time.After(patience):
		return errors.New("timed out")
	}
}

func handshake(takes time.Duration) error {
	time.Sleep(takes)
	return nil
}

// The fixed twin.

func dialBuffered(patience, takes time.Duration) error {
	result := make(chan error, 1)
	go func() { result <- handshake(takes) }()
	select {
	case err := <-result:
		return err
	case <-time.After(patience):
		return errors.New("timed out")
	}
}
