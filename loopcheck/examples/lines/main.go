// Command lines shows an iterator of lines that crosses from a loop to plain
// code in batches.
//
// A page of 624 lines is a resource of the loop: With opens it and closes it.
// Plain code ranges over its lines with Seq. To cross from the loop and back
// for each line would cost more than a line is worth, so Batch lets up to a
// hundred cross at a time, of those that are there without waiting. Breaking
// off early is fine: no more is read than the batch at hand.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

const batch = 100

// A page is the answer to an HTTP request. It is owned by its loop.
type page struct {
	l     *loop.Loop
	req   *http.Request
	body  io.ReadCloser
	text  *bufio.Reader
	ready []string // lines that were read and not asked for yet
	reads int      // how often lines were read
}

// get returns what With needs to make a page on the loop.
func get(req *http.Request) func(context.Context) (loop.Resource[*page], error) {
	return func(ctx context.Context) (loop.Resource[*page], error) {
		l, _ := loop.TaskLoop(ctx)
		return &page{l: l, req: req}, nil
	}
}

// Enter sends the request.
func (p *page) Enter(ctx context.Context) (*page, error) {
	resp, err := loop.Offload(p.l, nil, func(context.Context) (*http.Response, error) {
		return http.DefaultClient.Do(p.req)
	}).Await(ctx)
	if err != nil {
		return nil, err
	}
	p.body, p.text = resp.Body, bufio.NewReader(resp.Body)
	return p, nil
}

// Exit closes the page.
func (p *page) Exit(context.Context, error) (handled bool, err error) {
	return false, p.body.Close()
}

// Next returns the next line, and waits only if it has none at hand.
func (p *page) Next(ctx context.Context) (line string, err error) {
	if len(p.ready) == 0 {
		p.reads++
		p.ready, err = loop.Offload(p.l, nil, p.read).Await(ctx)
		if err != nil {
			return "", err
		}
	}
	line, p.ready = p.ready[0], p.ready[1:]
	return line, nil
}

// read returns some lines, or io.EOF. It blocks, so it runs off the loop.
func (p *page) read(context.Context) (lines []string, err error) {
	for len(lines) < batch {
		line, err := p.text.ReadString('\n')
		if err == io.EOF && len(lines) > 0 {
			return lines, nil
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
	return lines, nil
}

func main() {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := range 624 {
			fmt.Fprintf(w, "line %d\n", i+1)
		}
	}))
	defer srv.Close()
	var r loop.Runner
	defer r.Close()
	for _, last := range []string{"line 250", "the end"} {
		if err := tell(os.Stdout, &r, srv.URL, last); err != nil {
			log.Fatal(err)
		}
	}
}

// tell reads the page at url up to the given line and prints how that went.
func tell(w io.Writer, r *loop.Runner, url, last string) error {
	ctx := context.Background()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	return loop.With(ctx, r, get(req), func(p *page) error {
		lines := 0
		for line, err := range loop.Seq(ctx, r, p, loop.Batch(batch)) {
			if err != nil {
				return err
			}
			lines++
			if line == last {
				break
			}
		}
		reads, err := loop.Call(ctx, r.Loop(), func() (int, error) { return p.reads, nil })
		fmt.Fprintf(w, "up to %s: %d lines, asked the server %d times\n", last, lines, reads)
		return err
	})
}
