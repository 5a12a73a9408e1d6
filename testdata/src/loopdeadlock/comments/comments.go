// Package comments has functions that must not run on a loop, as their comments say.
package comments

type hub struct {
	in   chan string
	work chan func()
	n    int
}

func (h *hub) run() {
	for {
		select {
		case name := <-h.in:
			h.join(name)
		case f := <-h.work:
			f()
		}
	}
}

func start() *hub {
	h := &hub{in: make(chan string), work: make(chan func(), 8)}
	go h.run()
	return h
}

func (h *hub) join(name string) {
	h.n++
	h.announce(name) // want `h.announce runs on hub.run here, where it must not: "This must not be called from the run loop, since it waits for room" \(comments.go:33\); call what it hands over instead`
	h.tell(name)
}

// announce tells the others.
// This must not be called from the run loop, since it waits for room.
func (h *hub) announce(name string) {
	for range 100 {
		h.tell(name)
	}
}

// tell need not be called from the run loop.
func (h *hub) tell(name string) {
	select {
	case h.work <- func() { h.n-- }:
	default:
	}
}

// Join is for others.
func (h *hub) Join(name string) { h.announce(name) }
