package ends

import (
	"go/ast"
	"go/types"
	"iter"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// findAnswers finds callers that wait for the answer to a request, and nothing
// else, although the loop that takes it does not answer on every way.
func (s *solver) findAnswers(ch *program.Channel) {
	uses, ok := ch.Uses()
	if !ok {
		return
	}
	loop := s.receiver(uses)
	if loop == nil || loop.Many {
		return
	}
	for _, op := range uses {
		if op.Kind != program.Receive || op.Clause == nil || s.asked[op.In] == maxHandBacks {
			continue
		}
		s.asked[op.In]++
		for reply := range replies(ch.Var.Type()) {
			if s.unanswered(op, reply) {
				s.addAnswer(loop, op, reply)
			}
		}
	}
}

// receiver is the loop in whose own function alone a channel is received from,
// whoever made it.
func (s *solver) receiver(uses []*program.Op) *runson.Loop {
	var in *program.Func
	for _, op := range uses {
		if op.Kind != program.Receive && op.Kind != program.Range {
			continue
		}
		if in != nil && op.In != in {
			return nil
		}
		in = op.In
	}
	if in == nil {
		return nil
	}
	for _, c := range s.runs.On(in) {
		if c.Loop.Serves(in) {
			return c.Loop
		}
	}
	return nil
}

// replies visits the channels in a message.
func replies(t types.Type) func(yield func(*types.Var) bool) {
	return func(yield func(*types.Var) bool) {
		ch, ok := t.Underlying().(*types.Chan)
		if !ok {
			return
		}
		named := program.Named(ch.Elem())
		if named == nil {
			return
		}
		st, ok := named.Origin().Underlying().(*types.Struct)
		if !ok {
			return
		}
		for field := range st.Fields() {
			if _, ok := field.Type().Underlying().(*types.Chan); ok && !yield(field) {
				return
			}
		}
	}
}

// unanswered reports whether control can leave the arm that takes a request
// without a word about its reply: nothing else may answer either, so whatever
// hands the request on counts as an answer.
func (s *solver) unanswered(arm *program.Op, reply *types.Var) bool {
	assign, ok := arm.Clause.Comm.(*ast.AssignStmt)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(assign.Lhs[0]).(*ast.Ident)
	if !ok || id.Name == "_" {
		return false
	}
	request := s.pass.TypesInfo.ObjectOf(id)
	_, open := s.paths(arm.In).Unmet(arm.Clause.Comm, func(n ast.Node) bool { return s.answers(n, request, reply) })
	return open && s.answersAtAll(arm, request, reply)
}

// answers reports whether a node names the reply of a request, or gives the
// request away.
func (s *solver) answers(n ast.Node, request types.Object, reply *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			id, ok := ast.Unparen(n.X).(*ast.Ident)
			if !ok || s.pass.TypesInfo.Uses[id] != request {
				return true
			}
			v, isVar := s.pass.TypesInfo.Uses[n.Sel].(*types.Var)
			found = found || !isVar || v.Origin() == reply
			return false
		case *ast.Ident:
			found = found || s.pass.TypesInfo.Uses[n] == request
		}
		return !found
	})
	return found
}

// answersAtAll reports whether the arm answers on some way: a message whose
// channel is for something else is not answered anywhere.
func (s *solver) answersAtAll(arm *program.Op, request types.Object, reply *types.Var) bool {
	ch := s.prog.Channel(reply)
	if ch == nil {
		return false
	}
	for _, op := range ch.Ops {
		if op.Kind == program.Send && op.In == arm.In && contains(arm.Clause, op.Node) && s.mentions(op.Chan, request) {
			return true
		}
	}
	return false
}

func (s *solver) addAnswer(loop *runson.Loop, arm *program.Op, reply *types.Var) {
	for op := range s.awaits(reply) {
		if !s.runsOn(op.In, loop) {
			s.add(Stranded{Kind: Answer, Op: op, By: loop.Serve, Loop: loop, Way: arm.Clause, Likely: true})
		}
	}
}

// awaits visits the receives that wait for the answer to a request, and for nothing
// else: by the request's field, by the variable that the field gets its channel from,
// or by a function that returns the field.
func (s *solver) awaits(reply *types.Var) iter.Seq[*program.Op] {
	return func(yield func(*program.Op) bool) {
		field := s.prog.Channel(reply)
		if field == nil {
			return
		}
		ops := slices.Concat(field.Ops, s.receivesHandedOut()[reply])
		for _, from := range field.Sources() {
			if local(from.Var) {
				ops = append(ops, from.Ops...)
			}
		}
		for _, op := range ops {
			if op.Kind == program.Receive && waitsAlone(op) && !s.prog.InTest(op.Node.Pos()) && !yield(op) {
				return
			}
		}
	}
}
