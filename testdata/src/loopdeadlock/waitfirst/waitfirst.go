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

func worker(jobs <-chan int, out chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		out <- j * 2
	}
}

func named(all []int) (got []int) {
	jobs, out := make(chan int, len(all)), make(chan int)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go worker(jobs, out, &wg)
	}
	for _, j := range all {
		jobs <- j
	}
	close(jobs)
	wg.Wait() // want `named waits in wg.Wait, which only worker ends, and that sends to out, which only named ends later: deadlock; let one of them go on without the other`
	close(out)
	for n := range out {
		got = append(got, n)
	}
	return got
}

func ranges(read func() (int, error)) error {
	lines, failed := make(chan int), make(chan error)
	go func() {
		defer close(lines)
		for {
			n, err := read()
			if err != nil {
				failed <- err
				return
			}
			lines <- n
		}
	}()
	for n := range lines { // want `ranges ranges over lines, which only the function in ranges ends, and that sends to failed, which only ranges ends later: deadlock; let one of them go on without the other`
		_ = n
	}
	return <-failed
}

// looks asks for the error in each round.
func looks(read func() (int, error)) (err error) {
	lines, failed := make(chan int), make(chan error)
	go func() {
		defer close(lines)
		n, err := read()
		lines <- n
		failed <- err
	}()
	for range lines {
		select {
		case err = <-failed:
		default:
		}
	}
	return err
}

// closes does so before it says the error.
func closes(read func() (int, error)) error {
	lines, failed := make(chan int), make(chan error)
	go func() {
		n, err := read()
		lines <- n
		close(lines)
		failed <- err
	}()
	for range lines {
	}
	return <-failed
}
