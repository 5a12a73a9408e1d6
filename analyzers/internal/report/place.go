package report

import (
	"cmp"
	"go/token"
	"path/filepath"
	"strings"
)

// A place is a position in the order in which findings are told: by file, the
// package's own before its tests, and by offset. A token.Pos says besides which
// file was parsed first, and that is left to chance where several are at once.
type place struct {
	test       bool
	base, name string // of the real file, whatever //line comments say
	offset     int
}

func placeOf(fset *token.FileSet, pos token.Pos) place {
	file := fset.File(pos)
	if file == nil {
		return place{}
	}
	base := filepath.Base(file.Name())
	return place{strings.HasSuffix(base, "_test.go"), base, file.Name(), file.Offset(pos)}
}

func (p place) compare(q place) int {
	return cmp.Or(compareBool(p.test, q.test), cmp.Compare(p.base, q.base), cmp.Compare(p.name, q.name), cmp.Compare(p.offset, q.offset))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
