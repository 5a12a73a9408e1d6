package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findUncalled finds waits for the end of a context, and for nothing else, whose cancel
// function is kept in a field that nobody reads.
func (s *solver) findUncalled() {
	kept := s.keptCancels()
	if len(kept) == 0 {
		return
	}
	read := s.readFields(kept)
	for _, f := range s.prog.Funcs {
		for _, op := range f.Ops {
			if op.Kind != program.Receive || s.prog.InTest(op.Node.Pos()) {
				continue
			}
			if field := kept[s.signal(op)]; field != nil && !read[field] {
				s.add(Stranded{Kind: Uncalled, Op: op, By: f, Field: field, Likely: true, Strict: s.hasOthers()})
			}
		}
	}
}

// readFields are the fields among those that keep something which are named other
// than to be assigned.
func (s *solver) readFields(kept map[types.Object]*types.Var) map[*types.Var]bool {
	keeps := make(map[types.Object]bool)
	names := make(map[string]bool)
	for _, field := range kept {
		keeps[field], names[field.Name()] = true, true
	}
	read := make(map[*types.Var]bool)
	for _, file := range s.pass.Files {
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && names[sel.Sel.Name] && !isAssigned(sel, stack) {
				if field := s.fieldOf(sel); field != nil && keeps[field] {
					read[field] = true
				}
			}
			return true
		})
	}
	return read
}

// keptCancels are the fields that keep the cancel functions of contexts, by the
// contexts' variables.
func (s *solver) keptCancels() map[types.Object]*types.Var {
	kept := make(map[types.Object]*types.Var)
	for _, f := range s.prog.Funcs {
		if !slices.ContainsFunc(f.Calls, func(call *program.Call) bool { return isWithCancel(call.Callee) }) {
			continue
		}
		f.Inspect(func(n ast.Node) bool {
			assign, ok := n.(*ast.AssignStmt)
			if !ok || len(assign.Lhs) != 2 || len(assign.Rhs) != 1 {
				return true
			}
			call, ok := ast.Unparen(assign.Rhs[0]).(*ast.CallExpr)
			if !ok || !isWithCancel(s.prog.Callee(call)) {
				return true
			}
			ctx, field := s.prog.Var(assign.Lhs[0]), s.fieldOf(assign.Lhs[1])
			if ctx != nil && field != nil && field.Pkg() == s.pass.Pkg && (!field.Exported() || s.pass.Pkg.Name() == "main") {
				kept[s.keptAs(ctx)] = field
			}
			return true
		})
	}
	return kept
}

func isWithCancel(fn *types.Func) bool {
	return fn != nil && fn.Name() == "WithCancel" && fn.Pkg() != nil && fn.Pkg().Path() == "context"
}

// isAssigned reports whether an assignment gives a value to e where it stands.
func isAssigned(e ast.Expr, stack []ast.Node) bool {
	assign, ok := stack[len(stack)-1].(*ast.AssignStmt)
	if !ok {
		return false
	}
	for _, l := range assign.Lhs {
		if l == e {
			return true
		}
	}
	return false
}
