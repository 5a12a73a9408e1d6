package send

import "errors"

// early sends before its caller has the channel.
func early(f func() error) <-chan error {
	failed := make(chan error)
	if err := f(); err != nil {
		failed <- err // want "failed <- err blocks for ever: nobody else can know failed here; make the channel with room for one"
		return failed
	}
	go func() { failed <- nil }()
	return failed
}

func nopeRoom(f func() error) <-chan error {
	failed := make(chan error, 1)
	if err := f(); err != nil {
		failed <- err
	}
	return failed
}

func nopeGoroutine(f func() error) error {
	failed := make(chan error)
	done := make(chan struct{})
	go func() { println(<-failed); close(done) }()
	if err := f(); err != nil {
		failed <- err
	} else {
		failed <- errors.New("none")
	}
	<-done
	return nil
}

func nopeHanded(f func(chan int)) {
	n := make(chan int)
	f(n)
	n <- 1
}

// alone waits for itself in a select of one.
func alone() {
	n := make(chan int)
	select {
	case n <- 1: // want "n <- 1 blocks for ever: nobody else can know n here"
	}
	println(<-n)
}
