package twoloops

// A table's loop waits, as it ends, for who fills it: he looks without asking the loop.
type table struct {
	asked chan chan struct{}
	quit  chan struct{}
	items []int
}

func newTable() *table {
	t := &table{asked: make(chan chan struct{}), quit: make(chan struct{})}
	go t.serve()
	return t
}

func (t *table) serve() {
	filled := make(chan struct{})
	go t.fill(filled)
loop:
	for {
		select {
		case done := <-t.asked:
			close(done)
		case <-filled:
			filled = nil
		case <-t.quit:
			break loop
		}
	}
	if filled != nil {
		<-filled
	}
}

func (t *table) fill(filled chan struct{}) {
	defer close(filled)
	t.look(false)
}

func (t *table) look(again bool) []int {
	for {
		if len(t.items) > 0 || !again {
			return t.items
		}
		done := make(chan struct{})
		t.asked <- done
		<-done
		again = false
	}
}

func (t *table) Look() []int { return t.look(true) }

// A book's filler asks.
type book struct {
	asked chan chan struct{}
	quit  chan struct{}
	items []int
}

func newBook() *book {
	b := &book{asked: make(chan chan struct{}), quit: make(chan struct{})}
	go b.serve()
	return b
}

func (b *book) serve() {
	filled := make(chan struct{})
	go b.fill(filled)
loop:
	for {
		select {
		case done := <-b.asked:
			close(done)
		case <-filled:
			filled = nil
		case <-b.quit:
			break loop
		}
	}
	if filled != nil {
		<-filled // want `book.serve receives from filled, which only book.fill ends, and that sends to b.asked, which only book.serve ends later: deadlock`
	}
}

func (b *book) fill(filled chan struct{}) {
	defer close(filled)
	b.look(true)
}

func (b *book) look(again bool) []int {
	for {
		if len(b.items) > 0 || !again {
			return b.items
		}
		done := make(chan struct{})
		b.asked <- done
		<-done
		again = false
	}
}

func (b *book) Look() []int { return b.look(false) }
