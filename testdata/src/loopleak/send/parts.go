package send

import "sync"

// A planner stops by a function that Stop alone calls.
type planner struct{ stopped chan struct{} }

func newPlanner() *planner { return &planner{stopped: make(chan struct{}, 1)} }

func (p *planner) Run() { <-p.stopped }

func (p *planner) Stop() { p.stop() }

func (p *planner) stop() {
	p.stopped <- struct{}{} // want "p.stopped <- .* blocks the second time if nobody calls planner.Run, which alone receives"
}

// A link says goodbye once, when its loop may have ended by itself.
type link struct {
	bye    chan string
	in     chan string
	closed chan struct{}
	once   sync.Once
}

func newLink(write func(string) error) *link {
	l := &link{bye: make(chan string), in: make(chan string), closed: make(chan struct{})}
	go l.run(write)
	return l
}

func (l *link) run(write func(string) error) {
	for {
		select {
		case s := <-l.in:
			if write(s) != nil {
				return
			}
		case s := <-l.bye:
			write(s)
		case <-l.closed:
			return
		}
	}
}

func (l *link) Abort() { close(l.closed) }

func (l *link) Close() {
	l.once.Do(func() {
		l.bye <- "bye" // want "l.bye <- .* blocks for ever once link.run has returned"
		close(l.closed)
	})
}
