// Package fed has workers that leave with an error, and somebody who feeds them.
package fed

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

func crowd(jobs []int, work func(int) error) error {
	queue := make(chan int)
	failed := make(chan error, 4)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for job := range queue {
				if err := work(job); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	for _, job := range jobs {
		queue <- job // want `queue <- job blocks for ever once those who receive have left, as the function in crowd does \(the return at line 20\): send in a select that knows of their end`
	}
	close(queue)
	wg.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

func one(jobs []int, work func(int) error) error {
	queue := make(chan int)
	result := make(chan error, 1)
	go func() {
		for job := range queue {
			if err := work(job); err != nil {
				result <- err
				return
			}
		}
		result <- nil
	}()
	for _, job := range jobs {
		queue <- job // want `queue <- job blocks for ever once those who receive have left, as the function in one does \(the return at line 45\): send in a select that knows of their end`
	}
	close(queue)
	return <-result
}

func grouped(ctx context.Context, jobs []int, work func(context.Context, int) error) error {
	queue := make(chan int)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(queue)
		for _, job := range jobs {
			queue <- job // want `queue <- job blocks for ever once those who receive have left, as the function in grouped does \(<-ctx.Done\(\) at line 72\): send in a select that knows of their end`
		}
		return nil
	})
	for range 4 {
		g.Go(func() error {
			for {
				select {
				case <-ctx.Done():
					return ctx.Err()
				case job, ok := <-queue:
					if !ok {
						return nil
					}
					if err := work(ctx, job); err != nil {
						return err
					}
				}
			}
		})
	}
	return g.Wait()
}

// knows sends in a select that knows of the end.
func knows(ctx context.Context, jobs []int, work func(context.Context, int) error) error {
	queue := make(chan int)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		for job := range queue {
			if err := work(ctx, job); err != nil {
				return err
			}
		}
		return nil
	})
	for _, job := range jobs {
		select {
		case queue <- job:
		case <-ctx.Done():
		}
	}
	close(queue)
	return g.Wait()
}

// drains takes what is left.
func drains(jobs []int, work func(int) error) {
	queue := make(chan int)
	go func() {
		defer func() {
			for range queue {
			}
		}()
		for job := range queue {
			if err := work(job); err != nil {
				return
			}
		}
	}()
	for _, job := range jobs {
		queue <- job
	}
	close(queue)
}

// goes goes on after an error.
func goes(jobs []int, work func(int) error, log func(error)) {
	queue := make(chan int)
	go func() {
		for job := range queue {
			if err := work(job); err != nil {
				log(err)
				continue
			}
		}
	}()
	for _, job := range jobs {
		queue <- job
	}
	close(queue)
}

// asked leaves when it is told to by what it receives.
func asked(jobs []int, work func(int)) {
	queue := make(chan int)
	go func() {
		for job := range queue {
			if job < 0 {
				return
			}
			work(job)
		}
	}()
	for _, job := range jobs {
		queue <- job
	}
	queue <- -1
}

// stays has one who stays.
func stays(jobs []int, work func(int) error) {
	queue := make(chan int)
	go func() {
		for job := range queue {
			if err := work(job); err != nil {
				return
			}
		}
	}()
	go func() {
		for job := range queue {
			_ = work(job)
		}
	}()
	for _, job := range jobs {
		queue <- job
	}
	close(queue)
}

// told says the one word for which there is room.
func told(read, write func() error) {
	quit := make(chan bool, 1)
	go func() {
		for {
			if err := write(); err != nil {
				return
			}
			select {
			case <-quit:
				return
			default:
			}
		}
	}()
	for {
		if err := read(); err != nil {
			quit <- true
			return
		}
	}
}

// feedAll is a literal of the package's: it stands in no function.
var feedAll = func(work func(int) error) {
	jobs := make(chan int)
	go func() {
		for n := range jobs {
			if err := work(n); err != nil {
				return
			}
		}
	}()
	for n := range 10 {
		jobs <- n // want `jobs <- n blocks for ever once those who receive have left`
	}
	close(jobs)
}
