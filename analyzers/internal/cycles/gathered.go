package cycles

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A gathering is a wait of a function for goroutines that it has started: for the group
// that counts them, or for a channel that one of them closes.
type gathering struct {
	f     *program.Func
	wait  *Wait
	at    token.Pos // of what is waited on
	dones []*Ender
}

// findGathered finds functions that wait for their goroutines before they receive what
// these send: they are not done before that.
func (s *solver) findGathered() {
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) || !slices.ContainsFunc(f.Ops, takes) {
			continue
		}
		left := maxWaits // each is a question of the function's ways
		for _, call := range f.Calls {
			if group := s.groupWaited(call); group != nil && left > 0 {
				left--
				s.prepare()
				dones := append(s.donesOf(s.prog.Var(group)), s.donesPassed(f, group)...)
				s.gathers(gathering{f, &Wait{Group: call, at: call.Expr, call: call, in: f, sure: true}, call.Expr.Pos(), dones})
			}
		}
		for _, op := range f.Ops {
			if dones := s.closerOf(op); dones != nil && left > 0 {
				left--
				s.gathers(gathering{f, &Wait{Op: op, at: op.Node, in: f, sure: true}, op.Chan.Pos(), dones})
			}
		}
	}
}

// takes reports whether an operation receives, alone or as an arm of a select.
func takes(op *program.Op) bool { return op.Kind != program.Send && op.Kind != program.Close }

// groupWaited is the group that a call waits for where it stands; nil if it is another one.
func (s *solver) groupWaited(call *program.Call) ast.Expr {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Wait" || call.How != program.Plain || call.Callee == nil || !s.isGroup(sel.X) {
		return nil
	}
	return sel.X
}

// donesPassed are the goroutines of f's go statements to which it passes a group's address,
// where they say that they are done.
func (s *solver) donesPassed(f *program.Func, group ast.Expr) (all []*Ender) {
	v := s.prog.Var(group)
	for _, call := range f.Calls {
		if call.How != program.Go || len(call.Targets) != 1 || call.Targets[0].Sig.Variadic() || v == nil {
			continue
		}
		to := call.Targets[0].Func
		for i, arg := range call.Expr.Args {
			if addr, ok := ast.Unparen(arg).(*ast.UnaryExpr); ok && addr.Op == token.AND && s.prog.Var(addr.X) == v {
				all = append(all, s.donesBy(to, to.Sig.Params().At(i))...)
			}
		}
	}
	return all
}

// donesBy are the calls of Done in a function on what it knows as v.
func (s *solver) donesBy(f *program.Func, v any) (all []*Ender) {
	for _, sync := range s.syncsOf(f) {
		if sync.Kind == program.Done && any(sync.Var) == v && sync.Call.How != program.Go {
			all = append(all, &Ender{At: sync.Call.Expr, In: f, chanExpr: sync.On, deferred: sync.Call.How == program.Defer})
		}
	}
	return all
}

// closerOf is the goroutine that alone closes what an operation waits for, and nothing else
// ends: a range, or a receive of what nobody sends.
func (s *solver) closerOf(op *program.Op) []*Ender {
	if op.Kind != program.Range && op.Kind != program.Receive || op.Select != nil || !isLocal(op.Var) {
		return nil
	}
	var closes []*Ender
	for _, e := range s.endersOf(op) {
		if e.op.Kind == program.Close {
			closes = append(closes, e)
		} else if op.Kind == program.Receive {
			return nil
		}
	}
	if len(closes) != 1 || closes[0].In == op.In {
		return nil
	}
	return closes
}

// gathers looks among the goroutines that a function starts, and waits for, for one that
// sends what the function alone receives, and only behind that wait.
func (s *solver) gathers(g gathering) {
	for _, done := range g.dones {
		goroutine := cmp.Or(done.In.Head, done.In)
		start := s.startIn(g.f, goroutine)
		if start == nil {
			continue
		}
		for _, op := range goroutine.Ops[:min(len(goroutine.Ops), maxEnders)] {
			if op.Kind != program.Send || op.Select != nil || !s.comesBefore(op, done) || !s.takenBehind(g, start, op) {
				continue
			}
			send := &Wait{Op: op, at: op.Node, in: goroutine, sure: true}
			s.add(Circle{
				Kind: Both, At: g.wait.at, Call: g.wait.call, Op: g.wait.Op,
				Knot:    &Knot{By: g.f, Wait: g.wait, Other: goroutine, OtherWait: send},
				Related: []analysis.RelatedInformation{{Pos: program.Place(op.Node), Message: goroutine.Name() + " " + send.Verb() + " here"}},
			})
			return
		}
	}
}

// startIn is where f starts a goroutine: a literal of its own, or a function by a go statement.
func (s *solver) startIn(f, goroutine *program.Func) ast.Node {
	if goroutine.Lit != nil {
		if goroutine.Outer != f {
			return nil
		}
		return goroutine.Lit
	}
	for _, e := range s.runs.Edges.In(goroutine) {
		if e.From == f && e.Call != nil && e.Call.How == program.Go {
			return e.Call.Expr
		}
	}
	return nil
}

// comesBefore reports whether a goroutine that sends is done only then, on this way.
func (s *solver) comesBefore(op *program.Op, done *Ender) bool {
	return done.deferred || done.In.Head != nil || s.locks.Paths(done.In).Before(op.Node, done.At)
}

// takenBehind reports whether a channel without room is received from by a function alone,
// and from the start of a goroutine on only behind its wait.
func (s *solver) takenBehind(g gathering, start ast.Node, op *program.Op) bool {
	n, known := s.room(op)
	takers := s.endersOf(op)
	if !known || n > 0 || len(takers) == 0 || g.wait.Op != nil && op.Var == g.wait.Op.Var {
		return false
	}
	ways := s.locks.Paths(g.f)
	waits := func(n ast.Node) bool { return program.Contains(n, g.at) }
	return !slices.ContainsFunc(takers, func(e *Ender) bool {
		return e.In != g.f || !isLocal(e.op.Var) || program.Contains(g.wait.at, e.At.Pos()) || ways.ReachesUnmet(start, e.At, waits) || !ways.Reaches(atNode(g.wait), e.At)
	})
}
