// Package main ends when its functions return early, as a rule.
package main

import "time"

func main() {
	codes := make(chan int)
	go func() { codes <- work() }() // nope: the program ends
	select {
	case <-codes:
	case <-time.After(time.Second):
	}
	if nopeEarly(work) == nil {
		for range 3 {
			request(work)
		}
		handle(func() {})
	}
}

func work() int { return 1 }

func nopeEarly(f func() int) error {
	codes := make(chan int)
	go func() { codes <- f() }()
	if f() > 2 {
		return nil
	}
	<-codes
	return nil
}

func request(f func() int) {
	codes := make(chan int)
	go func() { codes <- f() }() // want `codes <- f\(\) blocks for ever if request returns before it is received \(the timeout at line \d+\)`
	select {
	case <-codes:
	case <-time.After(time.Second):
	}
}
