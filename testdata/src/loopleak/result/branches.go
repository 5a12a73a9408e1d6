package result

import "time"

// nopeBranches has room for the one result that either branch's goroutine sends.
func nopeBranches(f, g func() int, late bool) int {
	codes := make(chan int, 1)
	if late {
		go func() { codes <- f() }()
	} else {
		go func() { codes <- g() }()
	}
	select {
	case code := <-codes:
		return code
	case <-time.After(time.Second):
		return -1
	}
}

// nopeBranchesAgain makes another channel in each round.
func nopeBranchesAgain(f, g func() int) int {
	for {
		codes := make(chan int, 1)
		switch f() {
		case 1:
			go func() { codes <- f() }()
		default:
			go func() { codes <- g() }()
		}
		select {
		case code := <-codes:
			if code > 0 {
				return code
			}
		case <-time.After(time.Second):
			return -1
		}
	}
}

// bothBranches sends a third result besides.
func bothBranches(f, g func() int, late bool) int {
	codes := make(chan int, 1)
	if late {
		go func() { codes <- f() }() // want `codes <- f\(\) blocks for ever if bothBranches returns before it is received`
	} else {
		go func() { codes <- g() }()
	}
	go func() { codes <- 1 }()
	select {
	case code := <-codes:
		return code
	case <-time.After(time.Second):
		return -1
	}
}

// noRoom leaves in either branch.
func noRoom(f, g func() int, late bool) int {
	codes := make(chan int)
	if late {
		go func() { codes <- f() }() // want `codes <- f\(\) blocks for ever if noRoom returns before it is received`
	} else {
		go func() { codes <- g() }()
	}
	select {
	case code := <-codes:
		return code
	case <-time.After(time.Second):
		return -1
	}
}

// serve leaves by the arm that says so, whichever comes before.
func serve(register, unregister, in <-chan int) {
	status := make(chan int)
	go func() {
		for {
			time.Sleep(time.Minute)
			status <- 1 // want `status <- 1 blocks for ever if serve returns before it is received \(<-in at line 88\)`
		}
	}()
	for {
		select {
		case id := <-register:
			println(id)
		case n, ok := <-in:
			if !ok {
				return
			}
			println(n)
		case s := <-status:
			println(s)
		}
	}
}
