// Command growth analyses programs of one shape and growing size, and says what
// that takes: "growth -n 500 -doublings 3 chain". Without names it does so for
// every shape.
//
// Its test builds it with coverage counters in the analyzers, and in the
// packages of the standard library that walk syntax, types and slices for
// them, and counts the steps: see growth_test.go.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"
)

func main() {
	n := flag.Int("n", 0, "the smallest size, if not the shape's own")
	doublings := flag.Int("doublings", 3, "how often the size doubles")
	patience := flag.Duration("patience", 10*time.Second, "the analyses of one shape may take as long together")
	where := flag.String("explain", "", "the shape whose growing blocks to list")
	serve := flag.Bool("serve", false, "measure what standard input asks for, as JSON")
	limit := flag.Int64("limit", 0, "with -serve: exit at as many steps")
	flag.Parse()
	run := func() error { return table(flag.Args(), *n, *doublings, *patience) }
	switch {
	case *serve:
		run = func() error { return answer(*limit) }
	case *where != "":
		run = func() error { return explain(*where, *n) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// table prints times and bytes, a line a shape.
func table(names []string, n, doublings int, patience time.Duration) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, s := range shapes {
		if len(names) > 0 && !slices.Contains(names, s.name) {
			continue
		}
		if n > 0 {
			s.n = n
		}
		row(self, s, doublings, patience)
	}
	return nil
}

// row prints a shape's line. A process of its own measures it, which can be
// ended where the analysis does not end.
func row(self string, s shape, doublings int, patience time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	w := &worker{program: self}
	defer w.stop()
	defer context.AfterFunc(ctx, w.kill)()
	fmt.Printf("%-24s", s.name)
	defer fmt.Println()
	for i := range doublings + 1 {
		c, err := w.ask(s.name, s.n<<i)
		if err != nil {
			fmt.Printf("  %5d: did not end in %s", s.n<<i, patience)
			return
		}
		fmt.Printf("  %5d: %6s %4d MB %5d kB", s.n<<i, c.Time.Round(time.Millisecond), c.Heap>>20, c.Output>>10)
	}
}
