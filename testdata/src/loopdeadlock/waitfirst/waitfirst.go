// Package waitfirst waits for goroutines before it receives what they send.
package waitfirst

import "sync"

func all(jobs []func() int) []int {
	results := make(chan int)
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- job()
		}()
	}
	wg.Wait() // want `all waits in wg.Wait, which only the function in all ends, and that sends to results, which only all ends later: deadlock; let one of them go on without the other`
	close(results)
	var got []int
	for n := range results {
		got = append(got, n)
	}
	return got
}

func first(job func() error) error {
	failed := make(chan error)
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := job(); err != nil {
			failed <- err
		}
	})
	wg.Wait() // want `first waits in wg.Wait, which only the function in first ends, and that sends to failed, which only first ends later: deadlock; let one of them go on without the other`
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// roomy has room for all there is.
func roomy(job func() error) error {
	failed := make(chan error, 1)
	var wg sync.WaitGroup
	wg.Go(func() { failed <- job() })
	wg.Wait()
	return <-failed
}

// beside leaves the waiting to a goroutine.
func beside(jobs []func() int) (sum int) {
	results := make(chan int)
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() { results <- job() })
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	for n := range results {
		sum += n
	}
	return sum
}

// before receives first.
func before(job func() int) int {
	results := make(chan int)
	var wg sync.WaitGroup
	wg.Go(func() { results <- job() })
	n := <-results
	wg.Wait()
	return n
}

// rounds receives and waits in each round.
func rounds(jobs []func() int) (sum int) {
	results := make(chan int)
	for _, job := range jobs {
		var wg sync.WaitGroup
		wg.Go(func() { results <- job() })
		sum += <-results
		wg.Wait()
	}
	return sum
}

// early is done before it sends.
func early(job func() int) int {
	results := make(chan int)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		wg.Done()
		results <- job()
	}()
	wg.Wait()
	return <-results
}

// other has somebody else to receive.
func other(job func() int, take func(int)) {
	results := make(chan int)
	go func() {
		for n := range results {
			take(n)
		}
	}()
	var wg sync.WaitGroup
	wg.Go(func() { results <- job() })
	wg.Wait()
	close(results)
}

// asks sends in a select with a way out.
func asks(job func() int, quit chan struct{}) int {
	results := make(chan int)
	var wg sync.WaitGroup
	wg.Go(func() {
		select {
		case results <- job():
		case <-quit:
		}
	})
	wg.Wait()
	return <-results
}
