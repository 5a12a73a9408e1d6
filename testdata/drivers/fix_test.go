package drivers

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestFixes applies every fix that is suggested in the corpus: what comes out is
// formatted, compiles, and has no more to fix.
func TestFixes(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "src"), os.DirFS(filepath.Join(corpus, "src"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(corpus, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	root, err := filepath.Abs(repository)
	if err != nil {
		t.Fatal(err)
	}
	in := func(code int, name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != code {
			t.Fatalf("%s exits with %d, want %d: %v\n%s", cmd, got, code, err, out)
		}
		return string(out)
	}
	in(0, "go", "mod", "edit", "-replace=github.com/loopcheck/loopcheck="+root)
	before := in(0, "gofmt", "-l", ".")
	in(3, loopcheckPath, "-tier=strict", "-fix", "./src/...")
	if after := in(0, "gofmt", "-l", "."); after != before {
		t.Errorf("no longer formatted: %s", after)
	}
	in(0, "go", "build", "./src/...")
	if left := in(3, loopcheckPath, "-tier=strict", "-fix", "-diff", "./src/..."); left != "" {
		t.Errorf("there is more to fix:\n%s", left)
	}
}
