package stream_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// fullDisk is what go list prints if it cannot write to its cache.
const fullDisk = `
{"ImportPath": "example.com/a", "Error": {"ImportStack": [], "Pos": "", "Err": "write /cache/ed/ed6e-d: no space left on device"}}
{"ImportPath": "bytes", "Error": {"ImportStack": [], "Pos": "", "Err": "package bytes is not in std (%[1]s/src/bytes)"}}
{"ImportPath": "example.com/b", "Error": {"ImportStack": [], "Pos": "", "Err": "write /cache/58/583f-d: no space left on device"}}
{"ImportPath": "./...", "Error": {"ImportStack": [], "Pos": "", "Err": "pattern ./...: write /cache/58/583f-d: no space left on device"}}
`

// With a full disk the reason is the disk, and it is given once.
func TestFullDisk(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the go command's stand-in is a shell script")
	}
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\ncase \"$*\" in\n*-deps=true*) cat <<'EOF'%sEOF\n;;\n*) exec %s \"$@\" ;;\nesac\n", fmt.Sprintf(fullDisk, goroot(t)), real)
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	result, err := stream.Run(&stream.Config{
		Dir: expand(t, variants), Env: hermetic(), Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{declared},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantFailures(t, result, "./...: write /cache/58/583f-d: no space left on device; make room, or set GOCACHE to a directory elsewhere")
	if got := result.Failures[0].Alike; got != 3 {
		t.Errorf("%d failures alike, want 3", got)
	}
}

func goroot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
