package send

// A greeter leaves with the first word that it does not know. Who makes it sends one word, and
// it has not left by that before it gets it.
type greeter struct {
	words chan string
	quit  chan struct{}
	gone  chan struct{}
}

func newGreeter() *greeter {
	g := &greeter{words: make(chan string), quit: make(chan struct{}), gone: make(chan struct{})}
	go g.serve()
	return g
}

func (g *greeter) serve() {
	defer close(g.gone)
	for {
		select {
		case word := <-g.words:
			if word != "hello" {
				return
			}
			g.leave()
		case <-g.quit:
			return
		}
	}
}

func (g *greeter) leave() {
	go func() { close(g.quit) }()
}

func Greet() {
	g := newGreeter()
	g.words <- "hello"
	<-g.gone
}
