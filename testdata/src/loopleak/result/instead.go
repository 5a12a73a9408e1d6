package result

import "errors"

// An inquiry is answered on one of its channels, and on no other one.
type inquiry struct {
	n      int
	result chan int
	failed chan error
}

type inquiries struct {
	all  chan inquiry
	next chan *inquiry
}

func (q *inquiries) nopeServe() {
	for one := range q.all {
		if one.n < 0 {
			one.failed <- errors.New("negative")
			continue
		}
		one.result <- 2 * one.n
	}
}

func (q *inquiries) nopeAsk(n int) (int, error) {
	one := inquiry{n: n, result: make(chan int), failed: make(chan error)}
	q.all <- one
	select {
	case v := <-one.result:
		return v, nil
	case err := <-one.failed:
		return 0, err
	}
}

// A job is answered by methods of its own, of which a worker calls one.
type job struct {
	done chan int
	lost chan error
}

func (j *job) answer(v int)     { j.done <- v }
func (j *job) refuse(err error) { j.lost <- err }

func (j *job) nopeWait(jobs chan<- *job) (int, error) {
	own := &job{done: make(chan int), lost: make(chan error)}
	jobs <- own
	select {
	case v := <-own.done:
		return v, nil
	case err := <-own.lost:
		return 0, err
	}
}

func nopeWork(jobs <-chan *job, do func() (int, error)) {
	var j *job
	for {
		j = <-jobs
		if v, err := do(); err != nil {
			j.refuse(err)
		} else {
			j.answer(v)
		}
	}
}

// controls are what one goroutine a round says, in one of several ways.
type controls struct {
	further chan struct{}
	enough  chan struct{}
	failed  chan error
}

func nopeEachRound(ask func() (int, error)) error {
	read := func(c *controls) {
		n, err := ask()
		switch {
		case err != nil:
			c.failed <- err
		case n > 0:
			c.further <- struct{}{}
		default:
			c.enough <- struct{}{}
		}
	}
	c := &controls{further: make(chan struct{}), enough: make(chan struct{}), failed: make(chan error)}
	for {
		go read(c)
		select {
		case <-c.further:
		case <-c.enough:
			return nil
		case err := <-c.failed:
			return err
		}
	}
}

// An order is acknowledged first and answered then.
type order struct {
	seen   chan bool
	filled chan int
}

func fill(orders <-chan order) {
	for o := range orders {
		o.seen <- true
		o.filled <- 1 // want `o.filled <- 1 blocks for ever if place returns before it is received \(<-o.seen at line \d+\): make the channel with room for one`
	}
}

func place(orders chan<- order) int {
	o := order{seen: make(chan bool), filled: make(chan int)}
	orders <- o
	select {
	case n := <-o.filled:
		return n
	case <-o.seen:
		return 0
	}
}

// A race has two runners, each on a goroutine of its own.
type race struct {
	left  chan int
	right chan int
}

func (r *race) runLeft(v int)  { r.left <- v }  // want `r.left <- v blocks for ever if first returns before it is received \(<-r.right at line \d+\): make the channel with room for one`
func (r *race) runRight(v int) { r.right <- v } // want `r.right <- v blocks for ever if first returns before it is received \(<-r.left at line \d+\): make the channel with room for one`

func first(v int) int {
	r := &race{left: make(chan int), right: make(chan int)}
	go r.runLeft(v)
	go r.runRight(v)
	select {
	case n := <-r.left:
		return n
	case n := <-r.right:
		return n
	}
}
