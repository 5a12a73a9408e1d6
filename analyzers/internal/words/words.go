// Package words is what messages call things: expressions as the user wrote
// them, functions and types as an importer would.
package words

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Bounds of a spelled expression: a long operand is elided, and so is the start
// of a long chain of calls.
const (
	maxOperand = 40
	maxChain   = 16
)

// Spell writes an expression the way the user did, on one line; literals and
// long arguments are shortened.
func Spell(e ast.Expr) string { return spell(e, maxChain) }

func spell(e ast.Expr, depth int) string {
	if depth == 0 {
		return "…"
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return spell(e.Fun, depth-1) + "(" + ellipsis(len(e.Args)) + ")"
	case *ast.SelectorExpr:
		return spell(e.X, depth-1) + "." + e.Sel.Name
	case *ast.FuncLit:
		return "the function"
	case *ast.IndexExpr:
		return spell(e.X, depth-1) + "[" + spell(e.Index, depth-1) + "]"
	}
	s := types.ExprString(e)
	if len(s) > maxOperand || strings.Contains(s, "\n") {
		return "…"
	}
	return s
}

func ellipsis(n int) string {
	if n == 0 {
		return ""
	}
	return "…"
}

// SpellOp says what a channel operation does, as the subject of a sentence.
func SpellOp(op *program.Op) string {
	switch op.Kind {
	case program.Send:
		return "sending to " + Spell(op.Chan)
	case program.Range:
		return "ranging over " + Spell(op.Chan)
	case program.Receive:
		return "receiving from " + Spell(op.Chan)
	}
	return "this select, which has no default and no cancellation,"
}

// SpellArm writes what an arm of a select receives: "<-c", "the timeout".
func SpellArm(op *program.Op) string {
	if call, ok := ast.Unparen(op.Chan).(*ast.CallExpr); ok && Spell(call.Fun) == "time.After" {
		return "the timeout"
	}
	return "<-" + Spell(op.Chan)
}

// FuncName writes a function as its importers do: "os.ReadFile", "sql.DB.Query".
func FuncName(fn *types.Func) string {
	name := fn.Name()
	if named := program.ReceiverNamed(fn); named != nil {
		name = named.Obj().Name() + "." + name
	}
	if fn.Pkg() == nil {
		return name
	}
	return fn.Pkg().Name() + "." + name
}

// TypeName writes a type with its article, as its importers do: "a ui.Label".
func TypeName(named *types.Named) string {
	obj := named.Obj()
	if obj.Pkg() == nil {
		return "a " + obj.Name()
	}
	return "a " + obj.Pkg().Name() + "." + obj.Name()
}

// TypeIn writes a type with its article, as code of pkg does.
func TypeIn(t types.Type, pkg *types.Package) string {
	return "a " + types.TypeString(t, func(p *types.Package) string {
		if p == pkg {
			return ""
		}
		return p.Name()
	})
}

// Imported writes a name of a package that is known by its path alone, the way
// a program that imports it most likely does: with the path's last element, a
// major version left out.
func Imported(path, name string) string {
	elems := strings.Split(path, "/")
	last := elems[len(elems)-1]
	if len(elems) > 1 && isMajor(last) {
		last = elems[len(elems)-2]
	}
	return last + "." + name
}

func isMajor(elem string) bool {
	return len(elem) > 1 && elem[0] == 'v' && strings.Trim(elem[1:], "0123456789") == ""
}

// Line is the line of n as a message at another node calls it, "31", or "31 of hub.go"
// where that one stands in another file; "" for no node.
func Line(fset *token.FileSet, n, from ast.Node) string {
	if n == nil {
		return ""
	}
	at := fset.Position(n.Pos())
	if at.Filename == fset.Position(from.Pos()).Filename {
		return strconv.Itoa(at.Line)
	}
	return fmt.Sprintf("%d of %s", at.Line, filepath.Base(at.Filename))
}
