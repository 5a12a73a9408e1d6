package twoloops

// A ring hands over from each of three loops to the next one.
type ring struct{ one, two, three chan int }

func newRing() *ring {
	r := &ring{make(chan int), make(chan int), make(chan int)}
	go r.first()
	go r.second()
	go r.third()
	return r
}

func (r *ring) first() {
	for n := range r.one {
		r.two <- n // want "ring.first sends to r.two, which only ring.second ends, and that sends to r.three, which only ring.third ends, and that sends to r.one, which only ring.first ends later: deadlock"
	}
}

func (r *ring) second() {
	for n := range r.two {
		r.three <- n
	}
}

func (r *ring) third() {
	for n := range r.three {
		r.one <- n
	}
}

// An open ring has a last one that gives up.
type open struct{ one, two, three chan int }

func newOpen() *open {
	o := &open{make(chan int), make(chan int), make(chan int)}
	go o.first()
	go o.second()
	go o.third()
	return o
}

func (o *open) first() {
	for n := range o.one {
		o.two <- n
	}
}

func (o *open) second() {
	for n := range o.two {
		o.three <- n
	}
}

func (o *open) third() {
	for n := range o.three {
		select {
		case o.one <- n:
		default:
		}
	}
}

// A path stops its feed before it has answered the worker that the feed waits for.
type path struct {
	feed *feed
	gone chan leave
}

type leave struct{ res chan struct{} }

type feed struct {
	path   *path
	worker worker
	done   chan struct{}
}

type worker interface{ serve(*path) }

type reader struct{}

func newPath() *path {
	p := &path{gone: make(chan leave)}
	p.feed = &feed{p, reader{}, make(chan struct{})}
	go p.run()
	go p.feed.run()
	return p
}

func (p *path) run() {
	for req := range p.gone {
		<-p.feed.done // want "path.run receives from p.feed.done, which only feed.run ends, and that receives from over, which only the function in feed.run ends, and that receives from req.res, which only path.run ends later: deadlock"
		close(req.res)
	}
}

func (f *feed) run() {
	defer close(f.done)
	over := make(chan struct{})
	go func() {
		f.worker.serve(f.path)
		close(over)
	}()
	<-over
}

func (reader) serve(p *path) {
	req := leave{make(chan struct{})}
	p.gone <- req
	<-req.res
}

// A caller's helper hands over to the caller, who waits for the helper.
type caller struct{ in chan int }

func newCaller() *caller {
	c := &caller{make(chan int)}
	go c.run()
	return c
}

func (c *caller) run() {
	for n := range c.in {
		done := make(chan struct{})
		go func() {
			c.in <- n + 1 // want "send to c.in waits for caller.run, its only receiver, and this runs on caller.run: deadlock"
			close(done)
		}()
		<-done
	}
}

// A patient one's helper has let go what it waits for.
type patient struct{ in chan int }

func newPatient() *patient {
	p := &patient{make(chan int)}
	go p.run()
	return p
}

func (p *patient) run() {
	for n := range p.in {
		done := make(chan struct{})
		go func() {
			close(done)
			p.in <- n + 1
		}()
		<-done
	}
}

// A starter lets its helper go before it waits.
type starter struct{ in chan int }

func newStarter() *starter {
	s := &starter{make(chan int)}
	go s.run()
	return s
}

func (s *starter) run() {
	for n := range s.in {
		begin, done := make(chan int), make(chan struct{})
		go func() {
			<-begin
			close(done)
		}()
		begin <- n
		<-done
	}
}
