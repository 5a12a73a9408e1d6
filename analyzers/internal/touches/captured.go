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
	uses    map[*types.Var]usage
	address map[*types.Var]bool // somebody takes it
	started map[*ast.FuncLit]bool
}

// A usage is where a variable is mentioned: last in the own body of the function
// that declares it, first and last in literals that run on a loop.
type usage struct{ end, first, last token.Pos }

func (s *solver) newCaptured() *captured {
	c := &captured{
		uses:    make(map[*types.Var]usage),
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
			c.uses[v] = c.uses[v].with(n.Pos(), program.Contains(f.Node(), v.Pos()), len(s.runs.On(f)) > 0)
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			if v := s.holder(n.X); v != nil {
				c.address[v] = true
			}
		}
	}
}

// with is u and another mention.
func (u usage) with(at token.Pos, declares, onLoop bool) usage {
	switch {
	case declares:
		u.end = max(u.end, at)
	case onLoop:
		u.last = max(u.last, at)
		if u.first == token.NoPos {
			u.first = at
		}
		u.first = min(u.first, at)
	}
	return u
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
	u := s.captured.uses[v]
	switch {
	case s.captured.started[lit.Lit] && u.end > lit.Lit.End():
		return false // the function goes on beside it
	case u.first != token.NoPos && (u.first < lit.Lit.Pos() || u.last > lit.Lit.End()):
		return false
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
