package races

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// pipes are the writing ends of the package's io.Pipes, each with its reading end: who
// reads from one waits for who writes to the other, to its end mostly.
func (s *solver) pipes() map[types.Object]types.Object {
	if s.piped != nil {
		return s.piped
	}
	s.piped, s.isReader = make(map[types.Object]types.Object), make(map[types.Object]bool)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if program.IsFunc(call.Callee, "io", "Pipe") {
				s.addPipes(f)
				break
			}
		}
	}
	return s.piped
}

func (s *solver) addPipes(f *program.Func) {
	f.Inspect(func(n ast.Node) bool {
		stmt, ok := n.(*ast.AssignStmt)
		if !ok || len(stmt.Lhs) != 2 || len(stmt.Rhs) != 1 {
			return true
		}
		call, ok := ast.Unparen(stmt.Rhs[0]).(*ast.CallExpr)
		if ok && program.IsFunc(s.prog.Callee(call), "io", "Pipe") {
			if r, w := s.prog.Var(stmt.Lhs[0]), s.prog.Var(stmt.Lhs[1]); r != nil && w != nil {
				s.piped[w], s.isReader[r] = r, true
			}
		}
		return true
	})
}

// addReaders adds the reading ends of the pipes that a goroutine has to write to.
func (s *solver) addReaders(ends map[types.Object]bool, st *start) {
	pipes := s.pipes()
	if len(pipes) == 0 {
		return
	}
	note := func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if r := pipes[s.pass.TypesInfo.Uses[id]]; r != nil {
				ends[r] = true
			}
		}
		return true
	}
	if st.call != nil {
		ast.Inspect(st.call, note) // the literal, or what the function is passed
	} else if st.root != nil && st.root.Lit != nil {
		ast.Inspect(st.root.Lit, note)
	}
}

// reads reports whether a call reads from a pipe, or may: it is given the reading end.
func (s *solver) reads(call *ast.CallExpr, ends map[types.Object]bool) bool {
	if len(s.piped) == 0 {
		return false
	}
	isEnd := func(e ast.Expr) bool {
		v := s.prog.Var(e)
		return v != nil && ends[v] && s.isReader[v]
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && isEnd(sel.X) {
		return true
	}
	for _, arg := range call.Args {
		if isEnd(arg) {
			return true
		}
	}
	return false
}
