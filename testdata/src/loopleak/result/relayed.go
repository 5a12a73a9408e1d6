package result

import "context"

// execute has one goroutine do the work, and another one wait for it.
func execute(ctx context.Context, run func() int, told func(int)) {
	exit := make(chan int)
	go runs(run, exit)
	go waits(ctx, exit, told)
}

func runs(run func() int, exit chan<- int) {
	exit <- run() // want `exit <- run\(\) blocks for ever if waits returns before it is received \(<-ctx.Done\(\) at line \d+\)`
}

func waits(ctx context.Context, exit <-chan int, told func(int)) {
	select {
	case n := <-exit:
		told(n)
	case <-ctx.Done():
		told(-1)
	}
}

// nopeExecuteTold waits again when it has said that all should end.
func nopeExecuteTold(ctx context.Context, run func(context.Context) int, told func(int)) {
	exit := make(chan int)
	ctx, cancel := context.WithCancel(ctx)
	go nopeRunsTold(ctx, run, exit)
	go nopeWaitsOn(ctx, cancel, exit, told)
}

func nopeRunsTold(ctx context.Context, run func(context.Context) int, exit chan<- int) {
	exit <- run(ctx)
}

func nopeWaitsOn(ctx context.Context, cancel func(), exit <-chan int, told func(int)) {
	select {
	case n := <-exit:
		told(n)
	case <-ctx.Done():
		cancel()
		told(<-exit)
	}
}

// nopeHands hands the channel to somebody else too.
func nopeHands(ctx context.Context, run func() int, told func(int), all func(<-chan int)) {
	exit := make(chan int)
	go nopeRunsToo(run, exit)
	go waits(ctx, exit, told)
	all(exit)
}

func nopeRunsToo(run func() int, exit chan<- int) { exit <- run() }
