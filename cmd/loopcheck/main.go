// Loopcheck finds bugs in programs that live around an event loop.
//
//	loopcheck ./...
//	go vet -vettool=$(which loopcheck) ./...
//
// It exits with 0 if it finds nothing, with 3 if it finds something, and with 1
// if something could not be analysed; findings elsewhere are printed all the same.
// See loopcheck help.
package main

import (
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/cli"
)

func main() {
	args := os.Args[1:]
	isUnit := func(arg string) bool { return arg == "-V=full" || arg == "-flags" || strings.HasSuffix(arg, ".cfg") }
	if slices.ContainsFunc(args, isUnit) { // the go command's protocol for vet tools
		unitchecker.Main(analyzers.Suite()...)
	}
	os.Exit(cli.Main(analyzers.Suite(), args, os.Stdout, os.Stderr))
}
