package program

import (
	"go/ast"
	"go/types"
)

// HolderOf is the local variable that gets a call's only result, and nothing else ever:
// whatever is done with that object is done by its name. It is nil where the result goes
// elsewhere as well, or nobody keeps it.
func (p *Package) HolderOf(call *ast.CallExpr) *types.Var {
	p.holder.Do(p.findHolders)
	return p.holders[call]
}

func (p *Package) findHolders() {
	p.holders = make(map[*ast.CallExpr]*types.Var)
	for _, st := range p.Stores() {
		call, ok := ast.Unparen(st.Value).(*ast.CallExpr)
		if !ok || st.Key {
			continue
		}
		if _, several := p.info.TypeOf(call).(*types.Tuple); several {
			continue
		}
		if v, ok := p.Var(st.To).(*types.Var); ok && v.Kind() == types.LocalVar && len(p.Assigned(v)) == 1 {
			p.holders[call] = v
		}
	}
}
