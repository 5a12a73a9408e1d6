package main

import "os"

func Example() {
	if err := tell(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// ann buys: seat 1
	// ben buys: seat 2
	// cleo buys: sold out
	// cleo waits: you are in the queue
	// dan waits: you are in the queue
	// cleo hangs up
	// ann returns seat 1: thank you
	// dan waited: seat 1
}
