package lockorder

import "sync"

// A library drops a book that it has taken out of its shelf first: who holds the library's
// lock comes to books by the shelf alone.
type library struct {
	mu    sync.Mutex
	books map[string]*book
	trash []string
}

type book struct {
	mu    sync.Mutex
	pages []string
}

func openLibrary(turns chan bool) *library {
	l := &library{books: make(map[string]*book)}
	go l.run(turns)
	return l
}

func (l *library) run(turns chan bool) {
	for range turns {
		l.clean()
	}
}

func (l *library) clean() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, b := range l.books {
		b.clean()
		delete(l.books, name)
	}
}

func (b *book) clean() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pages = nil
}

func (l *library) Drop(name string) {
	l.mu.Lock()
	b, ok := l.books[name]
	if !ok {
		l.mu.Unlock()
		return
	}
	delete(l.books, name)
	l.mu.Unlock()

	b.mu.Lock()
	defer b.mu.Unlock()
	for _, page := range b.pages {
		l.mu.Lock() // nope: nobody comes to b any more
		l.trash = append(l.trash, page)
		l.mu.Unlock()
	}
}

// An archive takes out another one than the one that it holds.
type archive struct {
	mu    sync.Mutex
	files map[string]*file
	trash []string
}

type file struct {
	mu    sync.Mutex
	lines []string
}

func openArchive(turns chan bool) *archive {
	a := &archive{files: make(map[string]*file)}
	go a.run(turns)
	return a
}

func (a *archive) run(turns chan bool) {
	for range turns {
		a.clean()
	}
}

func (a *archive) clean() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, f := range a.files {
		f.clean() // want `f.clean waits for f.mu, and archive.clean holds a.mu, for which archive.Drop waits the other way round: deadlock`
	}
}

func (f *file) clean() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lines = nil
}

func (a *archive) Drop(name, older string) {
	a.mu.Lock()
	f := a.files[name]
	delete(a.files, older)
	a.mu.Unlock()

	f.mu.Lock()
	defer f.mu.Unlock()
	for _, line := range f.lines {
		a.mu.Lock()
		a.trash = append(a.trash, line)
		a.mu.Unlock()
	}
}
