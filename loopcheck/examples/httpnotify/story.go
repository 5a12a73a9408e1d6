package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// tell sells out a show of two seats and prints who gets the one that comes
// back.
func tell(w io.Writer) (err error) {
	l := loop.New(loop.WithName("box office"))
	defer func() { err = errors.Join(err, l.Shutdown(context.Background())) }()
	office, err := newBoxOffice(l, 2)
	if err != nil {
		return err
	}

	handler := office.handler()
	queueLeft := make(chan struct{}, 2)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r)
		if r.URL.Path == "/queue" {
			queueLeft <- struct{}{}
		}
	}))
	defer srv.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	for _, name := range []string{"ann", "ben", "cleo"} {
		answer, err := ask(ctx, srv.URL+"/buy")
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s buys: %s\n", name, answer())
	}

	cleoCtx, hangUp := context.WithCancel(ctx)
	defer hangUp()
	cleo, err := ask(cleoCtx, srv.URL+"/queue")
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "cleo waits:", cleo())
	dan, err := ask(ctx, srv.URL+"/queue")
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "dan waits:", dan())

	hangUp()
	<-queueLeft
	fmt.Fprintln(w, "cleo hangs up")
	ann, err := ask(ctx, srv.URL+"/return?seat=1")
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "ann returns seat 1:", ann())
	fmt.Fprintln(w, "dan waited:", dan())
	return nil
}

// ask sends a request and returns a function that reads the answer's next line.
func ask(ctx context.Context, url string) (next func() string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { resp.Body.Close() })
	lines := bufio.NewScanner(resp.Body)
	return func() string { lines.Scan(); return lines.Text() }, nil
}
