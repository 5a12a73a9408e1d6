// Package ruletest runs loopcheck's analyzers in tests: on the corpus, whose
// packages import the real frameworks, and on small programs that stand in the
// test itself, with stubs of them.
package ruletest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
)

// Run checks what an analyzer reports in packages of the corpus against their
// `// want` comments. Patterns are relative to the corpus: "./src/loopblock/...".
func Run(t *testing.T, a *analysis.Analyzer, patterns ...string) []*analysistest.Result {
	t.Helper()
	if testing.Short() {
		t.Skip("loads the frameworks from their sources")
	}
	results := analysistest.Run(t, Corpus(t), a, patterns...)
	for _, r := range results {
		for _, d := range r.Diagnostics {
			checkClass(t, a.Name, d.Category)
		}
	}
	return results
}

// checkClass reports a class that settings and directives could not name.
func checkClass(t *testing.T, rule, category string) {
	t.Helper()
	if class, of := strings.CutPrefix(category, rule+"/"); of && !slices.Contains(config.Classes(rule), class) {
		t.Errorf("package config does not know the class %s of %s", class, rule)
	}
}

// Corpus returns the directory of the corpus's module. Its modules are in the
// cache: analysistest, which switches the proxy off, finds them there.
func Corpus(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(Root(t), "testdata")
	if out, err := download(dir); err != nil {
		t.Fatalf("the corpus's modules are not at hand: %v\n%s", err, out)
	}
	return dir
}

var (
	downloadOnce sync.Once
	downloadOut  []byte
	downloadErr  error
)

// download does nothing but look while the cache is warm.
func download(dir string) ([]byte, error) {
	downloadOnce.Do(func() {
		cmd := exec.Command("go", "mod", "download")
		cmd.Dir = dir
		downloadOut, downloadErr = cmd.CombinedOutput()
	})
	return bytes.TrimSpace(downloadOut), downloadErr
}

// Root returns loopcheck's own directory: the one above the test's that has a go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test's directory")
		}
		dir = parent
	}
}
