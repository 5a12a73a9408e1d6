package send

// A Ledger's inbox goes by other names: of a local variable, of the loop's parameter, and
// of that of a function which everybody calls with it.
type Ledger struct {
	in   chan int
	quit chan struct{}
	sum  int
}

func NewLedger() *Ledger {
	l := &Ledger{in: make(chan int), quit: make(chan struct{})}
	go l.run(l.in)
	return l
}

func (l *Ledger) run(in <-chan int) {
	quit := l.quit
	for {
		select {
		case n := <-in:
			l.sum += n
		case <-quit:
			return
		}
	}
}

// Close ends the loop.
func (l *Ledger) Close() { close(l.quit) }

// Add knows of the end.
func (l *Ledger) Add(n int) {
	in := l.in
	select {
	case in <- n:
	case <-l.quit:
	}
}

// Put does not.
func (l *Ledger) Put(n int) {
	in := l.in
	in <- n // want `in <- n blocks for ever once Ledger.run has returned \(<-quit at line \d+\): send in a select that knows of its end, as at line \d+`
}

// Double does not either.
func (l *Ledger) Double(n int) { give(l.in, 2*n) }

func give(to chan<- int, n int) {
	to <- n
}

// A Meter's loop is a literal that is given its channels.
type Meter struct {
	in   chan int
	quit chan struct{}
	sum  int
}

func NewMeter() *Meter {
	m := &Meter{in: make(chan int), quit: make(chan struct{})}
	go func(in <-chan int, quit <-chan struct{}) {
		for {
			select {
			case n := <-in:
				m.sum += n
			case <-quit:
				return
			}
		}
	}(m.in, m.quit)
	return m
}

func (m *Meter) Close() { close(m.quit) }

func (m *Meter) Add(n int) {
	select {
	case m.in <- n:
	case <-m.quit:
	}
}

func (m *Meter) Put(n int) {
	m.in <- n // want `m.in <- n blocks for ever once the function in NewMeter has returned`
}

// A Board's loop is given one of two inboxes: which one is another's is not known.
type Board struct {
	fast, slow chan int
	quit       chan struct{}
	sum        int
}

func NewBoard(hurry bool) *Board {
	b := &Board{fast: make(chan int), slow: make(chan int), quit: make(chan struct{})}
	if hurry {
		go b.run(b.fast)
	} else {
		go b.run(b.slow)
	}
	return b
}

func (b *Board) run(in <-chan int) {
	for {
		select {
		case n := <-in:
			b.sum += n
		case <-b.quit:
			return
		}
	}
}

func (b *Board) Close() { close(b.quit) }

func (b *Board) Add(n int) {
	select {
	case b.fast <- n:
	case <-b.quit:
	}
}

// Put does not know of the end, as Add does.
func (b *Board) Put(n int) { b.fast <- n } // want `b.fast <- n blocks for ever if nobody receives any more after <-b.quit, of which the send at line 122 knows`
