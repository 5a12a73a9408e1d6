package stream

import (
	"crypto/sha256"
	"sync"

	"golang.org/x/tools/go/packages"
)

// A Memory is what a run may know from earlier ones. What was found in a package, and
// the facts about it, are known by a hash of all that they depend on: the package's
// files, what it imports, down to the standard library, and what Tool and Settings
// say. So nothing that is known is ever out of date, and a package of which all is
// known is neither parsed nor type-checked.
//
// What failed is not remembered, nor what depends on it: it fails again, in the same
// words.
type Memory struct {
	// Cache keeps what is known.
	Cache Cache

	// Tool is what facts and findings depend on besides packages: the program, the
	// version of it, the flags of its analyzers.
	Tool string

	// Settings is what the findings of the packages in a directory depend on besides.
	// Facts do not.
	Settings func(dir string) string

	// Valid reports whether a digest that was kept is one that this run would make. It
	// is called by several goroutines at a time.
	Valid func(digest []byte, places *Places) bool
}

// A Cache keeps bytes from run to run. It may lose any, and hides what goes wrong
// with it. Its methods are called by several goroutines at a time.
type Cache interface {
	// Get returns what was kept under a key; found is false if there is nothing.
	Get(key Key) (data []byte, found bool)

	// Put keeps data under a key.
	Put(key Key, data []byte)
}

// A Key is a hash of all that something depends on.
type Key [sha256.Size]byte

// forgetful is a cache in which nothing is found: what is kept in it is made anew.
type forgetful struct{ Cache }

func (forgetful) Get(Key) ([]byte, bool) { return nil, false }

// recall learns what earlier runs found, and settles of which packages this one needs
// more than that.
func (r *runner) recall() {
	if r.memory() {
		r.sums = hashFiles(r.units)
		for _, u := range r.units {
			r.setKey(u)
		}
		r.recallRoots()
	}
	for _, u := range r.units {
		if u.root && !u.recalled {
			u.need()
			if p := r.plain[u.meta.PkgPath]; p != nil {
				r.needImports(p) // retry may come to them
			}
		}
	}
}

// memory reports whether the run knows something of others.
func (r *runner) memory() bool { return r.cfg.Memory != nil && r.cfg.Digest != nil }

// askers is how many packages the cache is asked for at a time: it may be far away.
const askers = 16

func (r *runner) recallRoots() {
	roots := make(chan *unit)
	var all sync.WaitGroup
	for range askers {
		all.Go(func() {
			for u := range roots {
				r.recallRoot(u)
			}
		})
	}
	for _, u := range r.units {
		if u.root && u.keyed {
			roots <- u
		}
	}
	close(roots)
	all.Wait()
}

// recallRoot takes what was found in a package from the cache, if it is there.
func (r *runner) recallRoot(u *unit) {
	if !u.keyed {
		return
	}
	digest, found := r.cfg.Memory.Cache.Get(r.findingsKey(u))
	if found && r.cfg.Memory.Valid(digest, r.places) {
		u.recalled, u.digest = true, digest
	}
}

// recallPlain is recall for a package that is analysed without its tests after all.
func (r *runner) recallPlain(u *unit) {
	if r.memory() {
		r.setKey(u)
		r.recallRoot(u)
	}
	u.needed = !u.recalled
}

// need marks a package whose types are needed, and those of all that it imports.
func (u *unit) need() {
	if u.needed {
		return
	}
	u.needed = true
	for _, imp := range u.imports {
		imp.need()
	}
}

func (r *runner) needImports(p *packages.Package) {
	for _, imp := range p.Imports {
		if u := r.of[imp]; u != nil {
			u.need()
		}
	}
}

// recallFacts takes the facts about a package whose findings are not needed from the
// cache. Its types are all that there is left to do then.
func (u *unit) recallFacts(r *runner) {
	if !u.keyed || u.skeleton || u.root && !u.recalled {
		return
	}
	data, found := r.cfg.Memory.Cache.Get(u.key)
	if found {
		u.known, found = r.suite.decodeFacts(data)
	}
	if found {
		u.skeleton, u.thaws = true, true
		return
	}
	u.recalled, u.digest = false, nil
}

// remember keeps what came of a package, if nothing went wrong with it nor with what
// it imports.
func (u *unit) remember(r *runner) {
	u.sound = u.keyed && !u.changed && !u.failed && len(u.failures) == 0
	for _, imp := range u.imports {
		u.sound = u.sound && imp.sound
	}
	if !u.sound || u.skeleton || u.facts == nil {
		return
	}
	data, err := u.facts.encode(r.suite)
	if err != nil {
		return
	}
	r.cfg.Memory.Cache.Put(u.key, data)
	if u.digest != nil && u.portable {
		r.cfg.Memory.Cache.Put(r.findingsKey(u), u.digest)
	}
}
