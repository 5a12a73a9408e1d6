package program

import (
	"strings"

	"golang.org/x/tools/go/analysis"
)

// SameModule reports whether a package belongs to the module under analysis.
// Where the driver does not tell the module, every package does.
func SameModule(pass *analysis.Pass, path string) bool {
	if pass.Module == nil || pass.Module.Path == "" {
		return true
	}
	rest, ok := strings.CutPrefix(path, pass.Module.Path)
	return ok && (rest == "" || rest[0] == '/')
}
