package cli

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/cache"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// The variables of the environment that say where the cache is.
const (
	cacheVariable = "LOOPCHECK_CACHE"     // a directory, or off
	progVariable  = "LOOPCHECK_CACHEPROG" // a program, as in GOCACHEPROG
)

// openCache opens the cache, before -C moves the run elsewhere. One that cannot be
// opened is none: it would save time, and nothing else.
func (c *command) openCache() error {
	if prog := os.Getenv(progVariable); prog != "" && c.cache == "" && os.Getenv(cacheVariable) != off {
		p, err := cache.Start(prog)
		if err != nil {
			fmt.Fprintf(c.stderr, "loopcheck: no cache: %s: %v\n", progVariable, err)
			return nil
		}
		c.kept = p
		return nil
	}
	dir, err := c.cacheDir()
	if dir == "" || err != nil {
		return err
	}
	d, err := cache.Open(dir)
	switch {
	case err == nil:
		c.kept = d
	case c.debug:
		fmt.Fprintf(c.stderr, "loopcheck: no cache: %v\n", err)
	}
	return nil
}

// cacheDir is the directory of the cache; empty for a run that keeps nothing.
func (c *command) cacheDir() (string, error) {
	switch named := os.Getenv(cacheVariable); {
	case c.cache == off || c.cache == "" && named == off:
		return "", nil
	case c.cache != "":
		return filepath.Abs(c.cache)
	case named != "":
		if !filepath.IsAbs(named) {
			return "", fmt.Errorf("%s is %s; want an absolute path, or off", cacheVariable, named)
		}
		return named, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", nil // somebody without a home
	}
	return filepath.Join(dir, "loopcheck"), nil
}

// memory is what a run of analyzers may know from others; nil if nothing.
func (c *command) memory(all []*analysis.Analyzer) *stream.Memory {
	if c.kept == nil {
		return nil
	}
	tool, err := toolHash()
	if err != nil {
		return nil
	}
	return &stream.Memory{
		Cache: c.kept, Tool: tool + flagValues(all), Valid: c.valid,
		Settings: func(dir string) string {
			return fmt.Sprintf("known %t\n%s", c.baseline != "" && !c.writeBaseline, c.project.For(dir))
		},
	}
}

// toolHash is a hash of this program, as it was when somebody asked first: it may be
// installed anew while it runs.
var toolHash = sync.OnceValues(func() (string, error) {
	exe, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(exe)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
})

// flagValues are the values of the flags of analyzers, those that they require among
// them, but for -debug, which changes nothing that is found.
func flagValues(all []*analysis.Analyzer) string {
	var b strings.Builder
	seen := make(map[*analysis.Analyzer]bool)
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		a.Flags.VisitAll(func(f *flag.Flag) {
			if f.Name != "debug" {
				fmt.Fprintf(&b, " %s.%s=%q", a.Name, f.Name, f.Value)
			}
		})
		for _, req := range a.Requires {
			visit(req)
		}
	}
	for _, a := range all {
		visit(a)
	}
	return b.String()
}
