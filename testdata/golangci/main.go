// Golangci is golangci-lint with loopcheck as a linter.
//
//	go build -o golangci-lint .
//	golangci-lint run -c .golangci.yml
//
// It is what "golangci-lint custom" makes of .custom-gcl.yml, without a clone
// of golangci-lint's repository, and with every version in go.mod and go.sum.
package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/loopcheck/loopcheck/plugin"
)

func main() {
	// With the version "(devel)", golangci-lint's cache is one of this very
	// executable: a new loopcheck never sees what an old one has stored.
	info := commands.BuildInfo{Version: "(devel)", GoVersion: runtime.Version(), Commit: "?"}
	if err := commands.Execute(info); err != nil {
		fmt.Fprintln(os.Stderr, "golangci-lint:", err)
		os.Exit(exitcodes.Failure)
	}
}
