package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findOutstanding finds waits, and nothing else, for an answer by who takes the channel
// from a container in a loop that can return: those that are in the container then are
// answered by nobody.
func (s *solver) findOutstanding(ch *program.Channel) {
	if isField(ch.Var) {
		s.findOutstandingOf(ch)
		return
	}
	if !ch.Aliased || !local(ch.Var) || !ch.Made() || len(ch.Ops) == 0 || len(ch.Ops) > maxReceives {
		return
	}
	by := ch.Ops[0].In
	if by == nil || !by.Has(ch.Var) || !s.mayGiveUp(by) || slices.ContainsFunc(ch.Ops, func(op *program.Op) bool { return op.In != by || !isReceive(op) }) {
		return
	}
	wait := slices.IndexFunc(ch.Ops, func(op *program.Op) bool { return op.Kind == program.Receive && waitsAlone(op) })
	if wait < 0 || s.prog.InTest(ch.Ops[wait].Node.Pos()) {
		return
	}
	s.asked[by]++
	k := keeping{solver: s, fine: make(map[*ast.Ident]bool)}
	if !k.keeps(by, ch.Var, maxLends) || k.container == nil {
		return
	}
	answers := s.elementSends()[k.container]
	if len(answers) == 0 || len(answers) > maxReceives || s.closesElements(k.container) {
		return
	}
	s.addOutstanding(ch.Ops[wait], answers)
}

// findOutstandingOf does the same for those who are in a container with their channel in a
// field.
func (s *solver) findOutstandingOf(ch *program.Channel) {
	ops, all := ch.Uses()
	if !all || !ch.Made() || len(ops) > maxReceives {
		return
	}
	var answers []*program.Op
	var wait *program.Op
	for _, op := range ops {
		switch {
		case s.prog.InTest(op.Node.Pos()):
		case !isReceive(op):
			answers = append(answers, op)
		case op.Kind == program.Receive && waitsAlone(op):
			wait = op
		}
	}
	if wait == nil || len(answers) == 0 || wait.In == answers[0].In || !s.isListed(ch.Var) {
		return
	}
	s.addOutstanding(wait, answers)
}

// addOutstanding tells of a wait, unless it is made for what has been answered: by whom the
// one who answers starts for that.
func (s *solver) addOutstanding(wait *program.Op, answers []*program.Op) {
	if slices.ContainsFunc(s.runs.Edges.In(wait.In), func(e edges.Edge) bool { return e.From == answers[0].In }) {
		return
	}
	if way := s.leavesRest(answers); way != nil && s.onGoroutine(answers[0].In) {
		s.add(Stranded{Kind: Outstanding, Op: wait, By: answers[0].In, Way: way, Likely: true, Strict: s.isForTests() || isMain(wait.In)})
	}
}

// isListed reports whether objects with a field are put into a map.
func (s *solver) isListed(field types.Object) bool {
	if s.listed == nil {
		s.listed = make(map[types.Object]bool)
		for _, st := range s.prog.Stores() {
			if at, ok := ast.Unparen(st.To).(*ast.IndexExpr); ok && !s.prog.InTest(at.Pos()) {
				s.noteListed(s.pass.TypesInfo.TypeOf(at.X))
			}
		}
	}
	return s.listed[field]
}

// noteListed notes the channels in the elements of a map.
func (s *solver) noteListed(t types.Type) {
	m, ok := t.Underlying().(*types.Map)
	if !ok || program.Named(m.Elem()) == nil {
		return
	}
	st, ok := program.Named(m.Elem()).Origin().Underlying().(*types.Struct)
	if !ok {
		return
	}
	for field := range st.Fields() {
		if _, isChan := field.Type().Underlying().(*types.Chan); isChan {
			s.listed[field.Origin()] = true
		}
	}
}

// leavesRest is how a function leaves the loop in which it alone answers, with no answer behind it.
func (s *solver) leavesRest(answers []*program.Op) ast.Node {
	f := answers[0].In
	if f == nil {
		return nil
	}
	stmt, body := loopOf(answers[0])
	if stmt == nil || slices.ContainsFunc(answers, func(op *program.Op) bool { return op.In != f || !contains(body, op.Node) || s.isOwn(op) }) {
		return nil
	}
	outs := s.waysOut(stmt, body)
	for _, out := range outs[:min(len(outs), maxExits)] {
		if !s.endsProgram(out) && s.isAfterError(body, out) {
			return out
		}
	}
	return nil
}

// closesElements reports whether somebody closes the channels that a container holds: each
// who waits is told then.
func (s *solver) closesElements(container types.Object) bool {
	if s.closed == nil {
		s.closed = make(map[types.Object]bool)
		for _, f := range s.prog.Funcs {
			for _, op := range f.Ops {
				if op.Kind == program.Close {
					if c := s.containerOf(op.Chan, maxLends); c != nil {
						s.closed[c] = true
					}
				}
			}
		}
	}
	return s.closed[container]
}

// isOwn reports whether an operation is on a channel of the object whose method it is in: who
// waits for that waits for this object, which need be in no container.
func (s *solver) isOwn(op *program.Op) bool {
	id := holder(op.Chan)
	recv := op.In.Receiver()
	return id != nil && recv != nil && s.prog.Var(id) == types.Object(recv)
}
