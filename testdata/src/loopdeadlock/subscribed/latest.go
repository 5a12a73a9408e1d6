package subscribed

import "sync"

// A Board tells subscribers the latest state: who has not taken the one before loses it, so
// that there is always room.
type Board struct {
	mu   sync.Mutex
	subs map[int]chan int
}

// NewBoard makes one.
func NewBoard() *Board { return &Board{subs: make(map[int]chan int)} }

// Subscribe adds a subscriber.
func (b *Board) Subscribe(id int) <-chan int {
	c := make(chan int, 1)
	b.mu.Lock()
	b.subs[id] = c
	b.mu.Unlock()
	return c
}

// Unsubscribe takes it out.
func (b *Board) Unsubscribe(id int) {
	b.mu.Lock()
	delete(b.subs, id)
	b.mu.Unlock()
}

// Publish makes room first.
func (b *Board) Publish(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.subs {
		select {
		case <-c:
		default:
		}
		c <- n
	}
}
