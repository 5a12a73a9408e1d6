package watch_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestImports: a program that carries a Watcher carries nothing that is for tests.
func TestImports(t *testing.T) {
	const below = "github.com/loopcheck/loopcheck/loopcheck/internal/"
	for _, dir := range []string{".", "../internal/stack", "../internal/traceback"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		for _, name := range files {
			if !strings.HasSuffix(name, "_test.go") {
				checkImports(t, name, []string{below + "stack", below + "traceback"})
			}
		}
	}
}

func checkImports(t *testing.T, name string, allowed []string) {
	t.Helper()
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
		forTests := host == "testing" || path == "flag" || path == "regexp"
		if forTests || strings.Contains(host, ".") && !slices.Contains(allowed, path) {
			t.Errorf("%s imports %s", name, path)
		}
	}
}
