package duty

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// nilFor says for which arguments a result is nil, by their dynamic types: an
// Update has nothing to do for most messages. With Else it is nil for all types
// but those.
type nilFor struct {
	Result, Param int
	Types         []string // sorted
	Else          bool
}

// holds reports whether the result is nil for an argument of a type.
func (n nilFor) holds(t types.Type) bool {
	_, found := slices.BinarySearch(n.Types, types.TypeString(t, nil))
	return found != n.Else
}

// maxTypes bounds the types of a parameter that are asked about: each is a walk
// over the function's body.
const maxTypes = 32

// findTyped finds the results of f that are nil for arguments of some types.
func (s *solver) findTyped(f *program.Func) (changed bool) {
	var typed []nilFor
	for i := range f.Sig.Params().Len() {
		param := f.Sig.Params().At(i)
		if !types.IsInterface(param.Type()) || len(s.prog.Assigned(param)) > 0 {
			continue
		}
		listed := s.listed(f, param)
		if len(listed) == 0 || len(listed) > maxTypes {
			continue
		}
		for _, result := range s.bodies[f].results {
			if n, ok := s.nilTypes(f, result.index, param, listed); ok {
				n.Result, n.Param = result.index, i
				typed = append(typed, n)
			}
		}
	}
	changed = !slices.EqualFunc(typed, s.typed[f], func(a, b nilFor) bool { return a.Else == b.Else && slices.Equal(a.Types, b.Types) })
	s.typed[f] = typed
	return changed
}

// nilTypes asks of each type that f knows, and then of all others.
func (s *solver) nilTypes(f *program.Func, result int, param *types.Var, listed []types.Type) (n nilFor, ok bool) {
	ask := func(t types.Type) bool {
		w := typeWalk{solver: s, f: f, aliases: map[types.Object]bool{param: true}, arg: t, nils: make(map[*types.Var]bool)}
		w.list(f.Body().List)
		return !w.drops && len(w.returns) > 0 && !slices.ContainsFunc(w.returns, func(ret *ast.ReturnStmt) bool { return !w.returnsNil(ret, result) })
	}
	n.Else = ask(nil)
	for _, t := range listed {
		if ask(t) != n.Else {
			n.Types = append(n.Types, types.TypeString(t, nil))
		}
	}
	slices.Sort(n.Types)
	n.Types = slices.Compact(n.Types)
	return n, n.Else || len(n.Types) > 0
}

// listed are the types that f asks its parameter for. An interface is none: what
// has it is of another type.
func (s *solver) listed(f *program.Func, param *types.Var) []types.Type {
	var listed []types.Type
	add := func(e ast.Expr) {
		if t := s.pass.TypesInfo.TypeOf(e); t != nil && t != types.Typ[types.UntypedNil] && !types.IsInterface(t) {
			listed = append(listed, t)
		}
	}
	ast.Inspect(f.Body(), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.TypeSwitchStmt:
			if s.asksFor(switched(n)) != param {
				break
			}
			for _, clause := range n.Body.List {
				for _, e := range clause.(*ast.CaseClause).List {
					add(e)
				}
			}
		case *ast.TypeAssertExpr:
			if n.Type != nil && s.asksFor(n.X) == param {
				add(n.Type)
			}
		}
		return true
	})
	return listed
}

// asksFor is the variable that an expression is, or nil.
func (s *solver) asksFor(e ast.Expr) *types.Var {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	v, _ := s.pass.TypesInfo.Uses[id].(*types.Var)
	return v
}

// switched is what a type switch asks for its type.
func switched(n *ast.TypeSwitchStmt) ast.Expr {
	var e ast.Expr
	switch assign := n.Assign.(type) {
	case *ast.AssignStmt:
		e = assign.Rhs[0]
	case *ast.ExprStmt:
		e = assign.X
	}
	return ast.Unparen(e).(*ast.TypeAssertExpr).X
}

// nilForType reports whether the dynamic types of a call's arguments make the
// result nil.
func (s *solver) nilForType(call *program.Call, result int) bool {
	return slices.ContainsFunc(s.nilFors(call.Callee), func(n nilFor) bool {
		if n.Result != result || n.Param >= len(call.Expr.Args) {
			return false
		}
		of := s.dynamic(call.Expr.Args[n.Param])
		return len(of) > 0 && !slices.ContainsFunc(of, func(t types.Type) bool { return !n.holds(t) })
	})
}

func (s *solver) nilFors(fn *types.Func) []nilFor {
	if f := s.prog.FuncOf(fn); f != nil {
		return s.typed[f]
	}
	return s.imported(fn).For
}
