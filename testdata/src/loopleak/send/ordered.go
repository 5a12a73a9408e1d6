package send

// A page is written by whoever has it until he says that it is complete.
type page struct {
	complete chan error
	lines    chan string
}

func newPage(show func(string)) *page {
	complete := make(chan error)
	lines := make(chan string)
	p := page{complete: complete, lines: lines}
	go func() {
		defer close(complete)
		for {
			select {
			case line := <-lines:
				show(line)
			case err := <-complete:
				if err != nil {
					show(err.Error())
				}
				return
			}
		}
	}()
	return &p
}

func (p *page) Write(line string) {
	p.lines <- line // nope: who writes says himself when he has written
}

func (p *page) Complete(err error) {
	p.complete <- err
	<-p.complete
}

// A printed page is complete as soon as its printer fails.
type printed struct {
	failed chan error
	gone   chan struct{}
	lines  chan string
}

func newPrinted(show func(string), check func() error) *printed {
	p := &printed{failed: make(chan error), gone: make(chan struct{}), lines: make(chan string)}
	go p.watch(check)
	go p.run(show)
	return p
}

func (p *printed) watch(check func() error) {
	for {
		if err := check(); err != nil {
			p.failed <- err
			return
		}
	}
}

func (p *printed) run(show func(string)) {
	defer close(p.gone)
	for {
		select {
		case line := <-p.lines:
			show(line)
		case err := <-p.failed:
			show(err.Error())
			return
		}
	}
}

func (p *printed) Write(line string) {
	p.lines <- line // want `p\.lines <- line blocks for ever once printed\.run has returned`
}

var _ = []any{newPage, newPrinted}
