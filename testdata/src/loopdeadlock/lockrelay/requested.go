package lockrelay

import (
	"os"
	"sync"
)

// A disk is asked, and answers, under the lock for reading: who has it alone knows that no
// answer is outstanding.
type disk struct {
	sync.RWMutex
	file   *os.File
	empty  chan int
	answer chan error
	quit   chan int
	gone   chan int
}

func newDisk() *disk {
	q := &disk{empty: make(chan int), answer: make(chan error), quit: make(chan int), gone: make(chan int)}
	go q.loop()
	return q
}

func (q *disk) loop() {
	for {
		select {
		case <-q.empty:
			q.answer <- q.remove()
		case <-q.quit:
			goto exit
		}
	}
exit:
	q.gone <- 1
}

func (q *disk) remove() (err error) {
	if q.file == nil {
		q.file, err = os.Create("disk")
	}
	return err
}

func (q *disk) Empty() error {
	q.RLock()
	defer q.RUnlock()
	q.empty <- 1
	return <-q.answer
}

func (q *disk) Close() {
	q.Lock()
	defer q.Unlock()
	close(q.quit)
	<-q.gone
}

// This one asks first and locks then.
type late struct {
	sync.RWMutex
	empty  chan int
	answer chan int
	quit   chan int
	gone   chan int
}

func newLate() *late {
	q := &late{empty: make(chan int), answer: make(chan int), quit: make(chan int), gone: make(chan int)}
	go q.loop()
	return q
}

func (q *late) loop() {
	for {
		select {
		case n := <-q.empty:
			q.answer <- n
		case <-q.quit:
			goto exit
		}
	}
exit:
	q.gone <- 1
}

func (q *late) Empty() int {
	q.empty <- 1
	q.RLock()
	defer q.RUnlock()
	return <-q.answer
}

func (q *late) Close() {
	q.Lock()
	defer q.Unlock()
	close(q.quit)
	<-q.gone // want `late.Close holds q.RWMutex while it receives from q.gone, and late.loop, its sender, sends to q.answer first, which late.Empty takes, who needs q.RWMutex for that: deadlock`
}
