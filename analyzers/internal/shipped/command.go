package shipped

import "github.com/loopcheck/loopcheck/analyzers/internal/contract"

// commandLine is who reads a command line and runs one function for it. When
// that returns, the process ends.
func commandLine() []contract.Framework {
	const module = "github.com/spf13/cobra"
	return []contract.Framework{{
		Name:    "cobra",
		Modules: []contract.Module{{Path: module, Version: "v1.10.1"}},
		Runs: []contract.Runs{
			first(here(contract.FirstParam(module, "Command"), "the command line runs it, once", "command.go:1015")),
		},
	}}
}
