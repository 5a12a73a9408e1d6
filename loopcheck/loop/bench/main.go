// Command bench measures package loop beside what a Go program would use
// instead: locks, channels, pools, actors and an event loop for terminals.
//
//	go run .                  # everything, about a minute
//	go run . -match 'answer'  # the rows whose names match
//
// # How to read it
//
// All rows are measured in one process, in passes: each pass measures every row
// once, on a fresh loop, pool or channel, after a garbage collection, and every
// other pass goes backwards. "min" is the fastest pass, the one that other work
// on the machine disturbed least; "median" is the pass in the middle.
// Nanoseconds differ among machines, so compare rows, or look at the second
// table: it divides rows by each other, min by min and median by median, and
// shows the ratio that the project aims at. Where producers compete, trust the
// median: the fastest pass may be one in which the machine left them a single
// core, and so nothing to compete for. No test asserts a time.
//
// Every row does the same: it runs one shared closure that counts, and ends when
// the closure has run as often as it was handed over. The harness checks the
// count. "post" rows hand over and wait once, at the end; "answer" rows wait for
// each result before they ask for the next; "pipelined" rows ask for 64 results
// and then wait for them; "coroutine" rows wait inside a loop. B/op and
// allocs/op count the whole process.
//
// The third table is about memory: what one hand-off holds on to while the loop
// is busy and a burst of them waits, and what is still held when all have run.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
)

func main() {
	passes := flag.Int("passes", 15, "how often each row is measured")
	match := flag.String("match", "", "measure only the rows whose names match this regular expression")
	flag.Parse()
	re, err := regexp.Compile(*match)
	if err != nil || *passes < 1 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}

	fmt.Printf("%s %s/%s, GOMAXPROCS %d, %d passes\n\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), *passes)
	times := measureAll(matching(rows(), re), *passes)
	held := measureAllBacklogs(backlogs(), *passes)
	printRows(os.Stdout, times)
	printTargets(os.Stdout, times, held)
	printBacklogs(os.Stdout, held)
}

// rows returns all rows that are measured in nanoseconds, group by group.
func rows() []row {
	var all []row
	for _, group := range [][]row{postRows(), answerRows(), pipelinedRows(), coroutineRows(), timerRows(), ownerRows()} {
		all = append(all, group...)
	}
	return all
}

func matching(rows []row, re *regexp.Regexp) []row {
	var some []row
	for _, r := range rows {
		if re.MatchString(r.name) {
			some = append(some, r)
		}
	}
	return some
}
