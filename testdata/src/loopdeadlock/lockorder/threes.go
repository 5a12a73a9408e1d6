package lockorder

import "sync"

// Three locks, each of which one goroutine takes under the one before.
type wheel struct{ a, b, c sync.Mutex }

func turn() {
	w := new(wheel)
	go w.one()
	go w.two()
	go w.three()
}

func (w *wheel) one() {
	w.a.Lock()
	w.b.Lock() // want `w.b.Lock waits for w.b, and wheel.one holds w.a; wheel.two waits for w.c under the first of them, and wheel.three for w.a under that: deadlock; lock them in one order`
	w.b.Unlock()
	w.a.Unlock()
}

func (w *wheel) two() {
	w.b.Lock()
	defer w.b.Unlock()
	w.c.Lock()
	w.c.Unlock()
}

func (w *wheel) three() {
	w.c.Lock()
	w.reach()
	w.c.Unlock()
}

func (w *wheel) reach() {
	w.a.Lock()
	w.a.Unlock()
}

// A ladder's goroutines take turns at one end of it.
type ladder struct{ gate, a, b, c sync.Mutex }

func climb() {
	l := new(ladder)
	go l.one()
	go l.two()
	go l.three()
}

func (l *ladder) one() {
	l.gate.Lock()
	defer l.gate.Unlock()
	l.a.Lock()
	l.b.Lock()
	l.b.Unlock()
	l.a.Unlock()
}

func (l *ladder) two() {
	l.b.Lock()
	l.c.Lock()
	l.c.Unlock()
	l.b.Unlock()
}

func (l *ladder) three() {
	l.gate.Lock()
	defer l.gate.Unlock()
	l.c.Lock()
	l.a.Lock()
	l.a.Unlock()
	l.c.Unlock()
}
