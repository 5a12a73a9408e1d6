package waitsfor

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// isOver reports whether nobody is left to wait for where a receive begins: a function of
// this package has returned the channel, which it has made, and all who send to it or
// close it have done so in that function, before it returned. What has not been sent by
// then never comes, which is no pause.
func (s *solver) isOver(op *program.Op) bool {
	call, i := s.returnedBy(op)
	if call == nil {
		return false
	}
	f := s.prog.FuncOf(s.prog.Callee(call))
	if f == nil || f.Decl == nil {
		return false
	}
	asked := result{f, i}
	made, known := s.returned[asked]
	if !known {
		made = s.returnedAs(f, i)
		s.returned[asked] = made
	}
	return made != nil && s.completesWithin(f, made, op.Kind)
}

// A result is what a function returns at a place.
type result struct {
	of *program.Func
	i  int
}

// returnedBy is the call that an operation has its channel from, as which result; nil if it
// may be another channel, or somebody else may have it.
func (s *solver) returnedBy(op *program.Op) (*ast.CallExpr, int) {
	if call, ok := ast.Unparen(op.Chan).(*ast.CallExpr); ok {
		return call, 0
	}
	v, ok := op.Var.(*types.Var)
	if !ok || v.Kind() != types.LocalVar {
		return nil, 0
	}
	assigned := s.prog.Assigned(v)
	if more, all := s.prog.Channel(v).Completions(); len(assigned) != 1 || len(more) > 0 || !all {
		return nil, 0
	}
	call, _ := ast.Unparen(assigned[0].Value).(*ast.CallExpr)
	return call, assigned[0].Result
}

// returnedAs is the variable of f, of a channel that f makes, which each of its return
// statements gives back at a place, and which nobody else gets to know; nil if there is none.
func (s *solver) returnedAs(f *program.Func, i int) (made *types.Var) {
	var returned []ast.Expr
	f.Inspect(func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok {
			returned = append(returned, at(ret.Results, i))
		}
		return true
	})
	for _, e := range returned {
		v, _ := s.prog.Var(e).(*types.Var)
		if v == nil || made != nil && v != made {
			return nil
		}
		made = v
	}
	if made == nil || made.Kind() != types.LocalVar || !f.Has(made) || len(s.prog.Assigned(made)) != 1 || !s.onlyUsed(f, made, returned) {
		return nil
	}
	return made
}

func at(results []ast.Expr, i int) ast.Expr {
	if i >= len(results) {
		return nil
	}
	return results[i]
}

// onlyUsed reports whether a variable is for operations on its channel alone where f uses
// it, but for some places.
func (s *solver) onlyUsed(f *program.Func, v *types.Var, but []ast.Expr) bool {
	ch := s.prog.Channel(v)
	if ch == nil {
		return false
	}
	known := make(map[ast.Expr]bool)
	for _, e := range but {
		known[e] = true
	}
	for _, op := range ch.Ops {
		known[ast.Unparen(op.Chan)] = true
	}
	only := true
	ast.Inspect(f.Body(), func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		only = only && (!ok || s.pass.TypesInfo.Uses[id] != v || known[id])
		return only
	})
	return only
}

// completesWithin reports whether all who complete a channel of f do so before f returns:
// somebody does, and closes it if a range is to end.
func (s *solver) completesWithin(f *program.Func, made *types.Var, kind program.OpKind) bool {
	ends := false
	for _, op := range s.prog.Channel(made).Ops {
		if op.Kind != program.Send && op.Kind != program.Close {
			continue
		}
		if !s.runsWithin(f, op.In) {
			return false
		}
		ends = ends || op.Kind == program.Close || kind == program.Receive
	}
	return ends
}

// runsWithin reports whether g is f, or a literal in it that only runs before f returns.
func (s *solver) runsWithin(f, g *program.Func) bool {
	for g != f {
		if g == nil || g.Outer == nil || !s.runs.Within(g) {
			return false
		}
		g = g.Outer
	}
	return true
}
