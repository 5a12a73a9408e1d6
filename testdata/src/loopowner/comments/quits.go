package comments

// A Cluster has a main loop and one for each peer: that all of them hear of the end by one
// channel makes none of them the main one.
type Cluster struct {
	in    chan int
	quit  chan struct{}
	peers map[int]chan int
}

// Apply hands the loop something.
func (c *Cluster) Apply(n int) {
	c.follow(n) // want `c.follow runs off its loop: "follow must only be called from run"`
	c.in <- n
}

func (c *Cluster) run() {
	for {
		select {
		case <-c.quit:
			return
		default:
		}
		c.serve()
	}
}

// serve is a part of run.
func (c *Cluster) serve() {
	for {
		select {
		case n := <-c.in:
			c.follow(n)
		case <-c.quit:
			return
		}
	}
}

// follow must only be called from run.
func (c *Cluster) follow(n int) {
	if c.peers[n] == nil {
		c.peers[n] = make(chan int)
		go c.replicate(c.peers[n])
	}
}

func (c *Cluster) replicate(in chan int) {
	for {
		select {
		case <-in:
		case <-c.quit:
			return
		}
	}
}

// NewCluster starts one.
func NewCluster() *Cluster {
	c := &Cluster{in: make(chan int), quit: make(chan struct{}), peers: make(map[int]chan int)}
	go c.run()
	return c
}

// A Miner has a queue before its loop, which another goroutine empties into that.
type Miner struct {
	queue, events chan int
	seen          map[int]bool
}

// Note hands the queue something.
func (m *Miner) Note(n int) {
	m.handle(n) // want `m.handle runs off its loop: "handle must only be called from work"`
	m.queue <- n
}

// Seen hands nobody anything, and may be called by the loop.
func (m *Miner) Seen(n int) bool {
	m.handle(n)
	return n > 0
}

func (m *Miner) forward() {
	for n := range m.queue {
		m.events <- n
	}
}

func (m *Miner) work() {
	for n := range m.events {
		m.handle(n)
	}
}

// handle must only be called from work.
func (m *Miner) handle(n int) { m.seen[n] = true }

// NewMiner starts one.
func NewMiner() *Miner {
	m := &Miner{queue: make(chan int), events: make(chan int), seen: make(map[int]bool)}
	go m.forward()
	go m.work()
	return m
}
