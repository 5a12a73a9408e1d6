package ends

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findConds finds waits on a condition variable that nobody signals: all that is
// done with it is in sight.
func (s *solver) findConds() {
	waits := make(map[types.Object][]*program.Call)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if !waitsForCond(call) || s.prog.InTest(call.Expr.Pos()) {
				continue
			}
			sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
			if !ok {
				continue
			}
			v := s.prog.Var(sel.X)
			if v != nil && v.Pkg() == s.pass.Pkg && (!v.Exported() || s.pass.Pkg.Name() == "main") && (isField(v) || local(v)) {
				waits[v] = append(waits[v], call)
			}
		}
	}
	s.dropSignalled(waits)
	if len(waits) == 0 {
		return // as almost always
	}
	for _, file := range s.pass.Files {
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if v, ok := s.pass.TypesInfo.Uses[id].(*types.Var); ok && waits[v.Origin()] != nil && mayWake(id, stack) {
					delete(waits, v.Origin())
				}
			}
			return true
		})
	}
	for _, calls := range waits {
		for _, call := range calls {
			on := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr).X
			s.add(Stranded{Kind: Asleep, Op: &program.Op{In: call.In, Node: call.Expr, Chan: on}, By: call.In, Likely: true, Strict: s.hasOthers()})
		}
	}
}

// dropSignalled leaves out those that a call signals.
func (s *solver) dropSignalled(waits map[types.Object][]*program.Call) {
	if len(waits) == 0 {
		return
	}
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee == nil || call.Callee.Name() != "Signal" && call.Callee.Name() != "Broadcast" {
				continue
			}
			if sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr); ok {
				delete(waits, s.prog.Var(sel.X))
			}
		}
	}
}

func waitsForCond(call *program.Call) bool {
	return program.IsFunc(call.Callee, "sync", "Cond.Wait")
}

// mayWake reports whether a use of a condition variable is another one than to wait
// for it, to lock its lock, and to make it.
func mayWake(id *ast.Ident, stack []ast.Node) bool {
	var e ast.Node = id
	for i := len(stack) - 1; i >= 0; i-- {
		switch p := stack[i].(type) {
		case *ast.ParenExpr:
			e = p
		case *ast.SelectorExpr:
			if p.X == e {
				return p.Sel.Name != "Wait" && p.Sel.Name != "L"
			}
			e = p // x.cond
		case *ast.AssignStmt:
			for _, l := range p.Lhs {
				if l == e {
					return false
				}
			}
			return true
		case *ast.KeyValueExpr:
			return p.Key != e
		case *ast.BinaryExpr:
			return false
		default:
			return true
		}
	}
	return true
}

// hasOthers reports whether the package has files for other platforms, which may do
// what nobody does here.
func (s *solver) hasOthers() bool { return len(s.pass.IgnoredFiles) > 0 }
