package runson

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// EndFact says of a method that it tells the loops of its object to end: it closes, on every
// call, what they leave by. Importers ask it of executors.
type EndFact struct{ Loops []contract.LoopID }

// AFact makes it a fact.
func (*EndFact) AFact() {}

func (*EndFact) String() string { return "ends its object's loop" }

// EndedBy returns the hand-written executors that a method, of this package or another one,
// tells to end.
func (r *Result) EndedBy(fn *types.Func) []contract.LoopID {
	if fn == nil || r.pass == nil {
		return nil
	}
	if fn.Pkg() == r.pass.Pkg {
		return r.ended[fn]
	}
	var fact EndFact
	if r.pass.ImportObjectFact(fn, &fact) {
		return fact.Loops
	}
	return nil
}

var _ analysis.Fact = (*EndFact)(nil)

// findEnded finds the methods that tell executors to end, and exports those that others
// may call.
func (r *Result) findEnded() {
	r.ended = make(map[*types.Func][]contract.LoopID)
	for _, f := range r.Program.Funcs {
		loop := r.serving[f]
		if loop == nil || !loop.Executor || loop.Many || f.Receiver() == nil {
			continue
		}
		for _, ch := range leavesBy(f) {
			for _, op := range r.Program.Channel(ch).Ops {
				if teller := r.tellerOf(op, f); teller != nil && !slices.Contains(r.ended[teller], loop.ID) {
					r.ended[teller] = append(r.ended[teller], loop.ID)
				}
			}
		}
	}
	for _, f := range r.Program.Funcs {
		if loops := r.ended[f.Obj]; f.Obj != nil && f.Obj.Exported() && len(loops) > 0 {
			r.pass.ExportObjectFact(f.Obj, &EndFact{loops})
		}
	}
}

// leavesBy are the channels that a loop receives from to leave: the inbox that a range is
// over, and the arms of selects that end in a return.
func leavesBy(serve *program.Func) []types.Object {
	var all []types.Object
	for _, op := range serve.Ops {
		switch op.Kind {
		case program.Range:
			if op.Var != nil {
				all = append(all, op.Var)
			}
		case program.Choose:
			for _, arm := range op.Select.Arms {
				if arm.Kind == program.Receive && arm.Var != nil && arm.Repeat != nil && leaves(arm.Clause) {
					all = append(all, arm.Var)
				}
			}
		}
	}
	return all
}

// tellerOf is the method of the loop's type that closes a channel whenever it is called, in its
// own body or in what it has run once; nil for any other.
func (r *Result) tellerOf(op *program.Op, serve *program.Func) *types.Func {
	f := op.In
	if op.Kind != program.Close || f == nil || r.Program.InTest(op.Node.Pos()) {
		return nil
	}
	body := f.Body()
	if f.Lit != nil {
		in := r.Edges.In(f)
		if len(in) != 1 || in[0].Call == nil || !edges.IsOnce(in[0].Call.Callee) {
			return nil
		}
		if !isTop(body, op.Node) {
			return nil
		}
		f, body = in[0].From, in[0].From.Body()
		if !isTop(body, in[0].Call.Expr) {
			return nil
		}
	} else if !isTop(body, op.Node) {
		return nil
	}
	if f.Obj == nil || !SameType(f, serve) {
		return nil
	}
	return f.Obj
}

// isTop reports whether a node stands in a statement of a body's own, under no condition.
func isTop(body *ast.BlockStmt, n ast.Node) bool {
	return slices.ContainsFunc(body.List, func(stmt ast.Stmt) bool {
		switch stmt := stmt.(type) {
		case *ast.ExprStmt:
			return program.Contains(stmt, n.Pos())
		case *ast.DeferStmt:
			return program.Contains(stmt, n.Pos())
		}
		return false
	})
}
