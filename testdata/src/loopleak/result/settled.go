package result

import (
	"context"
	"sync"
	"time"
)

// nopeWaited leaves when all who send have been waited for.
func nopeWaited(fs []func() error) (n int) {
	errs, done := make(chan error), make(chan struct{})
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- f()
		}()
	}
	go func() {
		wg.Wait()
		close(done)
	}()
	for {
		select {
		case err := <-errs:
			if err != nil {
				n++
			}
		case <-done:
			return n
		}
	}
}

// nopeWorkers waits by a function of its own, and for what the workers are passed.
func nopeWorkers(fs []func() error) (n int) {
	errs := make(chan error)
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		go work(f, errs, &wg)
	}
	over := waited(&wg)
	for {
		select {
		case <-errs:
			n++
		case <-over:
			return n
		}
	}
}

func nopeHelper(fs []func() error) error {
	errs := make(chan error)
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		go func() {
			defer func() {
				wg.Done()
			}()
			if err := f(); err != nil {
				errs <- err
			}
		}()
	}
	for {
		select {
		case err := <-errs:
			println(err.Error())
		case <-waited(&wg):
			return nil
		}
	}
}

func work(f func() error, errs chan<- error, wg *sync.WaitGroup) {
	defer wg.Done()
	errs <- f()
}

func waited(wg *sync.WaitGroup) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	return done
}

func others(fs []func() error) error {
	errs, done := make(chan error), make(chan struct{})
	var wg, other sync.WaitGroup
	for _, f := range fs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- f() // want `errs <- f\(\) blocks for ever if others returns before it is received \(<-done at line \d+\)`
		}()
	}
	go func() {
		other.Wait()
		close(done)
	}()
	select {
	case err := <-errs:
		return err
	case <-done:
		return nil
	}
}

// started hears that the process runs, and the error that comes of it later has nobody
// to hear it.
func started(ctx context.Context) error {
	running, errs := make(chan int), make(chan error)
	go func() {
		if err := serveUntil(ctx, running); err != nil {
			errs <- err // want `errs <- err blocks for ever if started returns before it is received \(<-running at line \d+\)`
		}
	}()
	select {
	case err := <-errs:
		return err
	case <-running:
		return nil
	}
}

func serveUntil(ctx context.Context, running chan<- int) error {
	running <- 1
	<-ctx.Done()
	return ctx.Err()
}

// nopeStarted says that it runs as the last thing that it does.
func nopeStarted(ctx context.Context) error {
	running, errs := make(chan int), make(chan error)
	go func() {
		if err := prepare(ctx, running); err != nil {
			errs <- err
		}
	}()
	select {
	case err := <-errs:
		return err
	case <-running:
		return nil
	}
}

func prepare(ctx context.Context, running chan<- int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	running <- 1
	return nil
}

// frames come one by one, and there is room for one of them.
func frames(ctx context.Context, call func() (head, body string, err error)) (string, error) {
	ch := make(chan string, 1)
	go func() {
		defer close(ch)
		head, body, err := call()
		if head != "" {
			ch <- head // want `ch <- head blocks for ever if frames returns before it is received \(<-ctx.Done\(\) at line \d+\): make the channel with room for all \(and 1 more here\)`
		}
		if err == nil {
			ch <- body
		}
	}()
	var all string
	for {
		select {
		case s, ok := <-ch:
			if !ok {
				return all, nil
			}
			all += s
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

// nopeOne has one thing to say at most, and there is room for it.
func nopeOne(d time.Duration, call func() error) error {
	errs := make(chan error, 1)
	go func() {
		if err := call(); err != nil {
			errs <- err
			return
		}
		if err := call(); err != nil {
			errs <- err
		}
	}()
	select {
	case err := <-errs:
		return err
	case <-time.After(d):
		return nil
	}
}

// healthy asks whether the server answers, for as long as it does not fail.
func healthy(run func() error, ask func() bool, d time.Duration) error {
	errs := make(chan error)
	go func() {
		if err := run(); err != nil {
			errs <- err // want `errs <- err blocks for ever if healthy returns before it is received \(the timeout at line \d+\): make the channel with room for one`
		}
	}()
	up := false
	for !up {
		select {
		case err := <-errs:
			return err
		case <-time.After(d):
			up = ask()
		}
	}
	return nil
}

// nopeCounts goes on until it has heard them all.
func nopeCounts(fs []func() error, tick <-chan int) (failed int) {
	errs := make(chan error)
	left := len(fs)
	for _, f := range fs {
		go func() { errs <- f() }()
	}
	for left > 0 {
		select {
		case err := <-errs:
			if err != nil {
				failed++
			}
			left--
		case n := <-tick:
			println(n)
		}
	}
	return failed
}

// closes closes the channel once it has heard, and not where it gives up.
func closes(ctx context.Context, call func() int) int {
	ch := make(chan int)
	go func(ch chan int) {
		ch <- call() // want `ch <- call\(\) blocks for ever if closes returns before it is received \(<-ctx.Done\(\) at line \d+\): make the channel with room for one`
	}(ch)
	select {
	case <-ctx.Done():
		return 0
	case n := <-ch:
		close(ch)
		return n
	}
}
