package stream

import (
	"path/filepath"
	"strings"
)

// Places writes the paths of files so that they mean the same where the packages are
// in other directories: on another machine, or in another work tree.
type Places struct {
	dirs  map[string]string // of modules, and of packages without one, by name
	names map[string]string // and the other way round
}

// newPlaces knows the directories that the packages are in.
func newPlaces(units []*unit, goroot string) *Places {
	p := &Places{make(map[string]string), make(map[string]string)}
	for _, u := range units {
		switch m := u.meta.Module; {
		case u.std:
			p.add("std", filepath.Join(goroot, "src"))
		case m != nil && m.Dir != "":
			p.add("module "+m.Path+"@"+m.Version, m.Dir)
		case u.meta.Dir != "":
			p.add("package "+u.meta.PkgPath, u.meta.Dir)
		}
	}
	return p
}

func (p *Places) add(name, dir string) {
	if _, known := p.dirs[name]; !known {
		p.dirs[name], p.names[dir] = dir, name
	}
}

// Portable writes a path as the name of the nearest directory above it that has one,
// and what follows. It is false for a path that is in none, which it leaves as it is.
func (p *Places) Portable(path string) (portable string, known bool) {
	for dir := filepath.Dir(path); ; {
		if name, ok := p.names[dir]; ok {
			return name + "\x00" + filepath.ToSlash(path[len(dir):]), true
		}
		up := filepath.Dir(dir)
		if up == dir {
			return path, false
		}
		dir = up
	}
}

// Local is the path that a portable one means here; false if there is none.
func (p *Places) Local(portable string) (path string, known bool) {
	name, rest, named := strings.Cut(portable, "\x00")
	if !named {
		return portable, true
	}
	dir, known := p.dirs[name]
	return dir + filepath.FromSlash(rest), known
}

// base is a file of a package without the package's directory.
func (p *Places) base(u *unit, name string) string {
	if rel, below := strings.CutPrefix(name, u.meta.Dir+string(filepath.Separator)); below {
		return rel
	}
	return name
}
