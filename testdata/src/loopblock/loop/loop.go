// Package loop blocks loops of loopcheck's own runtime.
package loop

import (
	"context"
	"net/http"
	"os"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

type state struct {
	l     *loop.Loop
	names []string
}

func (s *state) start(url string) {
	s.l.Post(func() {
		time.Sleep(time.Second) // want "time.Sleep blocks the loopcheck loop for 1s; use loop.Offload"
	})
	s.l.Post(s.load)
	s.l.After(time.Second, func() {
		http.Get(url) // want "http.Get blocks the loopcheck loop"
	})
	loop.Submit(s.l, func() (int, error) {
		resp, err := http.Get(url) // want "http.Get blocks the loopcheck loop"
		if err != nil {
			return 0, err
		}
		return resp.StatusCode, nil
	}).Detach()
	loop.Go(s.l, func(ctx context.Context) (int, error) {
		time.Sleep(time.Second) // want "time.Sleep blocks the loopcheck coroutine loop for 1s; use loop.Offload and await its result"
		return 0, loop.Sleep(ctx, time.Second)
	}).Detach()
	loop.GoContext(context.Background(), s.l, func(ctx context.Context) (int, error) {
		time.Sleep(time.Second) // want "time.Sleep blocks the loopcheck coroutine loop for 1s; use loop.Offload and await its result"
		return 0, loop.Sleep(ctx, time.Second)
	}).Detach()
}

// plain has no results.
func (s *state) plain(ctx context.Context, r *loop.Runner) {
	s.l.Submit(func() error {
		time.Sleep(time.Second) // want "time.Sleep blocks the loopcheck loop for 1s; use loop.Offload"
		return nil
	}).Detach()
	s.l.Call(ctx, func() error {
		time.Sleep(time.Second) // want "time.Sleep blocks the loopcheck loop for 1s; use loop.Offload"
		return nil
	})
	s.l.Go(func(ctx context.Context) error {
		time.Sleep(time.Second) // want "time.Sleep blocks the loopcheck coroutine loop for 1s; use loop.Offload and await its result"
		return loop.Sleep(ctx, time.Second)
	}).Detach()
	s.l.GoContext(ctx, func(ctx context.Context) error {
		time.Sleep(time.Second) // want "time.Sleep blocks the loopcheck coroutine loop for 1s; use loop.Offload and await its result"
		return loop.Sleep(ctx, time.Second)
	}).Detach()
	r.Run(ctx, func(ctx context.Context) error {
		time.Sleep(time.Second) // want "time.Sleep blocks the loopcheck coroutine loop for 1s; use loop.Offload and await its result"
		return loop.Sleep(ctx, time.Second)
	})
	s.l.Offload(nil, func(context.Context) error {
		time.Sleep(time.Second)
		return nil
	}).Detach()
	s.l.OffloadContext(ctx, nil, func(context.Context) error {
		time.Sleep(time.Second)
		return nil
	}).Detach()
}

func (s *state) load() {
	files, _ := os.ReadDir("names") // want "os.ReadDir blocks the loopcheck loop"
	s.names = append(s.names, files[0].Name())
}

// save says itself that it runs on the loop: nobody in sight calls it.
func (s *state) save() {
	s.l.Assert()
	os.RemoveAll("names") // want "os.RemoveAll blocks the loopcheck coroutine loop"
}

// asserted is posted, so that more is known than what it says.
func (s *state) asserted() {
	s.l.Assert()
	os.ReadDir("names") // want "os.ReadDir blocks the loopcheck loop"
}

func (s *state) post() {
	s.l.Post(s.asserted)
	go s.unasserted()
}

// unasserted asks only, and waits where it may.
func (s *state) unasserted() {
	if !s.l.OnLoop() {
		os.ReadFile("names")
	}
}

// offTheLoop blocks where it may.
func (s *state) offTheLoop(ctx context.Context, url string) error {
	pages := loop.Offload(s.l, nil, func(context.Context) (*http.Response, error) { return http.Get(url) })
	read := loop.Blocking(s.l, nil, func(name string) ([]byte, error) { return os.ReadFile(name) })
	look := loop.BlockingContext(s.l, nil, func(_ context.Context, name string) (os.FileInfo, error) { return os.Stat(name) })
	look(ctx, "names").Detach()
	loop.OffloadContext(ctx, s.l, nil, func(context.Context) (*http.Response, error) { return http.Get(url) }).Detach()
	return loop.With(ctx, &loop.Runner{}, s.session, func(name string) error {
		time.Sleep(time.Second)
		if _, err := read(name).Await(ctx); err != nil {
			return err
		}
		_, err := pages.Await(ctx)
		return err
	})
}

func (s *state) session(ctx context.Context) (loop.Resource[string], error) {
	os.ReadDir("session") // want "os.ReadDir blocks the loopcheck coroutine loop"
	return nil, ctx.Err()
}
