package state

// A Session is what a Poller keeps.
type Session struct{ n int }

// A Talker asks a server, and keeps what it is told if it is asked to.
type Talker struct {
	kick    chan struct{}
	done    chan struct{}
	current []int
	asked   []int
	ended   []int
	named   []int
}

// NewTalker starts two loops: one keeps, the other does not.
func NewTalker() *Talker {
	t := &Talker{kick: make(chan struct{}, 1), done: make(chan struct{})}
	go t.updates()
	go t.maps()
	return t
}

func (t *Talker) maps() {
	for range t.done {
		t.send(true, &Session{})
		println(len(t.current), len(t.asked))
	}
}

func (t *Talker) updates() {
	for range t.kick {
		t.send(false, nil)
	}
}

func (t *Talker) send(streaming bool, s *Session) {
	t.asked = append(t.asked, 1) // want `t.asked is written here on the goroutine of Talker.updates, and Talker.maps`
	if s == nil {
		return
	}
	t.current = append(t.current, s.n)
}

// A Chatter has one write that a caller rules out, and one that it does not.
type Chatter struct {
	kick    chan struct{}
	done    chan struct{}
	current []int
	ended   []int
	quiet   []int
}

// NewChatter starts both.
func NewChatter() *Chatter {
	c := &Chatter{kick: make(chan struct{}, 1), done: make(chan struct{})}
	go c.updates()
	go c.maps()
	return c
}

func (c *Chatter) maps() {
	for range c.done {
		println(len(c.current), len(c.ended), len(c.quiet))
	}
}

func (c *Chatter) updates() {
	for range c.kick {
		c.send(false)
	}
}

func (c *Chatter) send(streaming bool) {
	if streaming {
		c.current = nil
		defer func() { c.quiet = nil }()
	}
	if !streaming {
		c.ended = nil // want `c.ended is written here on the goroutine of Chatter.updates, and Chatter.maps reads it .*: a race, and so for current; `
	}
	c.current = []int{1}
}
