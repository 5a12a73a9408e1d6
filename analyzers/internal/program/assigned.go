package program

import (
	"go/ast"
	"go/types"
)

// Assigned lists what a variable is assigned, in source order. A nil stands for
// a value that no expression names, such as the second of a call's results; an
// element of a range stands for its container.
func (p *Package) Assigned(v *types.Var) []ast.Expr {
	p.assign.Do(p.findAssigned)
	return p.assigned[v]
}

func (p *Package) findAssigned() {
	p.assigned = make(map[*types.Var][]ast.Expr)
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				p.noteAll(n.Lhs, n.Rhs)
			case *ast.ValueSpec:
				for i, name := range n.Names {
					p.noteOne(name, i, len(n.Names), n.Values)
				}
			case *ast.RangeStmt:
				if n.Value != nil {
					p.note(n.Value, n.X)
				}
			}
			return true
		})
	}
}

func (p *Package) noteAll(lhs, rhs []ast.Expr) {
	for i, l := range lhs {
		p.noteOne(l, i, len(lhs), rhs)
	}
}

// noteOne notes what the variable i of n is assigned.
func (p *Package) noteOne(lhs ast.Expr, i, n int, rhs []ast.Expr) {
	switch {
	case n == len(rhs):
		p.note(lhs, rhs[i])
	case len(rhs) == 1 && i == 0:
		p.note(lhs, rhs[0]) // the value of a comma-ok form, or of a constructor
	case len(rhs) == 1:
		p.note(lhs, nil)
	}
}

func (p *Package) note(lhs, value ast.Expr) {
	id, ok := ast.Unparen(lhs).(*ast.Ident)
	if !ok {
		return
	}
	if v, ok := p.info.ObjectOf(id).(*types.Var); ok {
		p.assigned[v] = append(p.assigned[v], value)
	}
}
