// Command session shows one long-lived client session, owned by a loop and
// used from many goroutines.
//
// The session must be built on its loop, logged in before use and logged out
// after it, and it counts its requests without a lock. Plain goroutines use it
// through a Runner: Enter opens the session for as long as the runner lives,
// With opens a basket for as long as a function runs, Run does one request.
// Closing the runner logs out, ends the loop and waits for both.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// A session is owned by the loop it was made on.
type session struct {
	l        *loop.Loop
	base     string
	requests int // no lock: only coroutines of l touch it
}

func newSession(base string) func(context.Context) (loop.Resource[*session], error) {
	return func(ctx context.Context) (loop.Resource[*session], error) {
		l, _ := loop.TaskLoop(ctx)
		return &session{l: l, base: base}, nil
	}
}

// Enter logs in.
func (s *session) Enter(ctx context.Context) (*session, error) {
	_, err := s.get(ctx, "/login")
	return s, err
}

// Exit logs out.
func (s *session) Exit(ctx context.Context, cause error) (handled bool, err error) {
	_, err = s.get(ctx, "/logout")
	return false, err
}

// get requests path. It runs on the loop; the blocking request does not.
func (s *session) get(ctx context.Context, path string) (string, error) {
	s.requests++
	return loop.Offload(s.l, nil, func(ctx context.Context) (string, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
		if err != nil {
			return "", err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		return string(body), err
	}).Await(ctx)
}

// A basket is paid when its use ends well, and emptied when it does not.
type basket struct{ s *session }

// Enter takes a basket.
func (b basket) Enter(ctx context.Context) (basket, error) {
	_, err := b.s.get(ctx, "/basket/take")
	return b, err
}

// Exit pays, or empties the basket; then cause goes on to With's caller.
func (b basket) Exit(ctx context.Context, cause error) (handled bool, err error) {
	path := "/basket/pay"
	if cause != nil {
		path = "/basket/empty"
	}
	_, err = b.s.get(ctx, path)
	return false, err
}

func main() {
	if err := tell(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// tell goes shopping with eight goroutines and prints what the server saw.
func tell(w io.Writer) (err error) {
	ctx := context.Background()
	srv := httptest.NewServer(shop(w))
	defer srv.Close()
	r := loop.NewRunner(loop.WithName("shopper"))
	defer func() { err = errors.Join(err, r.Close()) }()

	s, err := loop.Enter(ctx, r, newSession(srv.URL))
	if err != nil {
		return err
	}
	if err := look(ctx, r, s, 8); err != nil {
		return err
	}
	errBroke := errors.New("too dear")
	err = loop.With(ctx, r, func(context.Context) (loop.Resource[basket], error) {
		return basket{s}, nil
	}, func(basket) error { return errBroke })
	fmt.Fprintln(w, "the basket's use ended with:", err)
	if !errors.Is(err, errBroke) {
		return err
	}
	n, err := loop.Call(ctx, r.Loop(), func() (int, error) { return s.requests, nil })
	fmt.Fprintln(w, "requests so far:", n)
	return err
}

// look looks at n pages at once, each on a goroutine of its own.
func look(ctx context.Context, r *loop.Runner, s *session, n int) error {
	errs := make([]error, n)
	var looking sync.WaitGroup
	for i := range n {
		looking.Go(func() {
			path := fmt.Sprintf("/page/%d", i)
			_, errs[i] = loop.Run(ctx, r, func(ctx context.Context) (string, error) { return s.get(ctx, path) })
		})
	}
	looking.Wait()
	return errors.Join(errs...)
}
