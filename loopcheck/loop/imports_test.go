package loop

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestImports: the runtime needs the standard library and the seam to the harness,
// which needs no more, and nothing else: who picks the loop picks no dependency.
func TestImports(t *testing.T) {
	const seam = "github.com/loopcheck/loopcheck/loopcheck/internal/observe"
	for _, dir := range []string{".", "../internal/observe"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range file.Imports {
				path, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				host, _, _ := strings.Cut(path, "/")
				if strings.Contains(host, ".") && path != seam {
					t.Errorf("%s imports %s", name, path)
				}
			}
		}
	}
}
