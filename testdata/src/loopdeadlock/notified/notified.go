// Package notified watches a board whose loop tells those who watch.
package notified

import "example.com/corpus/src/loopdeadlock/notified/board"

// A mirror changes the board that tells it.
type mirror struct{ board *board.Board }

func watch(b *board.Board) { b.Watch(&mirror{board: b}) }

func (m *mirror) Changed(key string) { m.copy(key) }

func (m *mirror) copy(key string) {
	m.board.Change("copy of " + key) // want `m.board.Change waits for board.Board.serve, and this runs on it: deadlock; let it return to the loop first, and hand this over from a goroutine`
}

func (m *mirror) Gone() { m.board.Change("gone") }

// A late one says so in its own method.
type early struct{ board *board.Board }

func (e *early) start() { e.board.Early(e) }

func (e *early) Changed(string) {
	e.board.Watch(e) // want `e.board.Watch waits for board.Board.serve, and this runs on it: deadlock`
}

func (e *early) Gone() {}

// A job waits for its turn on the program's board.
type job struct{ key string }

func (j *job) start() {
	if b := board.Get(); b != nil {
		b.Later(j.key, j)
	}
}

func (j *job) Retry() bool {
	if j.key == "" {
		return true
	}
	next := &job{}
	board.Get().Later(next.key, next) // want `board.Get\(\).Later waits for board.Board.serve, and this runs on it: deadlock`
	return false
}

// A bridge changes another board, and the first one on a goroutine of its own.
type bridge struct{ from, to *board.Board }

func (b *bridge) start() { b.from.Watch(b) }

func (b *bridge) Changed(key string) {
	b.to.Change(key)
	go b.from.Change("bridged " + key)
}

func (b *bridge) Gone() { b.from.Change("gone") }

// An echo of a queue fills it up under load alone, and one of a crew has other workers.
type echo struct {
	queue *board.Queue
	crew  *board.Crew
}

func newEcho() *echo {
	e := &echo{queue: board.NewQueue(), crew: board.NewCrew()}
	e.queue.Watch(e)
	e.crew.Watch(e, 4)
	return e
}

func (e *echo) Changed(key string) {
	e.queue.Put(key)
	e.crew.Put(key)
}

func (e *echo) Gone() {}
