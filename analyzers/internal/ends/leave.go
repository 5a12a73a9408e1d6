package ends

import (
	"go/ast"
	"go/token"
)

// waysOut lists the statements that leave a loop from within: a return, a goto,
// a break of a label outside of it, its own break, and calls that do not
// return.
func (s *solver) waysOut(loop ast.Stmt, body *ast.BlockStmt) []ast.Node {
	if found, known := s.outs[loop]; known {
		return found
	}
	o := outs{solver: s, inside: make(map[string]bool)}
	ast.Inspect(body, func(n ast.Node) bool {
		if l, ok := n.(*ast.LabeledStmt); ok {
			o.inside[l.Label.Name] = true
		}
		return true
	})
	o.list(body, true)
	s.outs[loop] = o.found
	return o.found
}

type outs struct {
	*solver
	inside map[string]bool // labels of statements in the loop
	found  []ast.Node
}

// list visits what is left of a loop's body; own says that a break there is
// the loop's.
func (o *outs) list(n ast.Node, own bool) {
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			o.found = append(o.found, m)
		case *ast.BranchStmt:
			if o.leaves(m, own) {
				o.found = append(o.found, m)
			}
		case *ast.ExprStmt:
			if call, ok := ast.Unparen(m.X).(*ast.CallExpr); ok && !o.prog.MayReturn(call) {
				o.found = append(o.found, m)
			}
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			if m != n {
				o.list(m, false)
				return false
			}
		}
		return true
	})
}

func (o *outs) leaves(b *ast.BranchStmt, own bool) bool {
	switch {
	case b.Label != nil:
		return !o.inside[b.Label.Name] && b.Tok != token.CONTINUE
	case b.Tok == token.BREAK:
		return own
	}
	return false
}
