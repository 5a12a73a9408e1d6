// Package askedfor has a goroutine that answers once for each time it is asked, and room for that.
package askedfor

import "context"

func work(ctx context.Context, next chan bool, out chan error, do func() error) {
	for {
		if !<-next {
			return
		}
		if err := do(); err != nil {
			out <- err
			return
		}
		select {
		case <-ctx.Done():
			out <- ctx.Err()
			return
		default:
		}
		out <- nil
	}
}

func Run(ctx context.Context, n int, do func() error) error {
	next := make(chan bool, 2)
	out := make(chan error, 2)
	go work(ctx, next, out, do)
	for range n {
		next <- true
		select {
		case err := <-out:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	next <- false
	return nil
}

// Ahead asks twice before it listens.
func Ahead(ctx context.Context, n int, do func() error) error {
	next := make(chan bool, 2)
	out := make(chan error, 1)
	go answer(ctx, next, out, do)
	for range n {
		next <- true
		next <- true
		select {
		case err := <-out:
			if err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	close(next)
	return nil
}

func answer(ctx context.Context, next chan bool, out chan error, do func() error) {
	for range next {
		out <- do() // want `out <- do\(\) blocks for ever if Ahead returns before it is received`
	}
}
