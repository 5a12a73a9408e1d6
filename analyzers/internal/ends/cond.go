package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findConds finds waits on a condition variable that nobody signals: all that is
// done with it is in sight.
func (s *solver) findConds() {
	waits := make(map[types.Object][]*program.Call)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if !waitsForCond(call) || s.prog.InTest(call.Expr.Pos()) {
				continue
			}
			sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
			if !ok {
				continue
			}
			v := s.prog.Var(sel.X)
			if v != nil && v.Pkg() == s.pass.Pkg && (!v.Exported() || s.pass.Pkg.Name() == "main") && (isField(v) || local(v)) {
				waits[v] = append(waits[v], call)
			}
		}
	}
	woken := s.dropSignalled(waits)
	if len(waits) == 0 {
		return // as almost always
	}
	for _, file := range s.pass.Files {
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if v, ok := s.pass.TypesInfo.Uses[id].(*types.Var); ok && waits[v.Origin()] != nil && mayWake(id, stack, woken[v.Origin()].by != nil) {
					delete(waits, v.Origin())
				}
			}
			return true
		})
	}
	for v, calls := range waits {
		for _, call := range calls {
			on := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr).X
			w := Stranded{Kind: Asleep, Op: &program.Op{In: call.In, Node: call.Expr, Chan: on}, By: call.In, Likely: true, Strict: s.hasOthers()}
			if waker := woken[v]; waker.by != nil {
				if waker.by == call.In || !s.exported(call.In, maxCalls) {
					continue
				}
				w.Kind, w.By, w.Way, w.Arm = Unwoken, waker.by, waker.quit.Clause, waker.quit
			}
			s.add(w)
		}
	}
}

// A waker is the goroutine that alone signals a condition variable, and the arm on
// which it ends.
type waker struct {
	by   *program.Func
	quit *program.Op
}

// dropSignalled leaves out those that a call signals, but for those that one goroutine
// alone does, which can have ended.
func (s *solver) dropSignalled(waits map[types.Object][]*program.Call) map[types.Object]waker {
	if len(waits) == 0 {
		return nil
	}
	signals := make(map[types.Object][]*program.Call)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee == nil || call.Callee.Name() != "Signal" && call.Callee.Name() != "Broadcast" {
				continue
			}
			if sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr); ok {
				if v := s.prog.Var(sel.X); waits[v] != nil {
					signals[v] = append(signals[v], call)
				}
			}
		}
	}
	woken := make(map[types.Object]waker)
	for v, calls := range signals {
		if w := s.wakerOf(calls); w.by != nil {
			woken[v] = w
		} else {
			s.findUnsignalled(v, waits[v], calls)
			delete(waits, v)
		}
	}
	return woken
}

// wakerOf is the goroutine on which alone some signals are given, each in a round of
// its loop; none if it may give one when it ends, or nobody is known to end it.
func (s *solver) wakerOf(signals []*program.Call) (w waker) {
	for _, call := range signals {
		root := s.goroutineOf(call.In)
		if root == nil || w.by != nil && root != w.by || call.How != program.Plain || call.In == root && call.Repeat == nil {
			return waker{}
		}
		w.by = root
	}
	w.quit = s.quitArm(w.by)
	if w.quit == nil || !s.endedFromOutside(w.quit) || slices.ContainsFunc(signals, func(c *program.Call) bool { return contains(w.quit.Clause, c.Expr) }) {
		return waker{}
	}
	return w
}

// goroutineOf is the function that a goroutine begins with on which alone f runs, in
// place; nil if there is none, or several.
func (s *solver) goroutineOf(f *program.Func) *program.Func {
	for range maxCalls {
		in := s.runs.Edges.In(f)
		if len(in) == 0 || len(in) > maxCallers || slices.ContainsFunc(in, func(e edges.Edge) bool { return e.From != in[0].From || e.How != in[0].How }) {
			return nil
		}
		switch in[0].How {
		case edges.Spawned:
			return f
		case edges.InPlace:
			f = in[0].From
		default:
			return nil
		}
	}
	return nil
}

func waitsForCond(call *program.Call) bool {
	return program.IsFunc(call.Callee, "sync", "Cond.Wait")
}

// mayWake reports whether a use of a condition variable is another one than to wait
// for it, to lock its lock, and to make it; nor, with known signals, to signal it.
func mayWake(id *ast.Ident, stack []ast.Node, known bool) bool {
	var e ast.Node = id
	for i := len(stack) - 1; i >= 0; i-- {
		switch p := stack[i].(type) {
		case *ast.ParenExpr:
			e = p
		case *ast.SelectorExpr:
			if p.X == e {
				return p.Sel.Name != "Wait" && p.Sel.Name != "L" && !(known && (p.Sel.Name == "Signal" || p.Sel.Name == "Broadcast"))
			}
			e = p // x.cond
		case *ast.AssignStmt:
			for _, l := range p.Lhs {
				if l == e {
					return false
				}
			}
			return true
		case *ast.KeyValueExpr:
			return p.Key != e
		case *ast.BinaryExpr:
			return false
		default:
			return true
		}
	}
	return true
}

// hasOthers reports whether the package has files for other platforms, which may do
// what nobody does here.
func (s *solver) hasOthers() bool { return len(s.pass.IgnoredFiles) > 0 }
