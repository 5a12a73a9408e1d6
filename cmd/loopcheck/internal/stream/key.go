package stream

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"sync"
)

// setKey gives a unit the hash of all that the facts about it depend on. There is none
// where something could not be read, or the go command has something against it.
func (r *runner) setKey(u *unit) {
	meta := u.meta
	if len(meta.Errors) > 0 {
		return
	}
	h := sha256.New()
	say := func(what string, words ...string) { fmt.Fprintf(h, "%s %q\n", what, words) }
	say("tool", r.cfg.Memory.Tool)
	say("package", meta.PkgPath, meta.Name, meta.ForTest)
	say("shown", fmt.Sprint(u.skeleton), fmt.Sprint(r.sizes))
	for m := meta.Module; m != nil; m = m.Replace {
		say("module", m.Path, m.Version, m.GoVersion, fmt.Sprint(m.Main, m.Indirect))
	}
	for _, a := range r.suite.forFacts {
		say("analyzer", a.Name)
	}
	for _, name := range meta.GoFiles {
		sum, read := r.sums[name]
		if !read {
			return
		}
		say("file", r.places.base(u, name), string(sum[:]))
	}
	for _, name := range slices.Concat(meta.OtherFiles, meta.IgnoredFiles) {
		say("besides", r.places.base(u, name)) // what reads one is not remembered
	}
	for _, path := range slices.Sorted(maps.Keys(u.imports)) {
		imp := u.imports[path]
		if !imp.keyed {
			return
		}
		say("import", path, string(imp.key[:]))
	}
	h.Sum(u.key[:0])
	u.keyed = true
}

// findingsKey is the hash of all that what is found in a package depends on.
func (r *runner) findingsKey(u *unit) Key {
	h := sha256.New()
	fmt.Fprintf(h, "findings %x %q\n", u.key, r.cfg.Memory.Settings(u.meta.Dir))
	for _, a := range r.suite.all {
		fmt.Fprintf(h, "analyzer %q %t\n", a.Name, slices.Contains(r.cfg.Keep, a))
	}
	var key Key
	h.Sum(key[:0])
	return key
}

// hashFiles returns the hashes of the Go files of all units. One that cannot be read
// has none.
func hashFiles(units []*unit) map[string]Key {
	names := make(chan string)
	var mu sync.Mutex
	sums := make(map[string]Key)
	var readers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		readers.Go(func() {
			for name := range names {
				if text, err := os.ReadFile(name); err == nil {
					sum := Key(sha256.Sum256(text))
					mu.Lock()
					sums[name] = sum
					mu.Unlock()
				}
			}
		})
	}
	asked := make(map[string]bool)
	for _, u := range units {
		for _, name := range u.meta.GoFiles {
			if !asked[name] {
				asked[name] = true
				names <- name
			}
		}
	}
	close(names)
	readers.Wait()
	return sums
}
