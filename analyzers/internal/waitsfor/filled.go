package waitsfor

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// mayBeFilled marks what a function waits for behind a return with a field that is filled:
// it may as well go on at once, if others fill the field too.
func (s *solver) mayBeFilled(f *program.Func, at ast.Node, e Effect) Effect {
	end, known := s.filled[f]
	if !known {
		end = s.filledAt(f)
		s.filled[f] = end
	}
	e.Unsure = e.Unsure || end.IsValid() && at.Pos() > end
	return e
}

// asFilled marks what a call waits for likewise.
func (s *solver) asFilled(call *program.Call, found []Effect) []Effect {
	marked := slices.Clone(found)
	for i, e := range marked {
		marked[i] = s.mayBeFilled(call.In, call.Expr, e)
	}
	return marked
}

// filledAt is the end of the statement by which f returns a field if that is not nil; not
// valid if there is none, or f alone fills the field.
func (s *solver) filledAt(f *program.Func) token.Pos {
	if f.Decl == nil || f.Decl.Body == nil {
		return token.NoPos
	}
	for _, stmt := range f.Decl.Body.List {
		guard, ok := stmt.(*ast.IfStmt)
		if !ok || guard.Else != nil || !returns(guard.Body) {
			continue
		}
		if field := s.nonNil(guard.Cond); field != nil && s.isFilledBeside(field, f) {
			return guard.End()
		}
	}
	return token.NoPos
}

func returns(body *ast.BlockStmt) bool {
	if len(body.List) != 1 {
		return false
	}
	ret, ok := body.List[0].(*ast.ReturnStmt)
	return ok && len(ret.Results) > 0
}

// nonNil is the field that a condition asks for first whether it is not nil; nil for another one.
func (s *solver) nonNil(cond ast.Expr) *types.Var {
	e, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	switch {
	case ok && e.Op == token.LAND:
		return s.nonNil(e.X)
	case !ok || e.Op != token.NEQ || !s.pass.TypesInfo.Types[e.Y].IsNil():
		return nil
	}
	return s.fieldIn(e.X)
}

// fieldIn is the field whose value an expression is, also by a variable that has it alone and
// by a method that returns nothing else.
func (s *solver) fieldIn(e ast.Expr) *types.Var {
	v, _ := s.prog.Var(e).(*types.Var)
	if v != nil && !v.IsField() {
		assigned := s.prog.Assigned(v)
		if len(assigned) != 1 || assigned[0].Value == nil || assigned[0].Result != 0 {
			return nil
		}
		e = assigned[0].Value
		v, _ = s.prog.Var(e).(*types.Var)
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		v, _ = s.prog.Var(s.onlyReturned(s.prog.FuncOf(s.prog.Callee(call)))).(*types.Var)
	}
	if v == nil || !v.IsField() {
		return nil
	}
	return v
}

// onlyReturned is what a method ends with returning, if it returns nowhere else.
func (s *solver) onlyReturned(f *program.Func) (only ast.Expr) {
	if f == nil {
		return nil
	}
	several := false
	f.Inspect(func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok {
			several = several || only != nil || len(ret.Results) != 1
			only = at(ret.Results, 0)
		}
		return !several
	})
	if several {
		return nil
	}
	return only
}

// Bounds on how many functions are looked at that lead to what fills a field, and on by how
// many calls each.
const (
	maxFillers     = 32
	maxFillerCalls = 32
)

// isFilledBeside reports whether somebody fills a field other than for f: of those who lead
// to what writes it, one is for other packages to call, and f does not.
func (s *solver) isFilledBeside(field *types.Var, f *program.Func) bool {
	fill := slices.DeleteFunc(slices.Clone(s.writersOf(field)), func(g *program.Func) bool { return g == f })
	for i := 0; i < len(fill) && i < maxFillers; i++ {
		called := false
		in := s.runs.Edges.In(fill[i])
		for _, e := range in[:min(len(in), maxFillerCalls)] {
			if s.prog.InTest(e.At.Pos()) || e.Call != nil && slices.ContainsFunc(e.Call.Expr.Args, s.isNil) {
				continue // it is emptied there
			}
			called = true
			if e.From != f && !slices.Contains(fill, e.From) {
				fill = append(fill, e.From)
			}
		}
		if !called && fill[i].Obj != nil && fill[i].Obj.Exported() {
			return true
		}
	}
	return false
}

func (s *solver) isNil(e ast.Expr) bool { return s.pass.TypesInfo.Types[e].IsNil() }

// writersOf are the functions that put something into a field.
func (s *solver) writersOf(field *types.Var) []*program.Func {
	if s.writers == nil {
		s.writers = make(map[*types.Var][]*program.Func)
		for _, f := range s.prog.Funcs {
			for _, a := range s.prog.Accesses(f) {
				if a.Kind == program.Written && a.Field != nil && !a.Beyond && (a.Value == nil || !s.isNil(a.Value)) && !s.prog.InTest(f.Node().Pos()) {
					s.writers[a.Field] = append(s.writers[a.Field], f)
				}
			}
		}
	}
	return s.writers[field]
}
