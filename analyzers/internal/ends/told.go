package ends

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findTold finds a goroutine that sends to whoever uses the package, and that an
// exported function tells to end and then waits for. Whoever calls that does
// not receive.
func (s *solver) findTold(ch *program.Channel) {
	n, known := ch.Cap()
	if !ch.Made() || ch.Sourced() || !known || !isField(ch.Var) {
		return
	}
	var sends []*program.Op
	closed := false
	for _, op := range ch.Ops {
		switch {
		case s.prog.InTest(op.Node.Pos()): // as whoever uses the package does
		case op.Kind == program.Close:
			closed = true
		case op.Kind != program.Send:
			return // received here
		case op.Select == nil && (n == 0 || op.Repeat != nil):
			sends = append(sends, op)
		}
	}
	if len(sends) == 0 || len(sends) > maxSenders || !ch.Aliased {
		return
	}
	for _, op := range sends {
		root := s.rootOf(op.In)
		t := s.toldTo(root)
		if t == nil && !closed {
			s.findAbandoned(root, op)
		}
		// Of what is closed when the sender ends, people receive to the end, but where
		// the sender itself waits for others with the word in mind.
		if t != nil && (!closed || s.waitsFor(t.quit)) {
			s.add(Stranded{Kind: Told, Op: op, By: t.by, Way: t.at, Arm: t.quit, Likely: true})
		}
	}
}

// told is how a goroutine is told to end: by what it asks, and who waits for it then,
// and where.
type told struct {
	quit *program.Op
	by   *program.Func
	at   ast.Node
}

func (s *solver) toldTo(root *program.Func) *told {
	if root == nil {
		return nil
	}
	t, known := s.quits[root]
	if known {
		return t
	}
	if quit := s.quitArm(root); quit != nil {
		if by, at := s.stopper(root, quit); at != nil {
			t = &told{quit, by, at}
		}
	}
	s.quits[root] = t
	return t
}

func isField(v types.Object) bool {
	x, ok := v.(*types.Var)
	return ok && x.IsField()
}

// rootOf is the function that a goroutine begins with on which alone f runs, by
// calls on the same receiver.
func (s *solver) rootOf(f *program.Func) *program.Func {
	for range maxCalls {
		in := s.runs.Edges.In(f)
		if len(in) == 0 || len(in) > maxCallers || slices.ContainsFunc(in, func(e edges.Edge) bool {
			return e.From != in[0].From || e.How != in[0].How || e.Same != in[0].Same
		}) {
			return nil
		}
		switch e := in[0]; {
		case e.How == edges.Spawned:
			return f
		case !e.Same || !e.Waits():
			return nil
		default:
			f = e.From
		}
	}
	return nil
}

// quitArm is an arm on which a goroutine ends: of a select in its own function.
func (s *solver) quitArm(root *program.Func) *program.Op {
	for _, op := range root.Ops {
		if op.Kind != program.Choose || op.Repeat == nil {
			continue
		}
		for _, arm := range op.Select.Arms {
			if s.prog.Cancels(arm) && (isField(arm.Var) || s.keeper(arm.Chan) != nil) && len(s.waysOut(op.Repeat.Stmt, op.Repeat.Body)) > 0 && s.leavesBy(arm) {
				return arm
			}
		}
	}
	return nil
}

// waitsFor reports whether a goroutine waits for the word to end beside something else,
// rather than asks for it.
func (s *solver) waitsFor(quit *program.Op) bool {
	return slices.ContainsFunc(quit.In.Ops, func(op *program.Op) bool {
		return op.Kind == program.Choose && !op.Select.Default && len(op.Select.Arms) > 1 && slices.ContainsFunc(op.Select.Arms, func(arm *program.Op) bool {
			if !s.prog.Cancels(arm) {
				return false
			}
			if quit.Var != nil {
				return arm.Var == quit.Var
			}
			object := s.keeper(quit.Chan)
			return object != nil && s.keeper(arm.Chan) == object
		})
	})
}

// leavesBy reports whether an arm leads out of its loop.
func (s *solver) leavesBy(arm *program.Op) bool {
	return slices.ContainsFunc(s.waysOut(arm.Repeat.Stmt, arm.Repeat.Body), func(n ast.Node) bool { return contains(arm.Clause, n) })
}

