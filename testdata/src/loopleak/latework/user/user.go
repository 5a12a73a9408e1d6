// Package user hands work to executors of another package.
package user

import "example.com/corpus/src/loopleak/latework/exec"

func work() {}

func late() {
	q := exec.New()
	q.Submit(work)
	q.Close()
	q.Submit(work) // want `q.Submit comes after the object has been closed \(line 11\): its loop has been told to end, and runs nothing more; hand it over before that`
}

// asked has an answer.
func asked(q *exec.Queue) error {
	q.Close()
	return q.TrySubmit(work)
}

// again has started it again.
func again(q *exec.Queue) {
	q.Close()
	q.Reopen()
	q.Submit(work)
}

// perhaps closes it on one way alone, or if it likes.
func perhaps(q *exec.Queue, last bool) {
	if last {
		q.Close()
	}
	q.CloseIf(last)
	q.Submit(work)
}

// another closes one of two.
func another(q, other *exec.Queue) {
	q.Close()
	other.Submit(work)
}

// deferred closes it when all is done.
func deferred() {
	q := exec.New()
	defer q.Close()
	q.Submit(work)
}
