package result

import (
	"context"
	"fmt"
	"net"
	"net/http"
)

// serveEither serves in the clear or not, as its variable says.
func serveEither(ctx context.Context, ln net.Listener, srv *http.Server, secure bool) error {
	var serve func(net.Listener) error
	if secure {
		serve = func(ln net.Listener) error { return srv.ServeTLS(ln, "", "") }
	} else {
		serve = srv.Serve
	}
	errs := make(chan error)
	go func() {
		if err := serve(ln); err != nil && err != http.ErrServerClosed {
			errs <- fmt.Errorf("serving: %w", err) // nope: it serves until Shutdown
		}
	}()
	select {
	case <-ctx.Done():
	case err := <-errs:
		return err
	}
	return srv.Shutdown(context.Background())
}

func dialEither(ctx context.Context, address string, secure bool) error {
	dial := func(address string) error { return fmt.Errorf("cannot dial %s", address) }
	if secure {
		dial = func(address string) error { return nil }
	}
	errs := make(chan error)
	go func() {
		errs <- dial(address) // want `errs <- dial\(…\) blocks for ever if dialEither returns before it is received`
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-errs:
		return err
	}
}

// A watchdog ends the program where something takes too long; its tests replace what
// does so.
type watchdog struct {
	fatalf func(format string, args ...any)
	logf   func(format string, args ...any)
}

func (w *watchdog) watch(ctx context.Context, f func() error) error {
	errs := make(chan error)
	go func() {
		errs <- f() // nope: the program has ended
	}()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		w.fatalf("it took too long")
		return nil
	}
}

func (w *watchdog) note(ctx context.Context, f func() error) error {
	errs := make(chan error)
	go func() {
		errs <- f() // want `errs <- f\(\) blocks for ever if watchdog\.note returns before it is received`
	}()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		w.logf("it took too long")
		return nil
	}
}

var _ = []any{serveEither, dialEither, (*watchdog).watch, (*watchdog).note}
