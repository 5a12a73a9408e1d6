package shipped

import "github.com/loopcheck/loopcheck/analyzers/internal/contract"

// clipboard says that a clipboard's tool, which is another process, is done at
// once: xclip and its like hand the text over and end.
func clipboard() []contract.Framework {
	const module = "github.com/atotto/clipboard"
	return []contract.Framework{{
		Name:    "atotto",
		Modules: []contract.Module{{Path: module, Version: "v0.1.4"}},
		Blocks: []contract.Blocks{
			lasting(contract.Short, blocks(named(module, "ReadAll"), contract.Exec, "runs a clipboard tool", "clipboard_unix.go:113", "")),
			lasting(contract.Short, blocks(named(module, "WriteAll"), contract.Exec, "runs a clipboard tool", "clipboard_unix.go:129", "")),
		},
	}}
}
