package ends

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A Way is how code comes out of a for statement that it goes round in.
type Way struct {
	// At is the statement that leaves; the for statement itself if that is over when
	// its condition is, or when what it ranges over is closed.
	At ast.Node

	// Arm is the operation that leads there: the arm of a select, or the range over a
	// channel; nil if there is none.
	Arm *program.Op

	// Tellers are the places where somebody makes that happen, as far as is seen: the
	// channel is closed or sent to, the context cancelled.
	Tellers []Teller
}

// A Teller is a place where somebody tells others to end.
type Teller struct {
	In *program.Func
	At token.Pos
}

// Ways returns how f comes out of the for statements of its own body that nothing
// counts, in source order: those without a condition, with nothing but a condition, and
// around a channel. Rounds is false if it has none, so that it returns when its work is
// done. It is for one analyzer.
func (r *Result) Ways(f *program.Func) (ways []Way, rounds bool) {
	if r.solver == nil {
		return nil, false
	}
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt:
			if n.Post == nil {
				rounds = true
				if n.Cond != nil {
					ways = append(ways, Way{At: n})
				}
				ways = append(ways, r.solver.waysOf(f, n, n.Body)...)
			}
			return false
		case *ast.RangeStmt:
			if op := rangeOp(f, n); op != nil {
				rounds = true
				ways = append(ways, Way{At: n, Arm: op, Tellers: r.solver.closings(op)})
				ways = append(ways, r.solver.waysOf(f, n, n.Body)...)
			}
			return false
		}
		return true
	})
	return ways, rounds
}

// rangeOp is the operation that a range over a channel is; nil for another one.
func rangeOp(f *program.Func, n *ast.RangeStmt) *program.Op {
	for _, op := range f.Ops {
		if op.Kind == program.Range && op.Node == ast.Node(n) {
			return op
		}
	}
	return nil
}

// waysOf are the statements that leave a for statement from within.
func (s *solver) waysOf(f *program.Func, loop ast.Stmt, body *ast.BlockStmt) []Way {
	var ways []Way
	for _, out := range s.waysOut(loop, body) {
		w := Way{At: out, Arm: s.armOf(f, out)}
		if w.Arm != nil && w.Arm.Kind == program.Receive {
			for _, t := range s.tellers(w.Arm) {
				w.Tellers = append(w.Tellers, Teller{t.in, t.at})
			}
		}
		ways = append(ways, w)
	}
	return ways
}

// closings are the places where the channel of a range is closed.
func (s *solver) closings(op *program.Op) []Teller {
	m := s.prog.Meeting(op)
	if m == nil {
		return nil
	}
	var all []Teller
	for _, other := range m.Ops {
		if other.Kind == program.Close {
			all = append(all, Teller{other.In, other.Node.Pos()})
		}
	}
	return all
}

// plainSolver answers for packages without a channel, which have no stranded wait.
func plainSolver(s *solver) *solver {
	s.outs = make(map[ast.Stmt][]ast.Node)
	s.cancels = make(map[types.Object][]*program.Call)
	return s
}
