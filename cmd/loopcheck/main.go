// Loopcheck finds bugs in programs that live around an event loop.
//
//	loopcheck ./...
//	go vet -vettool=$(which loopcheck) ./...
//
// It exits with 0 if it finds nothing, 3 if it finds something, and 1 if something
// could not be analysed; findings elsewhere are printed then. See loopcheck help.
package main

import (
	"fmt"
	"os"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/cli"
)

func main() {
	suite, args := analyzers.Suite(), os.Args[1:]
	if cli.IsVet(args) {
		if err := cli.Vet(suite, args); err != nil {
			fmt.Fprintf(os.Stderr, "loopcheck: %v\n", err)
			os.Exit(cli.Failed)
		}
	}
	os.Exit(cli.Main(suite, args, os.Stdout, os.Stderr))
}
