package result

import (
	"context"
	"errors"
	"time"
)

// async gives its result to whoever receives it.
func async(f func() error) chan error {
	failed := make(chan error)
	go func() {
		failed <- f() // want "failed <- f.. blocks for ever where dropsAsync drops the channel"
	}()
	return failed
}

func dropsAsync(f func() error) {
	async(f)
}

func nopeWaits(f func() error) error { return <-async(f) }

func nopeWaitsLater(f func() error) error {
	failed := async(f)
	f()
	return <-failed
}

func nopePasses(f func() error, wait func(chan error) error) error { return wait(async(f)) }

// later is received from in a select.
func later(f func() int) <-chan int {
	codes := make(chan int)
	go func() {
		codes <- f() // want "codes <- f.. blocks for ever if givesUp returns before it is received .the timeout at line"
	}()
	return codes
}

func givesUp(f func() int) int {
	select {
	case code := <-later(f):
		return code
	case <-time.After(time.Second):
		return -1
	}
}

// soon is received from by a variable.
func soon(f func() int) <-chan int {
	codes := make(chan int)
	go func() {
		codes <- f() // want "codes <- f.. blocks for ever if leaves returns before it is received .<-ctx.Done.. at line"
	}()
	return codes
}

func leaves(ctx context.Context, f func() int) (int, error) {
	codes := soon(f)
	select {
	case code := <-codes:
		return code, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func nopeStays(ctx context.Context, f func() int) (int, error) {
	codes := soon(f)
	select {
	case code := <-codes:
		return code, nil
	case <-ctx.Done():
		return <-codes, ctx.Err()
	}
}

// roomy has room.
func roomy(f func() error) chan error {
	failed := make(chan error, 1)
	go func() { failed <- f() }() // nope
	return failed
}

func nopeDropsRoomy(f func() error) { roomy(f) }

// kept is known to somebody else as well.
func kept(f func() error, keep func(chan error)) chan error {
	failed := make(chan error)
	go func() { failed <- f() }() // nope
	keep(failed)
	return failed
}

func nopeDropsKept(f func() error) { kept(f, func(chan error) {}) }

// numbers sends all there are.
func numbers(n int) <-chan int {
	all := make(chan int)
	go func() {
		defer close(all)
		for i := range n {
			all <- i // want "all <- i blocks for ever if fails returns before it is received .the return at line"
		}
	}()
	return all
}

func fails(use func(int) error) error {
	for n := range numbers(3) {
		if err := use(n); err != nil {
			return err
		}
	}
	return nil
}

// evens are drained.
func evens(n int) <-chan int {
	all := make(chan int)
	go func() {
		defer close(all)
		for i := range n {
			all <- 2 * i // nope
		}
	}()
	return all
}

func nopeDrains(use func(int) error) error {
	all := evens(3)
	for n := range all {
		if err := use(n); err != nil {
			for range all {
			}
			return err
		}
	}
	return nil
}

// next gives one after the other: each is received where it is asked for.
func next(f func() int) <-chan int {
	codes := make(chan int)
	go func() {
		codes <- f() // nope
		close(codes)
	}()
	return codes
}

func nopeRounds(f func() int, isOver func(int) bool) {
	for {
		if isOver(0) {
			return
		}
		code := <-next(f)
		if code == 0 {
			continue
		}
		if isOver(code) {
			return
		}
	}
}

type reply struct {
	n   int
	err error
}

func (a reply) check() error { return a.err }

// answers end with the first one that failed.
func answers(ask func() reply) <-chan reply {
	all := make(chan reply)
	go func() {
		defer close(all)
		for {
			a := ask()
			all <- a // nope: whoever is told of an error knows that it is the last
			if a.err != nil {
				return
			}
		}
	}()
	return all
}

func nopeLast(ask func() reply) error {
	for a := range answers(ask) {
		if a.err != nil {
			return a.err
		}
		if err := a.check(); err != nil {
			return err
		}
	}
	return nil
}

// local fails at what it does with what it receives.
func local(n int, use func(int) error) error {
	all := make(chan int)
	go func() {
		defer close(all)
		for i := range n {
			all <- i // want "all <- i blocks for ever if local returns before it is received .the return at line"
		}
	}()
	for i := range all {
		err := use(i)
		if err != nil {
			return errors.Join(err)
		}
	}
	return nil
}
