package result

import (
	"errors"
	"time"
)

// receivesLater leaves without the answer only if something else fails too.
func receivesLater(work, stop func() error) error {
	answer := make(chan error)
	go func() { answer <- work() }() // strict
	var err error
	select {
	case err = <-answer:
		return err
	case <-time.After(time.Second):
	}
	if err := stop(); err != nil {
		return err
	}
	return <-answer
}

// knowsThatItCame leaves without a receive where there was one.
func knowsThatItCame(work func() bool, in <-chan []byte) {
	stopped, stop := false, make(chan bool)
	go func() { stop <- work() }()
	for interrupted := false; !interrupted; {
		select {
		case interrupted = <-stop:
			stopped = true
		case data := <-in:
			if data == nil {
				if !stopped {
					<-stop
				}
				return
			}
		}
	}
}

// receivesElsewhere does not come to its other receive from the arm that leaves.
func receivesElsewhere(work func() error, early bool) error {
	answer := make(chan error)
	go func() { answer <- work() }() // want "answer <- work.. blocks for ever if receivesElsewhere returns before it is received"
	if early {
		return <-answer
	}
	select {
	case err := <-answer:
		return err
	case <-time.After(time.Second):
		return errors.New("too late")
	}
}
