package touches

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// captured says of variables that hold a model by value who else has them. What a
// literal writes to a copy that nobody else uses any more is lost, and races
// with nothing.
type captured struct {
	uses    map[*types.Var][]usage
	address map[*types.Var]bool // somebody takes it
	started map[*ast.FuncLit]bool
}

// A usage is where a function's own body mentions a variable.
type usage struct {
	in *program.Func
	at token.Pos
}

func (s *solver) newCaptured() *captured {
	c := &captured{
		uses:    make(map[*types.Var][]usage),
		address: make(map[*types.Var]bool),
		started: make(map[*ast.FuncLit]bool),
	}
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if lit, ok := ast.Unparen(call.Expr.Fun).(*ast.FuncLit); ok && call.Spawns() {
				c.started[lit] = true
			}
		}
		if f.Body() != nil {
			inspectOwn(f.Body(), func(n ast.Node) { s.noteUse(c, f, n) })
		}
	}
	return c
}

func (s *solver) noteUse(c *captured, f *program.Func, n ast.Node) {
	switch n := n.(type) {
	case *ast.Ident:
		if v, ok := s.pass.TypesInfo.Uses[n].(*types.Var); ok && isValue(v.Type()) && s.isOwnModel(v.Type()) {
			c.uses[v] = append(c.uses[v], usage{f, n.Pos()})
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			if v := s.holder(n.X); v != nil {
				c.address[v] = true
			}
		}
	}
}

// holder is the variable whose memory an expression is a part of, if any.
func (s *solver) holder(e ast.Expr) *types.Var {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v, _ := s.pass.TypesInfo.Uses[x].(*types.Var)
			return v
		case *ast.SelectorExpr:
			if !isValue(s.pass.TypesInfo.TypeOf(x.X)) {
				return nil
			}
			e = x.X
		default:
			return nil
		}
	}
}

// isOwnCopy reports whether an expression in f's body is in the memory of a
// captured variable that nobody else uses when f runs.
func (s *solver) isOwnCopy(f *program.Func, e ast.Expr) bool {
	v := s.holder(e)
	if v == nil || v.IsField() || !isValue(v.Type()) || s.captured.address[v] || v.Parent() == s.pass.Pkg.Scope() {
		return false
	}
	lit := outermost(f, v)
	if lit == nil {
		return false
	}
	for _, u := range s.captured.uses[v] {
		beside := u.in != lit.Outer || s.captured.started[lit.Lit] && u.at > lit.Lit.End()
		if beside && !program.Contains(lit.Lit, u.at) && (u.in == lit.Outer || len(s.runs.On(u.in)) > 0) {
			return false
		}
	}
	return true
}

// outermost is the literal that f is, or is in, and that captures v from the
// function around it; nil if f does not.
func outermost(f *program.Func, v *types.Var) *program.Func {
	for range maxNested {
		switch {
		case f.Lit == nil || f.Outer == nil || program.Contains(f.Node(), v.Pos()):
			return nil
		case program.Contains(f.Outer.Node(), v.Pos()):
			return f
		}
		f = f.Outer
	}
	return nil
}
