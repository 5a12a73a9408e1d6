// Package serial has executors as programs write them: one goroutine owns state
// and runs what it is sent. Its users are what the rules are about.
package serial

// An Executor runs functions one after the other.
type Executor struct {
	tasks chan func()
	quit  chan struct{}
}

func New() *Executor {
	e := &Executor{tasks: make(chan func(), 16), quit: make(chan struct{})}
	go e.run()
	return e
}

func (e *Executor) run() {
	for {
		select {
		case f := <-e.tasks:
			f()
		case <-e.quit:
			return
		}
	}
}

// Submit hands a function over.
func (e *Executor) Submit(f func()) { e.tasks <- f }

// Do hands a function over and waits until it ran.
func (e *Executor) Do(f func()) {
	done := make(chan struct{})
	e.tasks <- func() {
		defer close(done)
		f()
	}
	<-done
}

// Go starts the function in a goroutine that the executor's starts.
func (e *Executor) Go(f func()) {
	e.tasks <- func() { go f() }
}

func (e *Executor) Close() { close(e.quit) }

// An Actor answers requests. They carry the channel for the answer.
type Actor struct {
	requests chan request
	quit     chan struct{}
}

type request struct {
	do     func() error
	answer chan error
}

func NewActor() *Actor {
	a := &Actor{requests: make(chan request), quit: make(chan struct{})}
	go a.serve()
	return a
}

func (a *Actor) serve() {
	for {
		select {
		case r := <-a.requests:
			r.answer <- r.do()
		case <-a.quit:
			return
		}
	}
}

// Call waits for the answer.
func (a *Actor) Call(do func() error) error {
	answer := make(chan error, 1)
	select {
	case a.requests <- request{do, answer}:
	case <-a.quit:
		return nil
	}
	return <-answer
}

// A Queue works off what it is sent. Nobody waits for it.
type Queue struct{ jobs chan func() }

func NewQueue() *Queue {
	q := &Queue{jobs: make(chan func(), 64)}
	go func() {
		for job := range q.jobs {
			job()
		}
	}()
	return q
}

func (q *Queue) Add(job func()) { q.jobs <- job }
