package waitself

import (
	"net"
	"sync"
)

// A line tells that its goroutine has ended, and then closes all that there is, which waits
// for that.
type line struct {
	once sync.Once
	conn net.Conn
	in   chan int
	quit chan struct{}
	over chan struct{}
}

func newLine(conn net.Conn) *line {
	l := &line{conn: conn, in: make(chan int), quit: make(chan struct{}), over: make(chan struct{})}
	go l.write()
	return l
}

func (l *line) write() {
	defer func() {
		close(l.over)
		l.close()
	}()
	for {
		select {
		case b := <-l.in:
			if _, err := l.conn.Write([]byte{byte(b)}); err != nil {
				return
			}
		case <-l.quit:
			return
		}
	}
}

func (l *line) close() {
	l.once.Do(func() {
		close(l.quit)
		<-l.over
		l.conn.Close()
	})
}

func (l *line) Close() { l.close() }

// A lane does so the other way round.
type lane struct {
	conn net.Conn
	in   chan int
	quit chan struct{}
	over chan struct{}
}

func newLane(conn net.Conn) *lane {
	l := &lane{conn: conn, in: make(chan int), quit: make(chan struct{}), over: make(chan struct{})}
	go l.write()
	return l
}

func (l *lane) write() {
	defer func() {
		l.close()
		close(l.over)
	}()
	for {
		select {
		case b := <-l.in:
			if _, err := l.conn.Write([]byte{byte(b)}); err != nil {
				return
			}
		case <-l.quit:
			return
		}
	}
}

func (l *lane) close() {
	close(l.quit)
	<-l.over // want `receiving from l.over waits for lane.write, which alone completes it, and this runs on lane.write: deadlock`
	l.conn.Close()
}

func (l *lane) Close() { l.close() }
