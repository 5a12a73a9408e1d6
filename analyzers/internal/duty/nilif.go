package duty

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// solveIfs finds the results that are nil if a bool parameter has one value:
// SetSearching(false) has no command to give.
func (s *solver) solveIfs() {
	for _, f := range s.prog.Funcs {
		for i := range f.Sig.Results().Len() {
			if f.Body() == nil || f.Sig.Results().At(i).Name() != "" || !s.carries(f.Sig.Results().At(i).Type()) {
				continue
			}
			for p := range f.Sig.Params().Len() {
				v := f.Sig.Params().At(p)
				if types.Identical(v.Type().Underlying(), types.Typ[types.Bool]) && !s.isAssigned(f, v) {
					s.solveIf(f, i, p)
				}
			}
		}
	}
}

func (s *solver) solveIf(f *program.Func, result, param int) {
	for _, value := range []bool{false, true} {
		w := nilWhen{s: s, f: f, result: result, param: f.Sig.Params().At(param), value: value}
		if w.list(f.Body().List); w.returns > 0 && w.all {
			s.ifs[f] = append(s.ifs[f], nilIf{Result: result, Param: param, Value: value})
		}
	}
}

func (s *solver) isAssigned(f *program.Func, v *types.Var) bool {
	found := false
	ast.Inspect(f.Body(), func(n ast.Node) bool {
		if assign, ok := n.(*ast.AssignStmt); ok {
			for _, l := range assign.Lhs {
				id, ok := l.(*ast.Ident)
				found = found || ok && s.pass.TypesInfo.Uses[id] == v
			}
		}
		return !found
	})
	return found
}

// nilWhen visits the return statements that a call with param == value may reach.
type nilWhen struct {
	s       *solver
	f       *program.Func
	result  int
	param   *types.Var
	value   bool
	returns int
	all     bool
}

// list visits statements, and reports whether control leaves the function in them.
func (w *nilWhen) list(stmts []ast.Stmt) bool {
	if w.returns == 0 {
		w.all = true
	}
	for _, stmt := range stmts {
		if w.stmt(stmt) {
			return true
		}
	}
	return false
}

func (w *nilWhen) stmt(stmt ast.Stmt) bool {
	branch, ok := stmt.(*ast.IfStmt)
	if ok {
		if holds, known := w.decides(branch.Cond); known && branch.Init == nil {
			if holds {
				return w.list(branch.Body.List)
			}
			if branch.Else != nil {
				return w.stmt(branch.Else)
			}
			return false
		}
	}
	if block, ok := stmt.(*ast.BlockStmt); ok {
		return w.list(block.List)
	}
	w.visit(stmt)
	_, returned := stmt.(*ast.ReturnStmt)
	return returned
}

// decides evaluates a condition that is the parameter or its negation.
func (w *nilWhen) decides(cond ast.Expr) (holds, known bool) {
	switch cond := ast.Unparen(cond).(type) {
	case *ast.Ident:
		return w.value, w.s.pass.TypesInfo.Uses[cond] == w.param
	case *ast.UnaryExpr:
		if cond.Op == token.NOT {
			holds, known = w.decides(cond.X)
			return !holds, known
		}
	}
	return false, false
}

func (w *nilWhen) visit(stmt ast.Stmt) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			w.returns++
			w.all = w.all && w.s.returnsNil(w.f, n, w.result)
		}
		return true
	})
}

// nilFor reports whether a call's constant arguments make the result nil.
func (s *solver) nilFor(call *program.Call, result int) bool {
	for _, c := range s.nilIfs(call.Callee) {
		if c.Result != result || c.Param >= len(call.Expr.Args) {
			continue
		}
		v := s.pass.TypesInfo.Types[call.Expr.Args[c.Param]].Value
		if v != nil && v.Kind() == constant.Bool && constant.BoolVal(v) == c.Value {
			return true
		}
	}
	return false
}

func (s *solver) nilIfs(fn *types.Func) []nilIf {
	if f := s.prog.FuncOf(fn); f != nil {
		return s.ifs[f]
	}
	if fn.Pkg() == nil || fn.Pkg() == s.pass.Pkg {
		return nil
	}
	var fact nilFact
	s.pass.ImportObjectFact(fn.Origin(), &fact)
	return fact.If
}
