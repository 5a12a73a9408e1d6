package state

// A request is answered by its channel.
type request struct {
	p    []byte
	done chan error
}

// A Transport has a reader that asks another loop for something, and waits for it.
type Transport struct {
	in      chan []byte
	start   chan *request
	kick    chan struct{}
	session []byte
	name    []byte
	sent    []byte
	after   []byte
}

// NewTransport starts both.
func NewTransport(in chan []byte) *Transport {
	t := &Transport{in: in, start: make(chan *request, 1), kick: make(chan struct{}, 1)}
	go t.read()
	go t.exchange()
	return t
}

func (t *Transport) read() {
	for p := range t.in {
		if err := t.one(p); err != nil {
			continue
		}
		println(len(t.session), len(t.name), len(t.sent), len(t.after))
	}
	close(t.start)
}

func (t *Transport) one(p []byte) error {
	r := request{p: p, done: make(chan error, 1)}
	t.start <- &r
	return <-r.done
}

// exchange does what it is asked for with the request in its hand.
func (t *Transport) exchange() {
	for {
		var r *request
		for r == nil {
			var ok bool
			select {
			case r, ok = <-t.start:
				if !ok {
					return
				}
			case <-t.kick:
				t.sent = nil // want `t.sent is written here on the goroutine of Transport.exchange, and Transport.read reads it .*: a race, and so for after; `
			}
		}
		t.name = r.p
		err := t.enter(r.p)
		r.done <- err
		t.after = nil
	}
}

func (t *Transport) enter(p []byte) error {
	t.session = p
	return nil
}

// An Impatient has a reader that asks, and goes on.
type Impatient struct {
	in      chan []byte
	start   chan *request
	kick    chan struct{}
	session []byte
}

// NewImpatient starts both.
func NewImpatient(in chan []byte) *Impatient {
	t := &Impatient{in: in, start: make(chan *request, 1), kick: make(chan struct{}, 1)}
	go t.read()
	go t.exchange()
	return t
}

func (t *Impatient) read() {
	for p := range t.in {
		t.start <- &request{p: p, done: make(chan error, 1)}
		println(len(t.session))
	}
}

func (t *Impatient) exchange() {
	for {
		var r *request
		select {
		case r = <-t.start:
		case <-t.kick:
			continue
		}
		t.session = r.p // want `t.session is written here on the goroutine of Impatient.exchange, and Impatient.read`
		r.done <- nil
	}
}

// Two ask one loop, and each waits for its own answer only.
type Two struct {
	in, other chan []byte
	start     chan *request
	kick      chan struct{}
	session   []byte
}

// NewTwo starts them.
func NewTwo(in, other chan []byte) *Two {
	t := &Two{in: in, other: other, start: make(chan *request, 1), kick: make(chan struct{}, 1)}
	go t.read()
	go t.more()
	go t.exchange()
	return t
}

func (t *Two) read() {
	for p := range t.in {
		t.ask(p)
		println(len(t.session))
	}
}

func (t *Two) more() {
	for p := range t.other {
		t.ask(p)
	}
}

func (t *Two) ask(p []byte) {
	r := request{p: p, done: make(chan error, 1)}
	t.start <- &r
	<-r.done
}

func (t *Two) exchange() {
	for {
		var r *request
		for r == nil {
			select {
			case r = <-t.start:
			case <-t.kick:
			}
		}
		t.session = r.p // want `t.session is written here on the goroutine of Two.exchange, and Two.read`
		r.done <- nil
	}
}

// A Hasty has a reader that asks, looks, and then waits.
type Hasty struct {
	in      chan []byte
	start   chan *request
	session []byte
}

// NewHasty starts both.
func NewHasty(in chan []byte) *Hasty {
	t := &Hasty{in: in, start: make(chan *request, 1)}
	go t.read()
	go t.exchange()
	return t
}

func (t *Hasty) read() {
	for p := range t.in {
		r := request{p: p, done: make(chan error, 1)}
		t.start <- &r
		println(len(t.session))
		<-r.done
	}
}

func (t *Hasty) exchange() {
	for {
		var r *request
		select {
		case r = <-t.start:
		}
		t.session = r.p // want `t.session is written here on the goroutine of Hasty.exchange, and Hasty.read`
		r.done <- nil
	}
}

// A Crowd has several readers, each of which waits for its own answer only.
type Crowd struct {
	in      chan []byte
	start   chan *request
	session []byte
}

// NewCrowd starts them.
func NewCrowd(in chan []byte) *Crowd {
	t := &Crowd{in: in, start: make(chan *request, 1)}
	for range 4 {
		go t.read()
	}
	go t.exchange()
	return t
}

func (t *Crowd) read() {
	for p := range t.in {
		r := request{p: p, done: make(chan error, 1)}
		t.start <- &r
		<-r.done
		println(len(t.session))
	}
}

func (t *Crowd) exchange() {
	for {
		var r *request
		select {
		case r = <-t.start:
		}
		t.session = r.p // want `t.session is written here on the goroutine of Crowd.exchange, and Crowd.read`
		r.done <- nil
	}
}
