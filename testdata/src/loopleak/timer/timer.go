// Package timer empties timers that may be empty.
package timer

import "time"

func debounce(d time.Duration, changed <-chan int, quit <-chan struct{}, flush func()) {
	t := time.NewTimer(d)
	for {
		select {
		case <-t.C:
			flush()
		case <-changed:
			if !t.Stop() {
				<-t.C // want "receiving from t.C waits for ever if the timer has been received from before .the case at line 10."
			}
			t.Reset(d)
		case <-quit:
			return
		}
	}
}

func nopeReset(d time.Duration, changed <-chan int, flush func()) {
	t := time.NewTimer(d)
	for {
		select {
		case <-t.C:
			flush()
			t.Reset(d)
		case <-changed:
			if !t.Stop() {
				<-t.C
			}
			t.Reset(d)
		}
	}
}

func nopeLeaves(d time.Duration, changed <-chan int, flush func()) {
	t := time.NewTimer(d)
	for {
		select {
		case <-t.C:
			flush()
			return
		case <-changed:
			if !t.Stop() {
				<-t.C
			}
			t.Reset(d)
		}
	}
}

func nopeNoted(d time.Duration, changed <-chan int, flush func()) {
	t := time.NewTimer(d)
	fired := false
	for {
		select {
		case <-t.C:
			fired = true
			flush()
		case <-changed:
			if !fired && !t.Stop() {
				<-t.C
			}
			fired = false
			t.Reset(d)
		}
	}
}

func nopePolls(d time.Duration, changed <-chan int, flush func()) {
	t := time.NewTimer(d)
	for {
		select {
		case <-t.C:
			flush()
		case <-changed:
			if !t.Stop() {
				select {
				case <-t.C:
				default:
				}
			}
			t.Reset(d)
		}
	}
}

// A batch has its timer in a field.
type batch struct {
	in    chan int
	timer *time.Timer
	all   []int
}

func (b *batch) run(flush func([]int)) {
	b.timer = time.NewTimer(time.Second)
	for {
		select {
		case <-b.timer.C:
			flush(b.all)
		case n := <-b.in:
			b.all = append(b.all, n)
			if !b.timer.Stop() {
				<-b.timer.C // want "receiving from b.timer.C waits for ever"
			}
			b.timer.Reset(time.Second)
		}
	}
}

// A queue sets its timer elsewhere.
type queue struct {
	in    chan int
	timer *time.Timer
}

func (q *queue) nopeRun(flush func()) {
	for {
		select {
		case <-q.timer.C:
			flush()
			q.again()
		case <-q.in:
			if !q.timer.Stop() {
				<-q.timer.C
			}
			q.again()
		}
	}
}

func (q *queue) again() { q.timer.Reset(time.Second) }
