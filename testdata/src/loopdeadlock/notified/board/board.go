// Package board has a loop that tells those who watch what changed.
package board

// A Watcher is told what changed.
type Watcher interface {
	Changed(key string)
	Gone()
}

// A Task is kept and tried again later.
type Task interface{ Retry() bool }

type task struct {
	key  string
	task Task
}

// A Board is served by one goroutine.
type Board struct {
	changes chan string
	joins   chan Watcher
	tasks   chan task
	early   []Watcher
	waiting []task
	done    chan struct{}
}

var one = New()

// Get returns the program's board.
func Get() *Board { return one }

// New starts a board.
func New() *Board {
	b := &Board{changes: make(chan string), joins: make(chan Watcher), tasks: make(chan task), done: make(chan struct{})}
	go b.serve()
	return b
}

func (b *Board) serve() {
	watchers := make(map[Watcher]bool)
	for {
		select {
		case w := <-b.joins:
			watchers[w] = true
		case key := <-b.changes:
			for w := range watchers {
				w.Changed(key)
			}
			for _, w := range b.early {
				w.Changed(key)
			}
			b.retry()
		case t := <-b.tasks:
			b.waiting = append(b.waiting, t)
		case <-b.done:
			return
		}
	}
}

func (b *Board) retry() {
	for _, t := range b.waiting {
		t.task.Retry()
	}
}

// Change tells all who watch.
func (b *Board) Change(key string) { b.changes <- key }

// Watch tells w of every change.
func (b *Board) Watch(w Watcher) { b.join(w) }

func (b *Board) join(w Watcher) { b.joins <- w }

// Early is Watch before the first change.
func (b *Board) Early(w Watcher) { b.early = append(b.early, w) }

// Later tries a task with every change.
func (b *Board) Later(key string, t Task) { b.tasks <- task{key: key, task: t} }

// Close tells w, on the caller's goroutine, that the board is gone.
func (b *Board) Close(w Watcher) {
	close(b.done)
	w.Gone()
}

// A Queue has room, and tells its one watcher.
type Queue struct {
	in      chan string
	watcher Watcher
}

// NewQueue returns a queue that nobody serves yet.
func NewQueue() *Queue { return &Queue{in: make(chan string, 64)} }

// Watch starts the queue.
func (q *Queue) Watch(w Watcher) {
	q.watcher = w
	go q.serve()
}

func (q *Queue) serve() {
	for key := range q.in {
		q.watcher.Changed(key)
	}
}

// Put is kept until the watcher has been told.
func (q *Queue) Put(key string) { q.in <- key }

// A Crew is served by several goroutines.
type Crew struct {
	in      chan string
	watcher Watcher
}

// NewCrew returns a crew that nobody is in yet.
func NewCrew() *Crew { return &Crew{in: make(chan string)} }

// Watch starts n workers.
func (c *Crew) Watch(w Watcher, n int) {
	c.watcher = w
	for range n {
		go c.serve()
	}
}

func (c *Crew) serve() {
	for key := range c.in {
		c.watcher.Changed(key)
	}
}

// Put waits until a worker is free.
func (c *Crew) Put(key string) { c.in <- key }
