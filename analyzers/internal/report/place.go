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
	part       part
	base, name string // of the real file, whatever //line comments say
	offset     int
}

// A part is what of a package a file belongs to.
type part int

const (
	source part = iota
	tests
)

func placeOf(fset *token.FileSet, pos token.Pos) place {
	file := fset.File(pos)
	if file == nil {
		return place{}
	}
	at := place{base: filepath.Base(file.Name()), name: file.Name(), offset: file.Offset(pos)}
	if strings.HasSuffix(at.base, "_test.go") {
		at.part = tests
	}
	return at
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.part, q.part), cmp.Compare(p.base, q.base), cmp.Compare(p.name, q.name), cmp.Compare(p.offset, q.offset))
}
