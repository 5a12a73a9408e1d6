// Package countedjobs has a group that counts what is on a channel, not who sends it.
package countedjobs

import "sync"

type job struct{ n int }

func Run(done <-chan struct{}) {
	var jobs sync.WaitGroup
	in := make(chan job, 4)
	for range 4 {
		go func() {
			for {
				select {
				case <-done:
					return
				case j, ok := <-in:
					if !ok {
						return
					}
					if next := j.n - 1; next > 0 {
						more := make([]job, next)
						jobs.Add(len(more))
						go func() {
							for _, m := range more {
								select {
								case <-done:
									jobs.Done()
								case in <- m:
								}
							}
						}()
					}
					jobs.Done()
				}
			}
		}()
	}
	jobs.Add(1)
	in <- job{3}
	over := make(chan struct{})
	go func() {
		select {
		case <-done:
			for range in {
				jobs.Done()
			}
		case <-over:
		}
	}()
	jobs.Wait()
	close(over)
	close(in)
}

// Each counts the goroutines themselves.
func Each(done <-chan struct{}, in []job, out chan<- job) {
	var senders sync.WaitGroup
	for _, j := range in {
		senders.Add(1)
		go func() {
			select {
			case <-done:
				return
			case out <- j:
			}
			senders.Done()
		}()
	}
	senders.Wait() // want `senders.Wait waits for ever where the function in Each, which it counts, leaves first`
}
