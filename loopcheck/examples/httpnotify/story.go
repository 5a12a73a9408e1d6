package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// tell sells out a show of two seats, and prints who gets the one that comes
// back.
func tell(w io.Writer) error {
	l := loop.New(loop.WithName("box office"))
	defer l.Shutdown(context.Background())
	office, err := newBoxOffice(l, 2)
	if err != nil {
		return err
	}
	served := make(chan string, 1)
	srv := httptest.NewServer(announce(office.handler(), served))
	defer srv.Close()

	for _, name := range []string{"ann", "ben", "cleo"} {
		said, err := get(srv.URL + "/buy")
		if err != nil {
			return err
		}
		<-served
		fmt.Fprintf(w, "%s: %s\n", name, said)
	}

	hangUp, cleo, err := enqueue(srv.URL)
	if err != nil {
		return err
	}
	defer hangUp()
	fmt.Fprintln(w, "cleo:", line(cleo))
	dan, err := enqueueDan(srv.URL)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "dan:", line(dan))

	hangUp()
	fmt.Fprintln(w, "cleo hangs up, and", <-served, "ends")
	said, err := get(srv.URL + "/return?seat=1")
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "ann returns her seat:", said)
	fmt.Fprintln(w, "dan:", line(dan))
	return nil
}
