// Package shipped is what loopcheck knows of frameworks: a file each, rows of
// package contract, and beside each row the upstream line that it was read from.
//
// Nothing outside this package names a framework.
package shipped

import (
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// Frameworks lists every contract that ships with loopcheck, by file. It is
// read-only: analyzers run on several packages at once.
var Frameworks = slices.Concat(bubbletea(), fyne(), gnet(), goja(), paho(), runtime(), std(), tview())

// named is a symbol of a package: a function or type ("Print*"), or a method or
// field with its type ("TextView.Clear").
func named(pkg, name string) contract.Symbol {
	if recv, member, ok := strings.Cut(name, "."); ok {
		return contract.Symbol{Pkg: pkg, Recv: recv, Name: member}
	}
	return contract.Symbol{Pkg: pkg, Name: name}
}
