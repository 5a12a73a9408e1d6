package stream_test

import (
	"go/ast"
	"go/types"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// withC has a package in which C is everywhere that Go lets it be, and one that
// uses what it exports.
const withC = `
-- go.mod --
module example.com

go 1.26
-- lib/lib.go --
package lib

/*
#include <no-such-header.h>
*/
import "C"

import (
	"errors"
	"unsafe"
)

const Size = C.SIZE

type Kind int

const (
	Small Kind = C.SMALL
	Large Kind = C.LARGE
)

var Default = C.defaults()

type Alias = C.struct_point

type Wide C.struct_point

type Point struct {
	C.struct_point
	Raw   *C.struct_point
	Kind  Kind
	cells [C.SIZE]C.int
}

func New(name string) (*Point, error) {
	s := C.CString(name)
	defer C.free(unsafe.Pointer(s))
	raw, err := C.new_point(s, C.int(len(name)))
	if raw == nil || err != nil {
		return nil, errors.Join(err, errors.New("no point"))
	}
	return &Point{Raw: raw}, nil
}

func (p *Point) Sum() int {
	sum := int(p.x) + int(p.Raw.y) + int(p.cells[0])
	for i := 0; i < int(p.count); i++ {
		sum += int((*uint8)(C.byte_at(p.Raw, C.int(i)))[0])
	}
	switch p.kind {
	case C.KIND_A, C.KIND_B:
		return sum
	}
	return sum * 2
}

func (p *Point) MethodMarked() {}

func Convert(in *C.uint8_t) *uint8 { return (*uint8)(in) }

type status C.status

type shape struct{ params status }

func (s status) ok() bool { return s == status(0) }

func newShape() shape { return shape{params: [4]uint8{1, 2, 3, 4}} }

var statuses = []status{0, 1, C.BAD}

type handle C.handle

func none() handle { return nil }

func check(s status) { check(2) }

//export exported
func exported(p *C.struct_point) C.int { return p.x }
-- lib/plain.go --
package lib

func Marked() {}
-- app/app.go --
package app

import (
	"math"

	"example.com/lib"
)

func f() int {
	p, err := lib.New("a")
	if err != nil || p.Raw.x > 0 || lib.Default.y > 0 {
		return lib.Size
	}
	p.MethodMarked()
	lib.Marked()
	switch p.Kind {
	case lib.Small:
		return 1
	case lib.Large:
		return map[lib.Kind]int{lib.Small: 1, lib.Large: math.MaxInt}[p.Kind]
	}
	return p.Sum() + int(p.z) + int(*lib.Convert(p.Raw.in))
}
`

// withoutC is an environment in which no C can be compiled, and cgo is on.
func withoutC() []string {
	return append(hermetic(), "CGO_ENABLED=1", "CC=no-such-compiler", "CXX=no-such-compiler", "PKG_CONFIG=no-such-program")
}

func TestCgo(t *testing.T) {
	result, err := stream.Run(&stream.Config{
		Dir: expand(t, withC), Env: withoutC(), Patterns: []string{"./..."}, Tests: true,
		Analyzers: []*analysis.Analyzer{declared, untyped},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantNoFailures(t, result)
	wantMessages(t, result,
		"app/app.go: f in example.com/app",
		"lib/lib.go: Convert in example.com/lib",
		"lib/lib.go: MethodMarked in example.com/lib",
		"lib/lib.go: New in example.com/lib",
		"lib/lib.go: Sum in example.com/lib",
		"lib/lib.go: check in example.com/lib",
		"lib/lib.go: exported in example.com/lib",
		"lib/lib.go: newShape in example.com/lib",
		"lib/lib.go: none in example.com/lib",
		"lib/lib.go: ok in example.com/lib",
		"lib/plain.go: Marked in example.com/lib",
	)
}

// untyped reports expressions of which nothing is known, not even that their
// type is invalid: analyzers rely on types.
var untyped = &analysis.Analyzer{
	Name: "untyped",
	Doc:  "report expressions without a type",
	Run: func(pass *analysis.Pass) (any, error) {
		for _, file := range pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				var operands []ast.Expr
				switch n := n.(type) {
				case *ast.CallExpr:
					operands = append(slices.Clone(n.Args), n, n.Fun)
				case *ast.SelectorExpr:
					operands = []ast.Expr{n}
				case *ast.AssignStmt:
					operands = append(slices.Clone(n.Rhs), n.Lhs...)
				case *ast.IndexExpr:
					operands = []ast.Expr{n.X, n.Index}
				}
				for _, e := range operands {
					if pass.TypesInfo.TypeOf(e) == nil {
						pass.Reportf(e.Pos(), "%s without a type", types.ExprString(e))
					}
				}
				return true
			})
		}
		return nil, nil
	},
}

// Facts of a package with C reach its importers.
func TestCgoFacts(t *testing.T) {
	result, err := stream.Run(&stream.Config{
		Dir: expand(t, withC), Env: withoutC(), Patterns: []string{"./app"}, Analyzers: []*analysis.Analyzer{tracer},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantNoFailures(t, result)
	wantMessages(t, result,
		"app/app.go: Marked has a fact by example.com/lib",
		"app/app.go: MethodMarked has a fact by example.com/lib",
		"app/app.go: sees example.com/lib.Marked",
		"app/app.go: sees package example.com/app",
		"app/app.go: sees package example.com/lib",
	)
}

// Go files that swig writes during a build are missing, and no failure.
func TestSwig(t *testing.T) {
	result, err := stream.Run(&stream.Config{
		Dir: expand(t, `
-- go.mod --
module example.com

go 1.26
-- lib/lib.swig --
%module lib
-- lib/lib.go --
package lib

func Open() Thing { return NewThing() }
-- app/app.go --
package app

import "example.com/lib"

func f() int {
	t := lib.NewThing()
	return t.Size() + lib.Open().Size()
}
`), Env: append(withoutC(), "SWIG=no-such-program"), Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{declared, untyped},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantNoFailures(t, result)
	wantMessages(t, result, "app/app.go: f in example.com/app", "lib/lib.go: Open in example.com/lib")
}

// The other places of an error are no errors more.
func TestOtherPlaces(t *testing.T) {
	result := run(t, `
-- go.mod --
module example.com

go 1.26
-- a/a.go --
package a

func f() {}
func f() {}
`, declared)
	wantFailures(t, result, "a/a.go:4:6: f redeclared in this block")
}

// What is wrong with the Go in a package with C is a failure as elsewhere.
func TestCgoFailure(t *testing.T) {
	result, err := stream.Run(&stream.Config{
		Dir: expand(t, `
-- go.mod --
module example.com

go 1.26
-- a/a.go --
package a

import "C"

var x = C.f(nothing)
-- b/b.go --
package b

import "C"

func f() string {
	x := C.f()
	if x == nil {
		return 1
	}
	return C.g()
}
-- c/c.go --
package c

import "example.com/d"

type T struct{ d *d.D }

func (t *T) f() { t.d.M(1); t.g() }
-- d/d.go --
package d

import "C"

type D struct{ C.d }

func (*D) M(s string) {}
-- std/std.go --
package std

import (
	"net"
	"os/user"
	_ "runtime/cgo"
)

var _, _ = net.LookupHost, user.Current
`), Env: withoutC(), Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{declared},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantFailures(t, result,
		"a/a.go:5:13: undefined: nothing",
		"b/b.go:8:10: cannot use 1 (untyped int constant) as string value in return statement",
		"c/c.go:7:31: t.g undefined (type *T has no field or method g)",
	)
}
