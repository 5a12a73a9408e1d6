// Package handed has maps with methods of their own, and functions that are handed one.
package handed

type peers map[string]int

func (p peers) add(name string)  { p[name]++ } // want "p is written here on the goroutine of hub.read, and hub.run reads it"
func (p peers) drop(name string) { delete(p, name) }

func (p peers) count() (n int) {
	for _, k := range p {
		n += k
	}
	return n
}

type hub struct {
	peers peers
	names chan string
	ticks chan struct{}
}

func (h *hub) start() {
	go h.run()
	go h.read()
}

func (h *hub) run() {
	for range h.ticks {
		println(h.peers.count())
	}
}

// read writes what run goes over.
func (h *hub) read() {
	for name := range h.names {
		h.peers.add(name)
	}
}

// A lone hub's map is the loop's own: what its starter did to it, it did before.
type lone struct {
	peers peers
	seen  map[string]bool
	names chan string
}

func (l *lone) start() {
	l.peers.add("first")
	note(l.seen, "first")
	go l.run()
}

func (l *lone) run() {
	for name := range l.names {
		l.peers.drop(name)
		note(l.seen, name)
		copied := peers{}
		go copied.add(name)
	}
}

func note(seen map[string]bool, name string) { seen[name] = true }

// A shared one is noted by two loops.
type shared struct {
	seen  map[string]bool
	names chan string
	other chan string
}

func (s *shared) start() {
	go s.run()
	go s.runOther()
}

func (s *shared) run() {
	for name := range s.names {
		record(s.seen, name)
	}
}

func (s *shared) runOther() {
	for name := range s.other {
		if s.seen[name] {
			println(name)
		}
	}
}

func record(seen map[string]bool, name string) { seen[name] = true } // want "seen is written here on the goroutine of shared.run, and shared.runOther reads it"
