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

// maxAsked bounds the parameters of a function that are asked about, the first
// ones that are interfaces, for the same reason.
const maxAsked = 4

// findTyped finds the results of f that are nil for arguments of some types.
func (s *solver) findTyped(f *program.Func) (changed bool) {
	var typed []nilFor
	asked := 0
	for i := range f.Sig.Params().Len() {
		param := f.Sig.Params().At(i)
		if asked == maxAsked || !types.IsInterface(param.Type()) || len(s.prog.Assigned(param)) > 0 {
			continue
		}
		asked++
		if listed := s.listed(f, param); len(listed) > 0 && len(listed) <= maxTypes {
			typed = append(typed, s.nilTypes(f, i, listed)...)
		}
	}
	changed = !slices.EqualFunc(typed, s.typed[f], func(a, b nilFor) bool { return a.Else == b.Else && slices.Equal(a.Types, b.Types) })
	s.typed[f] = typed
	return changed
}

// nilTypes asks of each type that f knows, and of all others, which results are
// nil for an argument of it.
func (s *solver) nilTypes(f *program.Func, i int, listed []types.Type) []nilFor {
	otherwise := s.walkFor(f, i, nil)
	ways := make([]*typeWalk, len(listed))
	for j, t := range listed {
		ways[j] = s.walkFor(f, i, t)
	}
	var found []nilFor
	for _, result := range s.bodies[f].results {
		n := nilFor{Result: result.index, Param: i, Else: otherwise.allNil(result.index)}
		for j, t := range listed {
			if ways[j].allNil(result.index) != n.Else {
				n.Types = append(n.Types, types.TypeString(t, nil))
			}
		}
		slices.Sort(n.Types)
		n.Types = slices.Compact(n.Types)
		if n.Else || len(n.Types) > 0 {
			found = append(found, n)
		}
	}
	return found
}

// walkFor is the walk of f with an argument of a type, nil for one that f does
// not know, for parameter i.
func (s *solver) walkFor(f *program.Func, i int, t types.Type) *typeWalk {
	w := &typeWalk{
		solver: s, f: f, arg: t,
		aliases: map[types.Object]bool{f.Sig.Params().At(i): true},
		nils:    make(map[*types.Var]bool),
	}
	w.list(f.Body().List)
	return w
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
	f.Inspect(func(n ast.Node) bool {
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
