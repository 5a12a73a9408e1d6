// Package tests helps tests, as its name says: what it leaves behind ends with them.
package tests

import "time"

func within(f func() int) int {
	codes := make(chan int)
	go func() { codes <- f() }() // nope: the test binary ends
	select {
	case code := <-codes:
		return code
	case <-time.After(time.Second):
		return -1
	}
}
