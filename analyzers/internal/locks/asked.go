package locks

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A condition is that of a lock that is only waited for if a parameter says so: whoever
// passes a constant has decided.
type condition struct {
	param program.Param
	want  bool
}

// unless adds what is taken where f comes to a node: of what it does only if it is asked to,
// that is for those to say who call it.
func (s *solver) unless(f *program.Func, at ast.Node, t Take, add func(Take)) {
	if !s.onlyIfAsked(f, at) {
		add(t)
		return
	}
	if c, ok := s.conditionAt(f, at); ok && t.onlyIf == nil {
		t.onlyIf = c
		add(t)
	}
}

// conditionAt is the condition on one parameter below which a node stands, if it is a plain one.
func (s *solver) conditionAt(f *program.Func, at ast.Node) (*condition, bool) {
	var found *condition
	for _, stmt := range s.asking[f] {
		if !isBelow([]*ast.IfStmt{stmt}, at) {
			continue
		}
		cond, want := ast.Unparen(stmt.Cond), true
		if not, ok := cond.(*ast.UnaryExpr); ok && not.Op == token.NOT {
			cond, want = ast.Unparen(not.X), false
		}
		param, ok := s.boolParam(cond)
		if !ok || found != nil {
			return nil, false
		}
		if stmt.Else != nil && program.Contains(stmt.Else, at.Pos()) {
			want = !want
		}
		found = &condition{param, want}
	}
	return found, found != nil
}

// boolParam is the parameter that an expression is, if nobody assigns to it.
func (s *solver) boolParam(e ast.Expr) (program.Param, bool) {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return program.Param{}, false
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || !isBool(v.Type()) || len(s.prog.Assigned(v)) > 0 {
		return program.Param{}, false
	}
	return s.prog.ParamOf(v)
}

// decided is the condition of a take as a caller sees it, nil if there is none left; false if
// the caller says no, or nobody knows.
func (s *solver) decided(c *condition, e edges.Edge) (*condition, bool) {
	if c == nil {
		return nil, true
	}
	if c.param.Of != e.To {
		return c, surroundsFunc(c.param.Of, e.From)
	}
	if e.Call == nil || e.Handed || e.To.Sig.Variadic() || c.param.Index >= len(e.Call.Expr.Args) {
		return nil, false
	}
	arg := e.Call.Expr.Args[c.param.Index]
	if v := s.pass.TypesInfo.Types[arg].Value; v != nil && v.Kind() == constant.Bool {
		return nil, constant.BoolVal(v) == c.want
	}
	param, ok := s.boolParam(arg)
	return &condition{param, c.want}, ok && surroundsFunc(param.Of, e.From)
}

// surroundsFunc reports whether a function is another one, or stands in it.
func surroundsFunc(outer, f *program.Func) bool {
	for ; f != nil; f = f.Outer {
		if f == outer {
			return true
		}
	}
	return false
}

// onlyLocks reports whether an if statement asks a flag and does nothing but lock: what
// comes after it is done either way, so the flag says who has the lock already.
func (s *solver) onlyLocks(stmt *ast.IfStmt) bool {
	cond := ast.Unparen(stmt.Cond)
	if not, ok := cond.(*ast.UnaryExpr); ok {
		cond = ast.Unparen(not.X)
	}
	if s.prog.Var(cond) == nil || stmt.Else != nil || len(stmt.Body.List) == 0 {
		return false
	}
	return !slices.ContainsFunc(stmt.Body.List, func(inner ast.Stmt) bool {
		var call ast.Expr
		switch inner := inner.(type) {
		case *ast.ExprStmt:
			call = inner.X
		case *ast.DeferStmt:
			call = inner.Call
		}
		locks, ok := call.(*ast.CallExpr)
		if !ok {
			return true
		}
		effect, _ := s.effectOf(s.prog.Callee(locks))
		return effect == paths.None
	})
}
