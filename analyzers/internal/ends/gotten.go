package ends

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findGotten finds receives, and nothing else, from what a method hands out of a field
// or variable to receive from, and nobody sends to it or closes it.
func (s *solver) findGotten() {
	for v, ops := range s.receivesHandedOut() {
		ch := s.prog.Channel(v)
		if ch == nil || ch.Sourced() || !ch.Made() && !ch.MadeWithRoom() {
			continue
		}
		if completions, all := ch.Completions(); !all || len(completions) > 0 {
			continue
		}
		for _, op := range ops {
			if !s.prog.InTest(op.Node.Pos()) {
				s.add(Stranded{Kind: Unanswered, Op: op, By: op.In, Likely: true, Strict: s.hasOthers()})
			}
		}
	}
}

// receivesHandedOut are the receives, and nothing else, from what functions of this
// package return of a field or variable.
func (s *solver) receivesHandedOut() map[types.Object][]*program.Op {
	if s.handed != nil {
		return s.handed
	}
	s.handed = make(map[types.Object][]*program.Op)
	for _, f := range s.prog.Funcs {
		for _, op := range f.Ops {
			if op.Kind == program.Choose && len(op.Select.Arms) == 1 && !op.Select.Default {
				op = op.Select.Arms[0]
			}
			if op.Kind != program.Receive || op.Var != nil {
				continue
			}
			if v := s.handedOut(op.Chan); v != nil {
				s.handed[v] = append(s.handed[v], op)
			}
		}
	}
	return s.handed
}

// handedOut is the field or variable whose channel a call returns, and no other.
func (s *solver) handedOut(e ast.Expr) types.Object {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || s.prog.TimerOf(e) != program.NoTimer {
		return nil
	}
	f := s.prog.FuncOf(s.prog.Callee(call))
	if f == nil || f.Body() == nil || f.Sig.Results().Len() != 1 {
		return nil
	}
	if v, known := s.getters[f]; known {
		return v
	}
	s.getters[f] = s.returned(f)
	return s.getters[f]
}

// returned is the field or variable whose channel f returns, and no other.
func (s *solver) returned(f *program.Func) types.Object { return s.onlyReturned(f, s.prog.Var) }

// onlyReturned is what all that f returns first is of, but for nil.
func (s *solver) onlyReturned(f *program.Func, of func(ast.Expr) types.Object) (v types.Object) {
	single := true
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 0 || s.pass.TypesInfo.Types[n.Results[0]].IsNil() {
				return false
			}
			x := of(n.Results[0])
			single = single && x != nil && (v == nil || v == x)
			v = x
		}
		return true
	})
	if !single {
		return nil
	}
	return v
}
