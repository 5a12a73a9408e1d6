package result

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

var errStuck = errors.New("stuck")

// nopeExecute lasts until the process is told to end, and however it leaves, the
// process ends.
func nopeExecute(f func() error, reload chan int) error {
	sigs := make(chan os.Signal, 2)
	signal.Notify(sigs, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(sigs)
	errs := make(chan error)
	go func() { errs <- f() }()
	select {
	case <-sigs:
		select {
		case err := <-errs:
			return err
		case <-sigs:
			return nil
		case <-time.After(time.Second):
			return errStuck
		}
	case err := <-errs:
		return err
	}
}

// nopeServe leaves when the context of the one that asks for signals ends.
func nopeServe(ctx context.Context, server *http.Server) {
	errs := make(chan error)
	go func() { errs <- server.ListenAndServe() }()
	select {
	case <-ctx.Done():
		println("bye")
	case err := <-errs:
		println(err)
	}
}

func nopeRun(server *http.Server) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, syscall.SIGINT)
	go nopeServe(ctx, server)
	<-sigs
}

// nopeRegister is passed the signals.
func nopeRegister(sigs <-chan os.Signal, every <-chan time.Time, f func()) {
	done := make(chan bool)
	for {
		select {
		case <-sigs:
			return
		case <-every:
			go func() {
				f()
				done <- true
			}()
		case <-done:
		}
	}
}

func nopeRegisterAll(f func()) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs)
	nopeRegister(sigs, time.Tick(time.Second), f)
}

// nopeNotified has the context that ends with the process.
func nopeNotified(f func() error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return nopeUntil(ctx, f)
}

func nopeUntil(ctx context.Context, f func() error) error {
	errs := make(chan error)
	go func() { errs <- f() }()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return nil
	}
}

// resized leaves on a signal that the process outlives.
func resized(f func() int) int {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, syscall.SIGWINCH, syscall.SIGUSR1)
	codes := make(chan int)
	go func() { codes <- f() }() // want `codes <- f\(\) blocks for ever if resized returns before it is received \(<-sigs at line \d+\)`
	select {
	case code := <-codes:
		return code
	case <-sigs:
		return -1
	}
}

// runAll passes contexts that end before the process as well.
func runAll(f func() int) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	short, cancelShort := context.WithTimeout(ctx, time.Second)
	defer cancelShort()
	timed(short, f)
	impatient(ctx, f)
	shared(ctx, f)
	<-sigs
}

func timed(ctx context.Context, f func() int) int {
	codes := make(chan int)
	go func() { codes <- f() }() // want `codes <- f\(\) blocks for ever if timed returns before it is received \(<-ctx.Done\(\) at line \d+\)`
	select {
	case code := <-codes:
		return code
	case <-ctx.Done():
		return -1
	}
}

// impatient has another way out, which says more.
func impatient(ctx context.Context, f func() int) int {
	codes := make(chan int)
	go func() { codes <- f() }() // want `codes <- f\(\) blocks for ever if impatient returns before it is received \(the timeout at line \d+\)`
	select {
	case code := <-codes:
		return code
	case <-ctx.Done():
		return -1
	case <-time.After(time.Second):
		return -1
	}
}

// shared is called with another context too.
func shared(ctx context.Context, f func() int) int {
	codes := make(chan int)
	go func() { codes <- f() }() // want `codes <- f\(\) blocks for ever if shared returns before it is received \(<-ctx.Done\(\) at line \d+\)`
	select {
	case code := <-codes:
		return code
	case <-ctx.Done():
		return -1
	}
}

func handle(r *http.Request, f func() int) { shared(r.Context(), f) }

// serveAll asks for signals, and its handlers have contexts of their own.
func serveAll(f func() int) {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	http.HandleFunc("/", func(_ http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		answer(ctx, f)
	})
	<-sigs
}

func answer(ctx context.Context, f func() int) int {
	codes := make(chan int)
	go func() { codes <- f() }() // want `codes <- f\(\) blocks for ever if answer returns before it is received \(<-ctx.Done\(\) at line \d+\)`
	select {
	case code := <-codes:
		return code
	case <-ctx.Done():
		return -1
	}
}
