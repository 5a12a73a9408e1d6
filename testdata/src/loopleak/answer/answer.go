// Package answer waits for the answers of loops.
package answer

type call struct {
	body  string
	reply chan string
	other chan string
}

type client struct {
	calls chan *call
	quit  chan struct{}
	recv  func(string) (string, bool)
}

func (c *client) start() { go c.loop() }

func (c *client) loop() {
	for {
		select {
		case r := <-c.calls:
			if s, ok := c.recv(r.body); ok {
				r.reply <- s
			}
		case <-c.quit:
			return
		}
	}
}

func (c *client) do(body string) string {
	r := &call{body: body, reply: make(chan string, 1)}
	c.calls <- r
	return <-r.reply // want `receiving from r.reply waits for ever where client.loop does not answer \(the case at line \d+\): answer on every way, or wait in a select with another way out`
}

func (c *client) nopeSelect(body string) string {
	r := &call{body: body, reply: make(chan string, 1)}
	c.calls <- r
	select {
	case s := <-r.reply:
		return s
	case <-c.quit:
		return ""
	}
}

// nopeServer answers on every way, or hands the request on.
type nopeServer struct {
	asks chan ask
	tick chan int
}

type ask struct {
	n     int
	reply chan int
}

func (s *nopeServer) start() { go s.loop() }

func (s *nopeServer) loop() {
	var later []ask
	for {
		select {
		case a := <-s.asks:
			switch {
			case a.n > 9:
				later = append(later, a)
			case a.n > 3:
				go func() { a.reply <- a.n }()
			default:
				a.reply <- 0
			}
		case <-s.tick:
			for _, a := range later {
				a.reply <- 1
			}
		}
	}
}

func (s *nopeServer) ask(n int) int {
	a := ask{n, make(chan int)}
	s.asks <- a
	return <-a.reply
}
