package book

import (
	"go/types"
	"strings"
	"sync"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/shipped"
)

// A shelf has all contracts, by what a package can be asked for in one step:
// how many there are costs nobody anything. It is read-only.
type shelf struct {
	frameworks []contract.Framework
	modules    map[string][]int    // those that rows were read from, their forks, and the frameworks
	forks      map[string][]string // of a module, by its path
	dutyOf     map[contract.RowID]*contract.Duty
	idOf       map[*contract.Duty]contract.RowID
}

func newShelf(frameworks []contract.Framework) shelf {
	s := shelf{
		frameworks: frameworks,
		modules:    make(map[string][]int),
		forks:      make(map[string][]string),
		dutyOf:     make(map[contract.RowID]*contract.Duty),
		idOf:       make(map[*contract.Duty]contract.RowID),
	}
	for i := range frameworks {
		f := &frameworks[i]
		for _, m := range f.Modules {
			s.modules[m.Path] = append(s.modules[m.Path], i)
		}
		for _, fork := range f.Forks {
			s.modules[fork.Path] = append(s.modules[fork.Path], i)
			s.forks[fork.Of] = append(s.forks[fork.Of], fork.Path)
		}
		for j := range f.Duties {
			d := &f.Duties[j]
			id := d.ID(f)
			s.dutyOf[id], s.idOf[d] = d, id
		}
	}
	return s
}

// blank is the book of the shipped contracts for no package: the rows that hold
// for every one.
var blank = sync.OnceValue(func() *Book { return newBlank(shipped.Frameworks) })

func newBlank(frameworks []contract.Framework) *Book {
	b := &binder{book: &Book{shelf: newShelf(frameworks)}}
	for i := range frameworks {
		if f := &frameworks[i]; len(f.Modules) == 0 {
			b.framework(f)
		}
	}
	return b.book
}

// moduleOf is the module, among those that rows were read from, that holds the
// package; "" if there is none.
func (s *shelf) moduleOf(path string) string {
	for {
		if _, ok := s.modules[path]; ok {
			return path
		}
		i := strings.LastIndexByte(path, '/')
		if i < 0 {
			return ""
		}
		path = path[:i]
	}
}

// paths are the path that a row names and the same one in the module's forks.
func (s *shelf) paths(path string) []string {
	all := []string{path}
	if len(s.forks) == 0 {
		return all
	}
	module := s.moduleOf(path)
	for _, fork := range s.forks[module] {
		all = append(all, fork+strings.TrimPrefix(path, module))
	}
	return all
}

// home is the module that a package is a working part of; "" if it is part of
// none. A framework knows how to use its own loop. Its commands and examples are
// users.
func (s *shelf) home(pkg *types.Package) string {
	m := s.moduleOf(pkg.Path())
	if m == "" || pkg.Name() == "main" {
		return ""
	}
	for elem := range strings.SplitSeq(strings.TrimPrefix(pkg.Path(), m), "/") {
		switch elem {
		case "cmd", "demo", "demos", "example", "examples", "_examples":
			return ""
		}
	}
	return m
}
