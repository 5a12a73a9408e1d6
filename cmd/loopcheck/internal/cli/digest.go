package cli

import (
	"bytes"
	"encoding/gob"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// A digest is what a report needs of a package, with paths that mean the same in
// another directory. Whether it comes from the cache or from the analyzers, it has
// been written and read: so both say the same.
type digest struct {
	Package  string
	Rules    []string // those that have looked
	Findings []output.Finding
	Coverage *analyzers.Covered // nil if nothing could be counted

	// Known is how many findings of each fingerprint were known. It settles which
	// ones are merged, so the digest is of no use to a run that knows others.
	Known map[string]int
}

// digest makes a package's digest.
func (c *command) digest(p stream.Package) (data []byte, portable bool) {
	d := digest{Package: p.Path, Findings: view{fset: p.Fset}.findings(p.Kept, p.Diagnostics), Known: make(map[string]int)}
	for _, kept := range p.Kept {
		d.Rules = append(d.Rules, kept.Analyzer.Name)
		if covered, ok := analyzers.CoverageOf(kept.Result); ok {
			d.Coverage = &covered
		}
	}
	portable = true
	for i := range d.Findings {
		f := &d.Findings[i]
		d.Known[f.Fingerprint] = c.project.Known(f.Fingerprint)
		portable = mapPaths(f, p.Places.Portable) && portable
	}
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(d); err != nil {
		panic(err) // its fields are what they are
	}
	return buf.Bytes(), portable
}

// readDigest reads a digest, with paths as they are here; false if it is something
// else.
func readDigest(data []byte, places *stream.Places) (d digest, ok bool) {
	if gob.NewDecoder(bytes.NewReader(data)).Decode(&d) != nil {
		return d, false
	}
	for i := range d.Findings {
		if !mapPaths(&d.Findings[i], places.Local) {
			return d, false
		}
	}
	return d, true
}

// mapPaths writes the paths of a finding anew, and reports whether all could be.
func mapPaths(f *output.Finding, as func(string) (string, bool)) bool {
	all := true
	write := func(path *string) {
		if *path == "" {
			return
		}
		mapped, ok := as(*path)
		*path, all = mapped, all && ok
	}
	write(&f.File)
	write(&f.Source.File)
	for i := range f.Related {
		write(&f.Related[i].File)
	}
	return all
}

// valid reports whether a digest is one that this run would make, given that the
// package, the tool and the settings are the same.
func (c *command) valid(data []byte, places *stream.Places) bool {
	d, ok := readDigest(data, places)
	if !ok {
		return false
	}
	for fingerprint, n := range d.Known {
		if c.project.Known(fingerprint) != n {
			return false
		}
	}
	return true
}

// digests analyses packages for a report, as far as the cache does not know what comes
// of it.
func (c *command) digests(cfg *stream.Config) ([]digest, *stream.Result, error) {
	cfg.Digest, cfg.Memory = c.digest, c.memory(cfg.Analyzers)
	result, err := stream.Run(cfg)
	if err != nil {
		return nil, nil, err
	}
	all := make([]digest, 0, len(result.Digests))
	for _, data := range result.Digests {
		if d, ok := readDigest(data, result.Places); ok {
			all = append(all, d)
		}
	}
	return all, result, nil
}

// foundIn gathers what digests have found, with paths as seen from dir.
func foundIn(digests []digest, dir string) []output.Finding {
	var all []output.Finding
	for _, d := range digests {
		for _, f := range d.Findings {
			f.File = shortPath(dir, f.File)
			for i := range f.Related {
				f.Related[i].File = shortPath(dir, f.Related[i].File)
			}
			all = append(all, f)
		}
	}
	return all
}

// coverageIn sums up what digests say was looked at.
func coverageIn(digests []digest) *output.Coverage {
	var all []analyzers.Covered
	for _, d := range digests {
		if d.Coverage != nil {
			all = append(all, *d.Coverage)
		}
	}
	return sumUp(all)
}
