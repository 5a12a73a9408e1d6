package lockthrough

import "sync"

type feed interface{ leave() }

// A lasting feed joins another one again and again, and leaves that when it ends: it is a feed
// itself, and what it has joined is another one.
type lasting struct {
	join  func() feed
	once  sync.Once
	ended chan struct{}
	quit  chan struct{}
}

func newLasting(join func() feed) feed {
	l := &lasting{join: join, ended: make(chan struct{}), quit: make(chan struct{}, 1)}
	go l.run()
	return l
}

func (l *lasting) leave() {
	l.once.Do(func() {
		l.quit <- struct{}{}
		<-l.ended
	})
}

func (l *lasting) run() {
	defer close(l.ended)
	for {
		inner := l.join()
		<-l.quit
		inner.leave()
		return
	}
}

// A list leaves its feeds under its lock, which a feed of the list takes when it has left.
type list struct {
	mu    sync.Mutex
	feeds map[*listed]bool
}

type listed struct {
	list *list
	feed feed
}

func (l *list) add(f feed) feed {
	l.mu.Lock()
	defer l.mu.Unlock()
	entry := &listed{list: l, feed: f}
	l.feeds[entry] = true
	return entry
}

func (l *list) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for entry := range l.feeds {
		entry.feed.leave()
	}
}

func (e *listed) leave() {
	e.feed.leave()
	e.list.mu.Lock()
	defer e.list.mu.Unlock()
	delete(e.list.feeds, e)
}
