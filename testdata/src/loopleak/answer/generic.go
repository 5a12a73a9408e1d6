package answer

// A mill grinds on its own goroutine, and is asked by a function for every kind of event.
type mill struct {
	ask  chan chan int
	quit chan struct{}
}

func (m *mill) run() {
	ground := 0
	for {
		select {
		case answer := <-m.ask:
			answer <- ground
			ground++
		case <-m.quit:
			return
		}
	}
}

// tell hands any event over: for this function, a channel is a value like others.
func tell[T any](m *mill, into chan T, event T) {
	select {
	case into <- event:
	case <-m.quit:
	}
}

// wrap takes whatever there is.
func wrap(event any) any { return event }

func (m *mill) ground() int {
	answer := make(chan int)
	tell(m, m.ask, answer)
	return <-answer // nope: run has got the channel by a type parameter
}

func wrapped() (any, int) {
	answer := make(chan int)
	kept := wrap(answer)
	return kept, <-answer // nope: it may be known by an interface
}

// listen is handed a channel, and does not send to it.
func listen(answer chan int) int { return cap(answer) }

func unheardOf() int {
	answer := make(chan int)
	listen(answer)
	return <-answer // want `receiving from answer waits for ever: nobody sends to it or closes it`
}

var _ = []any{(*mill).run, (*mill).ground, wrapped, unheardOf}
