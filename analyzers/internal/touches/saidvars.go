package touches

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
)

// A package's variable may be said to be a loop's as well. There is one of it, which
// everybody has.

// A varUse is a use of such a variable in a function's own body.
type varUse struct {
	id     *ast.Ident
	v      *types.Var
	access Access
}

// varsSaid lists the uses in f's own body of variables that comments say are a loop's.
func (s *solver) varsSaid(f *program.Func) []Touch {
	var found []Touch
	for _, u := range s.varUses(f) {
		c := s.claims.Owned(u.v)
		if s.model.guardsItself(u.v) || u.access == Read && (c.Verb == prose.Written || !s.said.varied[u.v]) {
			continue
		}
		t := touchSaid(u.id, u.id.Name, c, s.runs.Of(c.Loop).ID)
		t.Field, t.Access, t.origin = u.v, u.access, program.Origin{Kind: program.Shared, Var: u.v}
		found = append(found, t)
	}
	return found
}

// findVariedVars finds the variables that somebody writes once the package is ready.
func (s *solver) findVariedVars(all *said) {
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) || f.Obj != nil && f.Obj.Name() == "init" {
			continue
		}
		for _, u := range s.varUses(f) {
			all.varied[u.v] = all.varied[u.v] || u.access == Written
		}
	}
}

func (s *solver) varUses(f *program.Func) []varUse {
	var all []varUse
	if !s.claims.OwnsVars() {
		return nil
	}
	written := make(map[*ast.Ident]bool)
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == f.Lit
		case *ast.AssignStmt:
			for _, target := range n.Lhs {
				written[targetOf(target)] = true
			}
		case *ast.IncDecStmt:
			written[targetOf(n.X)] = true
		case *ast.UnaryExpr:
			return n.Op != token.AND // to take an address reads nothing
		case *ast.CallExpr:
			if name, ok := ast.Unparen(n.Fun).(*ast.Ident); ok && len(n.Args) > 0 && (name.Name == "delete" || name.Name == "clear") {
				written[targetOf(n.Args[0])] = true
			}
		case *ast.Ident:
			v, ok := s.pass.TypesInfo.Uses[n].(*types.Var)
			if ok && v.Parent() == s.pass.Pkg.Scope() && s.claims.Owned(v) != nil {
				u := varUse{id: n, v: v, access: Read}
				if written[n] {
					u.access = Written
				}
				all = append(all, u)
			}
		}
		return true
	})
	return all
}

// targetOf is the variable that an assignment changes, itself or in a part of it.
func targetOf(e ast.Expr) *ast.Ident {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		default:
			return nil
		}
	}
}
