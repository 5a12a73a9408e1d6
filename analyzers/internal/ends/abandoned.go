package ends

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findAbandoned finds a goroutine that sends to whoever uses the package, and nothing else,
// although in each round it asks for the word to end, which its users give: they receive no
// more then.
func (s *solver) findAbandoned(root *program.Func, send *program.Op) {
	if root == nil || s.tombs > maxAsked {
		return
	}
	s.tombs++
	quit := s.quitArm(root)
	if quit == nil || s.endsWithProcess(quit) || !program.Contains(quit.Repeat.Body, send.Node.Pos()) && send.In == root {
		return
	}
	if (s.endedFromOutside(quit) || s.isCallers(s.contextOf(quit))) && !s.isHeardToTheEnd(send.Var) {
		s.add(Stranded{Kind: Abandoned, Op: send, By: root, Way: quit.Clause, Arm: quit, Likely: true})
	}
}

// isCallers reports whether a field keeps a context that the caller of a function gave it,
// or one that is made of such.
func (s *solver) isCallers(field *types.Var) bool {
	if field == nil || !isField(field) || !isContext(field.Type()) {
		return false
	}
	return slices.ContainsFunc(s.prog.ValuesOf(field), func(e ast.Expr) bool { return s.fromCaller(e, maxCalls) })
}

func (s *solver) fromCaller(e ast.Expr, depth int) bool {
	if depth == 0 {
		return false
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		fn := s.prog.Callee(call)
		return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "context" && strings.HasPrefix(fn.Name(), "With") && len(call.Args) > 0 && s.fromCaller(call.Args[0], depth)
	}
	v, ok := s.prog.Var(e).(*types.Var)
	if !ok {
		return false
	}
	if isParam(v) {
		return isContext(v.Type())
	}
	return local(v) && slices.ContainsFunc(s.prog.Assigned(v), func(a program.Assignment) bool { return a.Result == 0 && s.fromCaller(a.Value, depth-1) })
}