// stopper is an exported function that waits for a goroutine to end that it has told
// to, and where: it receives what the goroutine closes, waits for its group, or for
// the object that tells it.
func (s *solver) stopper(root *program.Func, quit *program.Op) (*program.Func, ast.Node) {
	if quit.Var == nil {
		return s.stopperOf(root, s.keeper(quit.Chan))
	}
	for _, op := range s.prog.Channel(quit.Var).Ops {
		if op.Kind != program.Close || !s.exported(op.In, maxCalls) {
			continue
		}
		for _, wait := range op.In.Ops {
			if wait.Kind == program.Receive && wait.Node.Pos() > op.Node.Pos() && s.closedBy(wait, root) {
				return wait.In, wait.Node
			}
		}
		for _, group := range s.groups.done[root] {
			for _, wait := range s.groups.waits[group] {
				if wait.Call.In == op.In && wait.Call.Expr.Pos() > op.Node.Pos() {
					return op.In, wait.Call.Expr
				}
			}
		}
	}
	return nil, nil
}

// keeper is the field that holds the object whose method a call calls, by its name or
// silently; nil if there is none.
func (s *solver) keeper(e ast.Expr) *types.Var {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if field := s.prog.EmbeddedBy(sel); field != nil {
		return field
	}
	return s.fieldOf(sel.X)
}

// stopperOf looks for an exported function that tells an object something, and then
// calls its Wait, which a goroutine ends that calls its Done: a tomb, say.
func (s *solver) stopperOf(root *program.Func, object *types.Var) (*program.Func, ast.Node) {
	s.tombs++
	if object == nil || s.tombs > maxAsked || !slices.ContainsFunc(root.Calls, func(c *program.Call) bool { return s.calls(c, object, "Done") }) {
		return nil, nil
	}
	for _, f := range s.prog.Funcs {
		if f.Obj == nil || !f.Obj.Exported() {
			continue
		}
		told := false
		for _, call := range f.Calls {
			if told && s.calls(call, object, "Wait") {
				return f, call.Expr
			}
			told = told || s.calls(call, object, "")
		}
	}
	return nil, nil
}

// calls reports whether a call is of an object's method, of any if it has no name.
func (s *solver) calls(call *program.Call, object *types.Var, method string) bool {
	return call.Callee != nil && (method == "" || call.Callee.Name() == method) && s.keeper(call.Expr) == object
}

// findTokens finds a token that one function leaves for another that nobody here
// calls: the next one finds no room.
func (s *solver) findTokens(ch *program.Channel) {
	uses, ok := ch.Uses()
	n, known := ch.Cap()
	if !ok || !ch.Made() || ch.Sourced() || !known || n == 0 || !program.IsToken(ch.Var.Type()) {
		return
	}
	var send, receive *program.Op
	for _, op := range uses {
		switch {
		case s.prog.InTest(op.Node.Pos()):
		case op.Kind == program.Send && op.Select == nil && send == nil && s.isPartOfEnder(op.In):
			send = op
		case op.Kind == program.Receive && op.Select == nil && receive == nil && s.isUncalled(op.In):
			receive = op
		default:
			return
		}
	}
	if send != nil && receive != nil && send.In != receive.In {
		s.add(Stranded{Kind: Token, Op: send, By: receive.In, Way: receive.Node, Likely: true})
	}
}

// isUncalled reports whether only other packages call f.
func (s *solver) isUncalled(f *program.Func) bool {
	return f != nil && f.Obj != nil && f.Obj.Exported() && !slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool {
		return !s.prog.InTest(e.At.Pos())
	})
}

// isPartOfEnder reports whether f ends something by its name, or is what alone such
// functions call.
func (s *solver) isPartOfEnder(f *program.Func) bool {
	in := s.runs.Edges.In(f)
	return isEnder(f) || len(in) > 0 && f.Obj != nil && !f.Obj.Exported() &&
		!slices.ContainsFunc(in, func(e edges.Edge) bool { return !s.prog.InTest(e.At.Pos()) && !isEnder(e.From) })
}

// isEnder reports whether f is by its name what ends something.
func isEnder(f *program.Func) bool {
	return f != nil && f.Obj != nil && f.Obj.Exported() && slices.ContainsFunc(
		[]string{"Stop", "Close", "Shutdown", "Quit", "Terminate", "Cancel"},
		func(verb string) bool { return strings.HasPrefix(f.Obj.Name(), verb) })
}
