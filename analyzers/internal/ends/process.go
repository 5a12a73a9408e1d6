package ends

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A processEnd is how the package hears that the process is told to end. What is
// left waiting then, nobody misses.
type processEnd struct {
	signals map[types.Object]bool  // the channels that say so
	asks    map[*program.Func]bool // the functions that ask for it: each lasts as long as the process

	passed map[*program.Func]bool // the functions that are passed to others, once somebody asks
	funcs  []*program.Func        // all by their places, once somebody asks
}

func findSignals(prog *program.Package) processEnd {
	p := processEnd{signals: make(map[types.Object]bool), asks: make(map[*program.Func]bool)}
	for _, f := range prog.Funcs {
		for _, call := range f.Calls {
			if !asksForEnd(call) {
				continue
			}
			if v := prog.Var(call.Expr.Args[0]); v != nil && call.Callee.Name() == "Notify" {
				p.signals[v] = true
			}
			for outer := f; outer != nil; outer = outer.Outer {
				p.asks[outer] = true
			}
		}
	}
	return p
}

// asksForEnd reports whether a call asks for a signal that ends processes: by
// name, among those of a list, or for all there are.
func asksForEnd(call *program.Call) bool {
	isNotify := program.IsFunc(call.Callee, "os/signal", "Notify") || program.IsFunc(call.Callee, "os/signal", "NotifyContext")
	if !isNotify || len(call.Expr.Args) == 0 {
		return false
	}
	signals := call.Expr.Args[1:]
	return len(signals) == 0 || call.Expr.Ellipsis.IsValid() || slices.ContainsFunc(signals, isFatal)
}

// isFatal reports whether a signal is one by which people and supervisors end
// processes; a terminal's hangup is as often "read your configuration again".
func isFatal(signal ast.Expr) bool {
	sel, ok := ast.Unparen(signal).(*ast.SelectorExpr)
	return ok && slices.Contains([]string{"Interrupt", "Kill", "SIGINT", "SIGTERM", "SIGQUIT", "SIGKILL"}, sel.Sel.Name)
}

// endsWithProcess reports whether an arm waits until the process is told to end.
func (s *solver) endsWithProcess(arm *program.Op) bool {
	if arm.Var != nil {
		return s.fromProcess(arm.Var, maxCalls)
	}
	v := s.contextOf(arm)
	return v != nil && s.fromProcess(v, maxCalls)
}

// fromProcess reports whether a variable holds what says that the process ends: a
// channel of signals, or the context of a function that asks for them. A
// parameter does if all that the package passes for it do.
func (s *solver) fromProcess(v types.Object, depth int) bool {
	if s.process.signals[v] {
		return true
	}
	x, ok := v.(*types.Var)
	if !ok || depth == 0 {
		return false
	}
	param, ok := s.prog.ParamOf(x)
	if !ok {
		return s.isProcessContext(x)
	}
	callers := 0
	for _, e := range s.runs.Edges.In(param.Of) {
		if s.prog.InTest(e.At.Pos()) {
			continue
		}
		callers++
		if callers > maxCallers || e.Handed || e.Call == nil || param.Index < 0 || param.Index >= len(e.Call.Expr.Args) {
			return false
		}
		if with := s.prog.Var(e.Call.Expr.Args[param.Index]); with == nil || !s.fromProcess(with, depth-1) {
			return false
		}
	}
	return callers > 0
}

// isProcessContext reports whether a variable is a context that a function made
// that asks for signals, and that ends only when it or somebody for it says so.
func (s *solver) isProcessContext(v *types.Var) bool {
	if !local(v) || !s.process.asks[s.declaring(v)] {
		return false
	}
	made := s.prog.Assigned(v)
	return len(made) > 0 && !slices.ContainsFunc(made, func(a program.Assignment) bool { return !s.isCanceled(a.Value) })
}

// declaring is the function in whose own body a variable is declared: a literal's
// are not those of the function that it stands in.
func (s *solver) declaring(v *types.Var) *program.Func {
	if s.process.funcs == nil {
		s.process.funcs = slices.SortedStableFunc(slices.Values(s.prog.Funcs), func(f, g *program.Func) int {
			return cmp.Compare(f.Node().Pos(), g.Node().Pos())
		})
	}
	after, _ := slices.BinarySearchFunc(s.process.funcs, v.Pos(), func(f *program.Func, pos token.Pos) int {
		return cmp.Compare(f.Node().Pos(), pos)
	})
	if after == 0 {
		return nil
	}
	f := s.process.funcs[after-1]
	for f != nil && !f.Has(v) {
		f = f.Outer
	}
	return f
}

