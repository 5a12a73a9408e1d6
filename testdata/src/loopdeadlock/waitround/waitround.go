// Package waitround waits in each round for the goroutines of all of them.
package waitround

import "sync"

func all(jobs []func()) {
	var wg sync.WaitGroup
	wg.Add(len(jobs))
	for _, job := range jobs {
		go func() {
			defer wg.Done()
			job()
		}()
		wg.Wait() // want "wg.Wait waits for the goroutines of all rounds, and this round has only started its own: deadlock; wait after the for statement"
	}
}

// each counts one at a time, and one waits after the loop.
func each(jobs []func()) {
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			job()
		}()
		wg.Wait()
	}
	wg.Add(len(jobs))
	for _, job := range jobs {
		go func() {
			defer wg.Done()
			job()
		}()
	}
	wg.Wait()
}

// inner starts as many as it has counted in each round.
func inner(groups [][]func()) {
	for _, jobs := range groups {
		var wg sync.WaitGroup
		wg.Add(len(jobs))
		for _, job := range jobs {
			go func() {
				defer wg.Done()
				job()
			}()
		}
		wg.Wait()
	}
}
