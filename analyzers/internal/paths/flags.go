package paths

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Flags are local variables that conditions ask and that ways give true or false: done in
// done = true; …; if done { return }. A way on which a flag has its value takes the branch
// for it. Anything else that a flag is given makes it unknown, and one whose address is
// taken, that a literal assigns or that a range fills is none.

// maxFlags bounds how many flags of a function are known at once, and maxValues with how
// many values of them one block is passed: after that, with none.
const (
	maxFlags  = 8
	maxValues = 8
)

// values are what a way knows of the flags: two bits each.
type values uint32

const (
	unknown values = iota
	isTrue
	isFalse
)

func (v values) of(flag int) values { return v >> (2 * flag) & 3 }

func (v values) with(flag int, value values) values {
	return v&^(3<<(2*flag)) | value<<(2*flag)
}

// flags finds those of a function. local is the variable of it that an identifier names;
// nil for any other.
type flags struct {
	local func(*ast.Ident) *types.Var
	index map[*types.Var]int
}

func findFlags(body *ast.BlockStmt, blocks []*block, local func(*ast.Ident) *types.Var) *flags {
	fl := &flags{local, make(map[*types.Var]int)}
	if local == nil {
		return fl
	}
	for _, b := range blocks {
		if v := fl.asked(b); v != nil && len(fl.index) < maxFlags {
			if _, known := fl.index[v]; !known {
				fl.index[v] = len(fl.index)
			}
		}
	}
	if len(fl.index) > 0 {
		fl.leaveOut(body, false)
	}
	return fl
}

// asked is the variable that a block's last condition is.
func (fl *flags) asked(b *block) *types.Var {
	if len(b.succs) != 2 || len(b.nodes) == 0 {
		return nil
	}
	cond, ok := b.nodes[len(b.nodes)-1].(ast.Expr)
	if !ok {
		return nil
	}
	return fl.named(cond)
}

func (fl *flags) named(e ast.Expr) *types.Var {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && fl.local != nil {
		return fl.local(id)
	}
	return nil
}

// leaveOut forgets the variables of a body that others may change.
func (fl *flags) leaveOut(n ast.Node, inLiteral bool) {
	forget := func(e ast.Expr) {
		if e != nil {
			delete(fl.index, fl.named(e))
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if !inLiteral {
				fl.leaveOut(n.Body, true)
				return false
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				forget(n.X)
			}
		case *ast.RangeStmt:
			forget(n.Key)
			forget(n.Value)
		case *ast.AssignStmt:
			if inLiteral {
				for _, l := range n.Lhs {
					forget(l)
				}
			}
		}
		return true
	})
}

// after is what a way knows of the flags behind a node.
func (fl *flags) after(n ast.Node, known values) values {
	if len(fl.index) == 0 {
		return known
	}
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			known = fl.given(l, valueAt(n.Rhs, i, len(n.Lhs)), known)
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			value := valueAt(n.Values, i, len(n.Names))
			if len(n.Values) == 0 {
				value = isFalse
			}
			known = fl.given(name, value, known)
		}
	}
	return known
}

func (fl *flags) given(to ast.Expr, value, known values) values {
	if flag, ok := fl.index[fl.named(to)]; ok {
		return known.with(flag, value)
	}
	return known
}

// valueAt is what the i-th of n variables gets.
func valueAt(from []ast.Expr, i, n int) values {
	if len(from) != n {
		return unknown
	}
	id, ok := ast.Unparen(from[i]).(*ast.Ident)
	switch {
	case ok && id.Name == "true":
		return isTrue
	case ok && id.Name == "false":
		return isFalse
	}
	return unknown
}

// next is where control goes from the end of a block.
func (fl *flags) next(b *block, known values) []*block {
	flag, ok := fl.index[fl.asked(b)]
	if !ok {
		return b.succs
	}
	switch known.of(flag) {
	case isTrue:
		return b.succs[:1]
	case isFalse:
		return b.succs[1:]
	}
	return b.succs
}
