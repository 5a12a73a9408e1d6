package send

// A ledger is passed what another one's loop writes, and ranges over it by a name of its own.
type ledger struct {
	entries <-chan int
	sum     int
}

func newLedger(entries <-chan int) *ledger {
	l := &ledger{entries: entries}
	go l.add()
	return l
}

func (l *ledger) add() {
	for n := range l.entries {
		l.sum += n
	}
}

type clerk struct {
	entries, unread chan int
	in              chan int
	quit            chan struct{}
	ledger          *ledger
}

func newClerk() *clerk {
	c := &clerk{entries: make(chan int), unread: make(chan int), in: make(chan int), quit: make(chan struct{})}
	c.ledger = newLedger(c.entries)
	newShelf(c.unread)
	go c.serve()
	return c
}

func (c *clerk) serve() {
	for {
		select {
		case n := <-c.in:
			c.entries <- n
			c.unread <- n // want `c.unread <- n blocks for ever: nobody receives from c.unread`
		case <-c.quit:
			return
		}
	}
}

func newShelf(entries <-chan int) int { return len(entries) }
