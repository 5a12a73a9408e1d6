package turns

import "context"

// A leave asks a node to forget a source.
type leave struct {
	src  *source
	done chan struct{}
}

// A node goes over the sources that it was handed.
type node struct {
	ctx     context.Context
	add     chan *source
	del     chan leave
	frames  chan int
	sources map[*source]struct{}
}

func (n *node) run() {
	for {
		select {
		case src := <-n.add:
			n.sources[src] = struct{}{}
		case l := <-n.del:
			delete(n.sources, l.src)
			close(l.done)
		case f := <-n.frames:
			for src := range n.sources {
				println(src.id == f, src.local, src.count == f, src.late == f)
			}
		}
	}
}

// A source has a goroutine that hands it to the node, again and again.
type source struct {
	node  *node
	ctx   context.Context
	read  chan int
	id    int
	local bool
	count int
	late  int
}

func (s *source) run() {
	for s.once() != nil {
	}
}

func (s *source) once() error {
	s.id = 1
	if s.ctx.Err() == nil {
		s.local = true
	}
	select {
	case s.node.add <- s:
	case <-s.node.ctx.Done():
	}
	defer func() {
		done := make(chan struct{})
		select {
		case s.node.del <- leave{s, done}:
			<-done
		case <-s.node.ctx.Done():
		}
	}()
	for {
		select {
		case n := <-s.read:
			s.count += n // want `s.count is written here on the goroutine of source.run, and node.run reads it`
		case <-s.ctx.Done():
			return s.ctx.Err()
		}
	}
}

// hurry leaves, and does not wait until it has left.
func (s *source) hurry() error {
	s.late++ // want `s.late is written here on the goroutine of source.hurried, and node.run reads it`
	s.node.add <- s
	<-s.ctx.Done()
	s.node.del <- leave{s, make(chan struct{})}
	return s.ctx.Err()
}

func (s *source) hurried() {
	for s.hurry() != nil {
	}
}

func openNode(ctx context.Context) *node {
	n := &node{ctx: ctx, add: make(chan *source), del: make(chan leave), frames: make(chan int), sources: make(map[*source]struct{})}
	go n.run()
	return n
}

func (n *node) join(ctx context.Context) {
	s := &source{node: n, ctx: ctx}
	go s.run()
	o := &source{node: n, ctx: ctx}
	go o.hurried()
}
