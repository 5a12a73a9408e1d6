package duty

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// undrained finds values with channels that somebody must receive from and nobody does,
// where the package shows nobody else the value.
func (d *dropper) undrained() {
	for _, call := range d.f.Calls {
		for _, row := range d.book.Draining(call.Callee) {
			if d.walks == maxWalks || d.prog.InTest(call.Expr.Pos()) || d.isSetOtherwise(row.Row) {
				continue
			}
			d.walks++
			h := d.holdersOf(call.Expr)
			if len(h.vars) == 0 || !h.alone {
				continue
			}
			for _, channel := range d.book.Drained(row.Row) {
				if !h.asked[channel] {
					due := Due{Type: program.Named(d.resultOf(call.Expr)), Row: row.Row}
					d.drop(Drop{Call: call.Expr, Due: due, How: Undrained, Var: channel.Name()}, nil)
				}
			}
		}
	}
}

// resultOf is the type of a call's first result.
func (d *dropper) resultOf(call *ast.CallExpr) types.Type {
	t := d.info.TypeOf(call)
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		return tuple.At(0).Type()
	}
	return t
}

// holders are the variables and fields of the package that hold a value.
type holders struct {
	vars  map[types.Object]bool
	asked map[types.Object]bool // the fields and methods that are asked of it
	alone bool                  // nobody else knows it
}

// maxHolders bounds how many variables hold a value: each may take a look at all that the
// package stores. What is in more is known to others.
const maxHolders = 8

// holdersOf finds the variables that a call's first result is put into, one from the other.
func (d *dropper) holdersOf(call *ast.CallExpr) *holders {
	h := &holders{make(map[types.Object]bool), make(map[types.Object]bool), true}
	for grown := true; grown; {
		grown = false
		for _, st := range d.prog.Stores() {
			from := ast.Unparen(st.Value) == ast.Expr(call) || h.vars[d.prog.Var(st.Value)]
			to := d.prog.Var(st.To)
			if !from || h.vars[to] {
				continue
			}
			if to == nil || to.Exported() || len(h.vars) == maxHolders {
				h.alone = false
				return h
			}
			h.vars[to], grown = true, true
		}
	}
	for _, file := range d.pass.Files {
		h.visit(d.info, file)
	}
	return h
}

// visit notes what a file does with a value. What only asks it for something, compares it
// or moves it from one holder to the other shows it to nobody.
func (h *holders) visit(info *types.Info, file *ast.File) {
	var around []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			around = around[:len(around)-1]
			return true
		}
		around = append(around, n)
		if id, ok := n.(*ast.Ident); ok && h.vars[info.Uses[id]] {
			h.note(info, around)
		}
		return true
	})
}

// note notes one mention: the last of the nodes around it.
func (h *holders) note(info *types.Info, around []ast.Node) {
	i := len(around) - 1
	if sel, ok := around[i-1].(*ast.SelectorExpr); ok && ast.Node(sel.Sel) == around[i] {
		i-- // x.field is a mention of the field
	}
	switch outer := around[i-1].(type) {
	case *ast.SelectorExpr:
		h.asked[info.Uses[outer.Sel]] = true
	case *ast.AssignStmt, *ast.ValueSpec:
		// What is stored from a holder is in another one, or was seen to be in none.
	case *ast.KeyValueExpr:
		key, _ := outer.Key.(*ast.Ident)
		h.alone = h.alone && key != nil && h.vars[info.Uses[key]]
	case *ast.BinaryExpr:
		h.alone = h.alone && (outer.Op == token.EQL || outer.Op == token.NEQ)
	default:
		h.alone = false
	}
}

// isSetOtherwise reports whether the package frees itself of a duty by a setting, or takes
// its settings from elsewhere.
func (d *dropper) isSetOtherwise(row *contract.Duty) bool {
	if row.Setting == nil {
		return false
	}
	made := false
	for _, f := range d.prog.Funcs {
		for _, call := range f.Calls {
			made = made || d.book.Makes(row, call.Callee)
		}
	}
	if !made {
		return true
	}
	for _, st := range d.prog.Stores() {
		if !strings.HasSuffix(types.ExprString(st.To), "."+row.Setting.Path) {
			continue
		}
		if v := d.info.Types[st.Value].Value; v == nil || v.Kind() != constant.Bool || !constant.BoolVal(v) {
			return true
		}
	}
	return false
}
