// Loopcheck finds bugs in programs that live around an event loop.
//
//	loopcheck ./...
//	go vet -vettool=$(which loopcheck) ./...
//
// It exits with 0 if it finds nothing, 3 if it finds something, and 1 if something
// could not be analysed; findings elsewhere are printed then. See loopcheck help.
package main

import (
	"os"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/cli"
)

func main() {
	if last := os.Args[len(os.Args)-1]; isVet(last) {
		unitchecker.Main(analyzers.Guarded(analyzers.Suite())...)
	}
	os.Exit(cli.Main(analyzers.Suite(), os.Args[1:], os.Stdout, os.Stderr))
}

// isVet reports whether the go command, which ends its command lines so, wants a vet tool.
func isVet(arg string) bool {
	return arg == "-V=full" || arg == "-flags" || strings.HasSuffix(arg, ".cfg") && !strings.HasPrefix(arg, "-")
}
