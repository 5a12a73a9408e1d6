package answer

type stopper struct {
	stopped chan struct{}
	done    chan struct{}
	never   chan int
}

func newStopper() *stopper {
	return &stopper{stopped: make(chan struct{}), done: make(chan struct{}), never: make(chan int)}
}

func (s *stopper) Stopped() <-chan struct{} {
	if s == nil {
		return nil
	}
	return s.stopped
}

func (s *stopper) Done() <-chan struct{} { return s.done }

// Never may be sent to by whoever has it.
func (s *stopper) Never() chan int { return s.never }

func (s *stopper) close() { close(s.done) }

func waitStopped(s *stopper) {
	<-s.Stopped() // want "receiving from s.Stopped.. waits for ever: nobody sends to it or closes it"
}

func selectStopped(s *stopper) {
	select {
	case <-s.Stopped(): // want "receiving from s.Stopped.. waits for ever: nobody sends to it or closes it"
	}
}

func nopeDone(s *stopper) { <-s.Done() }

func nopeNever(s *stopper) int { return <-s.Never() }

func nopeEither(s *stopper) {
	select {
	case <-s.Stopped():
	case <-s.Done():
	}
}
