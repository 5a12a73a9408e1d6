package main

import "os"

func Example() {
	if err := tell(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// the server saw /login
	// the server saw /basket/take
	// the server saw /basket/empty
	// the basket's use ended with: too dear
	// requests so far: 11
	// the server saw /logout
}
