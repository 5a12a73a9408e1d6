package stream

import (
	"go/token"
	"go/types"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/tools/go/packages"
)

// A runner takes the packages of a run in topological order.
type runner struct {
	// Immutable once planned.
	fset  *token.FileSet
	cfg   *Config
	suite *suite
	sizes types.Sizes
	cgo   bool    // whether a build would use it
	units []*unit // imports before importers
	of    map[*packages.Package]*unit
	facts map[*types.Package]*factSet

	places *Places
	sums   map[string]Key // the hashes of all files; nil without a memory

	// misled says that what was kept does not fit the packages.
	misled atomic.Bool

	// plain has the packages that are analysed together with their tests, as
	// they are without, by import path.
	plain map[string]*packages.Package

	mu    sync.Mutex
	cond  sync.Cond // signalled when ready grows, or all is done
	ready []*unit   // whose imports are done
	done  int
}

// plan makes units of the packages to analyse and of all that they import.
func (r *runner) plan(l *loaded) {
	r.of = make(map[*packages.Package]*unit)
	r.facts = make(map[*types.Package]*factSet)
	var named []*packages.Package
	named, r.plain = l.named()
	for _, p := range named {
		r.add(l, p).root = true
	}
	for _, u := range r.units {
		r.settle(u)
	}
	r.places = newPlaces(r.units, l.goroot)
}

// add makes units of p and its imports, where there are none yet.
func (r *runner) add(l *loaded, p *packages.Package) *unit {
	if u := r.of[p]; u != nil {
		return u
	}
	u := newUnit(p, l.isStd(p))
	r.of[p] = u
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		u.imports[path] = r.add(l, p.Imports[path])
	}
	r.units = append(r.units, u)
	return u
}

func newUnit(p *packages.Package, std bool) *unit {
	u := &unit{meta: p, std: std, imports: make(map[string]*unit)}
	if p.PkgPath == "unsafe" {
		u.types = types.Unsafe
		u.keyed = true
		return u
	}
	u.types = types.NewPackage(p.PkgPath, p.Name)
	u.facts = newFactSet(u.types)
	return u
}

// settle decides what u needs, and whom it waits for.
func (r *runner) settle(u *unit) {
	u.skeleton = !u.root && (u.std || len(r.suite.forFacts) == 0)
	if u.facts != nil && !u.std { // of the library the table speaks, whether or not it was asked for
		r.facts[u.types] = u.facts
	}
	distinct := make(map[*unit]bool)
	for _, imp := range u.imports {
		if !distinct[imp] {
			distinct[imp] = true
			imp.importers = append(imp.importers, u)
		}
	}
	u.waiting = len(distinct)
}

// viewOf returns the facts that u's analyzers see.
func (r *runner) viewOf(u *unit) *view {
	v := &view{own: u.facts, of: r.facts, direct: make(map[*types.Package]bool)}
	for _, imp := range u.imports {
		v.direct[imp.types] = true
	}
	return v
}

// execAll runs the units, as many at a time as there are processors, and
// returns when all are done.
func (r *runner) execAll() {
	r.cond.L = &r.mu
	for _, u := range r.units {
		if u.waiting == 0 {
			r.ready = append(r.ready, u)
		}
	}
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for u := r.next(); u != nil; u = r.next() {
				u.exec(r)
				r.finish(u)
			}
		})
	}
	workers.Wait()
}

// retry analyses without their tests the packages that failed together with
// them: findings in a package do not depend on a test that compiles.
func (r *runner) retry() {
	for _, u := range slices.Clone(r.units) {
		p := r.plain[u.meta.PkgPath]
		if p == nil || !u.root || !u.failed {
			continue
		}
		plain := newUnit(p, u.std)
		plain.root = true
		for path, imp := range p.Imports {
			if plain.imports[path] = r.of[imp]; plain.imports[path] == nil {
				delete(plain.imports, path) // a type error will name it
			}
		}
		r.facts[plain.types] = plain.facts
		r.units = append(r.units, plain)
		r.recallPlain(plain)
		plain.exec(r)
	}
}

// next waits for a unit that can run; nil means that all are done.
func (r *runner) next() *unit {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.ready) == 0 {
		if r.done == len(r.units) {
			return nil
		}
		r.cond.Wait()
	}
	u := r.ready[0]
	r.ready = r.ready[1:]
	return u
}

// finish makes the importers ready that waited for nothing else.
func (r *runner) finish(u *unit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	for _, imp := range u.importers {
		imp.waiting--
		if imp.waiting == 0 {
			r.ready = append(r.ready, imp)
		}
	}
	r.cond.Broadcast()
	if r.cfg.Progress != nil {
		r.cfg.Progress(r.done, len(r.units))
	}
}
