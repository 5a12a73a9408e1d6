package duty

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// maxSwitches bounds the bool parameters of a function that are asked about,
// the first ones: each is a walk over its body.
const maxSwitches = 8

// findIfs finds the results of f that are nil if a bool parameter has one value:
// SetSearching(false) has no command to give. It knows which functions return
// nil whatever they are given, and asks of no other ifs.
func (s *solver) findIfs(f *program.Func) []nilIf {
	var ifs []nilIf
	for _, result := range s.bodies[f].results {
		for _, param := range s.switches(f) {
			for _, value := range []bool{false, true} {
				w := nilWhen{info: s.pass.TypesInfo, param: f.Sig.Params().At(param), value: value}
				w.list(f.Body().List)
				if len(w.returns) > 0 && s.allNil(f, w.returns, result.index) {
					ifs = append(ifs, nilIf{Result: result.index, Param: param, Value: value})
				}
			}
		}
	}
	return ifs
}

func (s *solver) allNil(f *program.Func, returns []*ast.ReturnStmt, index int) bool {
	return !slices.ContainsFunc(returns, func(ret *ast.ReturnStmt) bool { return !s.returnsNil(f, ret, index) })
}

// switches are the bool parameters that keep the value that they are called with.
func (s *solver) switches(f *program.Func) []int {
	var params []int
	for i := range f.Sig.Params().Len() {
		v := f.Sig.Params().At(i)
		if types.Identical(v.Type().Underlying(), types.Typ[types.Bool]) && len(s.prog.Assigned(v)) == 0 {
			params = append(params, i)
		}
	}
	return params[:min(len(params), maxSwitches)]
}

// nilWhen finds the return statements that a call with param == value may reach.
type nilWhen struct {
	info    *types.Info
	param   *types.Var
	value   bool
	returns []*ast.ReturnStmt
}

// list visits statements, and reports whether control leaves the function in them.
func (w *nilWhen) list(stmts []ast.Stmt) bool { return slices.ContainsFunc(stmts, w.stmt) }

func (w *nilWhen) stmt(stmt ast.Stmt) bool {
	switch stmt := stmt.(type) {
	case *ast.BlockStmt:
		return w.list(stmt.List)
	case *ast.IfStmt:
		holds, known := w.decides(stmt.Cond)
		switch {
		case !known || stmt.Init != nil:
		case holds:
			return w.list(stmt.Body.List)
		case stmt.Else != nil:
			return w.stmt(stmt.Else)
		default:
			return false
		}
	}
	w.visit(stmt)
	_, returned := stmt.(*ast.ReturnStmt)
	return returned
}

// decides evaluates a condition that is the parameter or its negation.
func (w *nilWhen) decides(cond ast.Expr) (holds, known bool) {
	switch cond := ast.Unparen(cond).(type) {
	case *ast.Ident:
		return w.value, w.info.Uses[cond] == w.param
	case *ast.UnaryExpr:
		if cond.Op == token.NOT {
			holds, known = w.decides(cond.X)
			return !holds, known
		}
	}
	return false, false
}

// visit takes a statement whole: whatever it decides, it decides by something else.
func (w *nilWhen) visit(stmt ast.Stmt) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			w.returns = append(w.returns, n)
		}
		return true
	})
}

// nilForConst reports whether a call's constant arguments make the result nil.
func (s *solver) nilForConst(call *program.Call, result int) bool {
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
	return s.imported(fn).If
}
