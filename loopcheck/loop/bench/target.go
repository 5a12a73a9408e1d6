package main

// A target is a limit that the project sets itself. It divides a row by another
// one of the same run, or looks at a row's own figure.
type target struct {
	row, base string // no base: the figure itself
	of        func(sample) float64
	unit      string
	limit     float64
}

func targets() []target {
	var all []target
	for _, producers := range []int{1, 2, 8, 64} {
		post := postRow("loop Post", producers)
		all = append(all,
			ratio(post, postRow("Lock, call, Unlock", producers), 1.5),
			ratio(post, postRow("chan func() of 1024", producers), 0.5))
	}
	return append(all,
		ratio("answer: loop Call", "answer: channel ping-pong", 1.25),
		target{row: "answer: loop Call", of: allocs, unit: "allocs", limit: 0},
		ratio("answer: loop Submit+Await", "answer: channel ping-pong", 2),
		ratio("answer: loop Submit+Await, cancellable ctx", "answer: channel ping-pong", 2),
		target{row: "answer: loop Submit+Await", of: allocs, unit: "allocs", limit: 1},
		ratio("pipelined: loop Submit, Await", "pipelined: chan func() and channel futures", 0.4),
		ratio("coroutine: loop Await, 64 wait for one Submit", "coroutine: iter.Pull round trip", 1.6),
		ratio("coroutine: loop Submit+Await", "coroutine: iter.Pull round trip", 1.6),
		ratio("coroutine: loop Yield", "coroutine: iter.Pull round trip", 1.6),
		ratio("coroutine: loop Go+Await", "coroutine: go and WaitGroup", 1.5),
		ratio("timer: loop After, Stop on the loop", "timer: AfterFunc, Stop", 0.5),
		target{row: "owner: loop OnLoop in a callback", of: ns, unit: "ns", limit: 3},
		target{row: "owner: loop OnLoop in a coroutine", of: ns, unit: "ns", limit: 3},
	)
}

func ratio(row, base string, limit float64) target {
	return target{row: row, base: base, of: ns, limit: limit}
}

// A heldTarget is a limit in bytes a hand-off.
type heldTarget struct {
	backlog       string
	waiting, kept float64
}

// Nothing may be kept: the tolerance is for what the rest of the process
// allocates in between.
func heldTargets() []heldTarget {
	return []heldTarget{
		{backlog: "post: loop Post", waiting: 10, kept: 0.05},
		{backlog: "submit: loop Submit", waiting: 70, kept: 0.05},
	}
}