// isCanceled reports whether an expression makes a context that no time ends.
func (s *solver) isCanceled(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := s.prog.Callee(call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "context":
		return !strings.HasPrefix(fn.Name(), "WithTimeout") && !strings.HasPrefix(fn.Name(), "WithDeadline")
	case "os/signal":
		return true
	}
	return false
}

// forTests are the folders of what tests alone use, by convention.
var forTests = []string{"test", "tests", "testing", "testutil", "testutils", "testhelper", "testhelpers", "e2e"}

// isForTests reports whether the package supports tests, by the folders that it is
// in: what it leaves behind ends with them.
func (s *solver) isForTests() bool {
	return slices.ContainsFunc(strings.Split(s.pass.Pkg.Path(), "/"), func(folder string) bool { return slices.Contains(forTests, folder) })
}

// runsServers reports whether the goroutines of a function serve a network until
// somebody ends that: who starts servers lasts as long as the process, as a rule.
func (h *handBack) runsServers() bool {
	return slices.ContainsFunc(h.sends, func(send *program.Op) bool {
		return slices.ContainsFunc(send.In.Calls, func(call *program.Call) bool { return h.serves(call) })
	})
}

// serves reports whether a call serves a network, also by a variable of the function
// that it stands in.
func (s *solver) serves(call *program.Call) bool {
	v, ok := s.prog.Var(call.Expr.Fun).(*types.Var)
	if call.Callee != nil || !ok || !local(v) {
		return isServer(call.Callee)
	}
	return slices.ContainsFunc(s.prog.Assigned(v), func(a program.Assignment) bool { return a.Value != nil && s.namesServer(a.Value) })
}

// namesServer reports whether an expression names a function that serves a network: as
// it is, or called in a literal.
func (s *solver) namesServer(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			fn, _ := s.pass.TypesInfo.Uses[id].(*types.Func)
			found = found || isServer(fn)
		}
		return !found
	})
	return found
}

// isServer reports whether a function serves a network: net/http's, or a method of
// that form.
func isServer(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	switch name := fn.Name(); {
	case strings.HasPrefix(name, "ListenAndServe"):
		return true
	case strings.HasPrefix(name, "Serve"):
		params := fn.Signature().Params()
		return params.Len() > 0 && isListener(params.At(0).Type())
	}
	return false
}

func isListener(t types.Type) bool {
	named := program.Named(t)
	return named != nil && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "net" && (named.Obj().Name() == "Listener" || named.Obj().Name() == "PacketConn")
}

// isToldLoop reports whether a function serves an object's requests until it is
// told to end, and leaves in no other way: the object's end comes once.
func (s *solver) isToldLoop(f *program.Func) bool {
	for _, op := range f.Ops {
		if op.Kind == program.Choose && op.Repeat != nil && slices.ContainsFunc(op.Select.Arms, func(arm *program.Op) bool {
			return arm.Kind == program.Receive && isField(arm.Var) && !s.leavesBy(arm)
		}) {
			return s.endsWhenTold(f, op.Repeat)
		}
	}
	return false
}

func (s *solver) endsWhenTold(f *program.Func, r *program.Repeat) bool {
	for _, out := range s.waysOut(r.Stmt, r.Body) {
		arm := s.armOf(f, out)
		if arm == nil || !s.prog.Cancels(arm) && !s.whenClosed(arm, out) {
			return false
		}
	}
	return true
}

// isLast reports whether the process ends with a function, as a rule: one that asks
// for its end, or a command of a program, which nobody calls but its main
// function and nobody is passed as what a server calls for each request.
func (s *solver) isLast(f *program.Func) bool {
	if s.process.asks[f] {
		return true
	}
	if s.pass.Pkg.Name() != "main" || f.Sig.Recv() != nil || s.isPassed(f) {
		return false
	}
	return !slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool { return !isMain(e.From) })
}

func (s *solver) isPassed(f *program.Func) bool {
	if s.process.passed == nil {
		s.process.passed = make(map[*program.Func]bool)
		for _, flow := range s.prog.Flows {
			for _, value := range flow.Values {
				if flow.Kind == program.Passed {
					s.process.passed[value.Func] = true
				}
			}
		}
	}
	return s.process.passed[f]
}
