package ends

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A teller is a place where somebody tells others to end.
type teller struct {
	in *program.Func
	at token.Pos
}

// tellers are the places where what an arm waits for happens: a channel is closed or
// sent to, a context's cancel function called.
func (s *solver) tellers(arm *program.Op) []teller {
	var all []teller
	if arm.Var != nil {
		for _, op := range s.prog.Channel(arm.Var).Ops {
			if op.Kind == program.Close || op.Kind == program.Send {
				all = append(all, teller{op.In, op.Node.Pos()})
			}
		}
		return all
	}
	for _, call := range s.cancelCalls()[s.signal(arm)] {
		all = append(all, teller{call.In, call.Expr.Pos()})
	}
	return all
}

// cancelCalls are the calls of the functions that cancel a context, by the variables
// and fields that hold the context.
func (s *solver) cancelCalls() map[types.Object][]*program.Call {
	if s.cancels != nil {
		return s.cancels
	}
	s.cancels = make(map[types.Object][]*program.Call)
	contexts := make(map[types.Object][]types.Object) // by what holds the cancel function
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if isWithCancel(call.Callee) {
				s.pairs(f, call.Expr, contexts)
			}
		}
	}
	if len(contexts) == 0 {
		return s.cancels
	}
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee != nil || s.prog.InTest(call.Expr.Pos()) {
				continue
			}
			for _, ctx := range contexts[s.prog.Var(call.Expr.Fun)] {
				s.cancels[ctx] = append(s.cancels[ctx], call)
			}
		}
	}
	return s.cancels
}

// pairs notes who holds the context and the cancel function that a call returns: the
// variables that get them, and the fields that these are put into in the same function.
func (s *solver) pairs(f *program.Func, call *ast.CallExpr, contexts map[types.Object][]types.Object) {
	var ctx, cancel []types.Object
	f.Inspect(func(n ast.Node) bool {
		if assign, ok := n.(*ast.AssignStmt); ok && len(assign.Lhs) == 2 && len(assign.Rhs) == 1 && ast.Unparen(assign.Rhs[0]) == call {
			ctx, cancel = s.holders(assign.Lhs[0]), s.holders(assign.Lhs[1])
		}
		return true
	})
	if len(ctx) == 0 || len(cancel) == 0 {
		return
	}
	f.Inspect(func(n ast.Node) bool {
		var to, value ast.Expr
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			to, value = n.Key, n.Value
		case *ast.AssignStmt:
			if len(n.Lhs) != 1 || len(n.Rhs) != 1 {
				return true
			}
			to, value = n.Lhs[0], n.Rhs[0]
		default:
			return true
		}
		switch v := s.prog.Var(value); {
		case v == nil:
		case v == ctx[0]:
			ctx = append(ctx, s.holders(to)...)
		case v == cancel[0]:
			cancel = append(cancel, s.holders(to)...)
		}
		return true
	})
	for _, c := range cancel {
		contexts[c] = append(contexts[c], ctx...)
	}
}

// holders is the variable or field that e names, none if it names no such thing.
func (s *solver) holders(e ast.Expr) []types.Object {
	if id, ok := e.(*ast.Ident); ok {
		if field, ok := s.pass.TypesInfo.Uses[id].(*types.Var); ok && field.IsField() {
			return []types.Object{field.Origin()} // a literal's key
		}
	}
	if v := s.prog.Var(e); v != nil {
		return []types.Object{v}
	}
	return nil
}

// keptAs is the field that alone keeps a variable's context, else the variable.
func (s *solver) keptAs(v types.Object) types.Object {
	if v == nil || isField(v) {
		return v
	}
	if s.keeps == nil {
		s.findKept()
	}
	if field := s.keeps[v]; field != nil {
		return field
	}
	return v
}

// findKept finds the fields that are assigned the contexts of variables; of a variable
// that several keep, none is said.
func (s *solver) findKept() {
	s.keeps = make(map[types.Object]types.Object)
	several := make(map[types.Object]bool)
	note := func(to, value ast.Expr) {
		id, ok := ast.Unparen(value).(*ast.Ident)
		if !ok || !isContext(s.pass.TypesInfo.TypeOf(id)) {
			return
		}
		v := s.pass.TypesInfo.Uses[id]
		for _, field := range s.holders(to) {
			if !isField(field) || v == nil {
				continue
			}
			several[v] = several[v] || s.keeps[v] != nil && s.keeps[v] != field
			s.keeps[v] = field
		}
	}
	for _, f := range s.prog.Funcs {
		f.Inspect(func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.KeyValueExpr:
				note(n.Key, n.Value)
			case *ast.AssignStmt:
				for i, to := range n.Lhs {
					if len(n.Lhs) == len(n.Rhs) {
						note(to, n.Rhs[i])
					}
				}
			}
			return true
		})
	}
	for v := range several {
		if several[v] {
			delete(s.keeps, v)
		}
	}
}

func isContext(t types.Type) bool {
	named := program.Named(t)
	return named != nil && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context" && named.Obj().Name() == "Context"
}
