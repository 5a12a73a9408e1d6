package turns

import (
	"bytes"
	"container/list"
	"math/rand"
	"strings"
	"sync"
	"time"
)

// What the standard library keeps in plain memory is no better than a slice.
type backlog struct {
	queue list.List
	rand  *rand.Rand
	seen  *list.List
	out   bytes.Buffer
	mu    sync.Mutex
	names list.List
	in    chan int
}

func newBacklog() *backlog {
	b := &backlog{rand: rand.New(rand.NewSource(1)), seen: list.New(), in: make(chan int)}
	b.seen.PushBack(0)
	go b.run()
	go b.watch()
	return b
}

func (b *backlog) run() {
	for n := range b.in {
		b.queue.PushBack(n) // want `b.queue.PushBack is called here on the goroutine of backlog.run, and backlog.watch calls b.queue.Len \(line \d+\), but one goroutine at a time may use a list.List`
		b.out.WriteByte(byte(n))
		println(b.rand.Intn(n), b.seen.Len())
		b.mu.Lock()
		b.names.PushBack(n)
		b.mu.Unlock()
	}
}

// watch reads the first two, and what nobody changes; the names have a lock.
func (b *backlog) watch() {
	for range time.Tick(time.Second) {
		println(b.queue.Len(), b.out.Len(), b.seen.Front())
		b.mu.Lock()
		println(b.names.Len())
		b.mu.Unlock()
	}
}

// collect waits for the one that writes.
func collect(lines <-chan string) string {
	var sb strings.Builder
	done := make(chan struct{})
	go func() {
		defer close(done)
		for l := range lines {
			sb.WriteString(l)
		}
	}()
	<-done
	return sb.String()
}

// follow does not.
func follow(lines <-chan string) {
	var sb strings.Builder
	go func() {
		for l := range lines {
			sb.WriteString(l) // want `sb.WriteString is called here on a goroutine that follow starts \(line \d+\), and follow calls sb.String \(line \d+\), but one goroutine at a time may use a strings.Builder`
		}
	}()
	for range time.Tick(time.Second) {
		println(sb.String())
	}
}
