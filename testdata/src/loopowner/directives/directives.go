// Package directives has directives where other packages have comments.
package directives

// A hub is run's.
type hub struct {
	//loopcheck:owned run
	clients map[string]bool
	total   int    // nobody's
	last    string //loopcheck:owned hub.run
	in      chan string
}

func newHub() *hub {
	h := &hub{clients: make(map[string]bool), in: make(chan string)}
	go h.run()
	return h
}

func (h *hub) run() {
	for name := range h.in {
		h.clients[name] = true
		h.last = name
		h.forget(name)
	}
}

// forget says of itself where it runs.
//
//loopcheck:on run
func (h *hub) forget(name string) { delete(h.clients, name) }

// names says that anybody may call it.
//
//loopcheck:off
func (h *hub) names() (all []string) {
	for name := range h.clients { // want `h.clients is read off its loop: "loopcheck:owned run" \(directives.go:6\); post it to the loop`
		all = append(all, name)
	}
	return all
}

func (h *hub) later(name string) {
	go h.forget(name) // want `h.forget runs off its loop: "loopcheck:on run" \(directives.go:29\)`
	go func() {
		h.last = name // want `h.last is written off its loop: "loopcheck:owned hub.run" \(directives.go:9\)`
		h.total++
	}()
}
