package races

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// A Reused is a buffer that a loop has sent to somebody and reads into again.
type Reused struct {
	Node ast.Expr // what is read into
	Sent ast.Node // where it was sent
}

// Reused returns them in source order.
func (r *Result) Reused() []Reused { return r.reused }

// Story says what happens, as a message.
func (r Reused) Story(fset *token.FileSet) string {
	return fmt.Sprintf("%s is read into here again, but it was sent as it is (line %d), and whoever received it may not be done with it; make one for each round, or send a copy",
		words.Spell(r.Node), fset.Position(r.Sent.Pos()).Line)
}

// findReused finds the slices of a function that its rounds send and, with nothing that
// waits for anybody in between, read into in the next one.
func (s *solver) findReused() (all []Reused) {
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		told := make(map[ast.Expr]bool)
		for _, op := range f.Ops {
			for _, arm := range op.Alternatives() {
				send, ok := arm.Node.(*ast.SendStmt)
				if !ok || arm.Repeat == nil && op.Repeat == nil {
					continue
				}
				for _, value := range parts(send.Value) {
					if r, ok := s.reusedAfter(f, op, send, value); ok && !told[r.Node] {
						told[r.Node] = true
						all = append(all, r)
					}
				}
			}
		}
	}
	return all
}

// reusedAfter is where the slice that a value is a part of is read into again.
func (s *solver) reusedAfter(f *program.Func, op *program.Op, send *ast.SendStmt, value ast.Expr) (Reused, bool) {
	if part, ok := value.(*ast.SliceExpr); ok {
		value = part.X
	}
	v, ok := s.prog.Var(value).(*types.Var)
	if !ok || v.IsField() || op.Repeat == nil || !f.Has(v) || program.Contains(op.Repeat.Stmt, v.Pos()) {
		return Reused{}, false
	}
	if _, ok := v.Type().Underlying().(*types.Slice); !ok {
		return Reused{}, false
	}
	met := func(n ast.Node) bool { return s.makes(n, v) || s.waitsForAny(n) }
	for _, call := range f.Calls {
		if arg := s.fills(call, v); arg != nil && program.Contains(op.Repeat.Stmt, call.Expr.Pos()) && s.paths(f).ReachesUnmet(send, call.Expr, met) {
			return Reused{arg, send}, true
		}
	}
	return Reused{}, false
}

// fills is the argument by which a call reads into a slice: that of a Read, whosever it is.
func (s *solver) fills(call *program.Call, v *types.Var) ast.Expr {
	if call.Callee == nil || call.How != program.Plain || !strings.HasPrefix(call.Callee.Name(), "Read") {
		return nil
	}
	i := slices.IndexFunc(call.Expr.Args, func(arg ast.Expr) bool {
		if part, ok := ast.Unparen(arg).(*ast.SliceExpr); ok {
			arg = part.X
		}
		return s.prog.Var(arg) == types.Object(v)
	})
	if i < 0 {
		return nil
	}
	return call.Expr.Args[i]
}
