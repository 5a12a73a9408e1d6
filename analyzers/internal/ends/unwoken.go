package ends

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findUnsignalled finds waits on a condition variable, in a loop that leaves when a flag is
// set, where the exported function that sets it and ends the object signals nobody: who
// waits then does not see the flag.
func (s *solver) findUnsignalled(cond types.Object, waits, signals []*program.Call) {
	enders := make(map[*types.Var]*program.Func)
	for _, wait := range waits {
		if s.flags++; s.flags > maxAsked {
			return
		}
		for _, flag := range s.flagsAround(wait) {
			ender, known := enders[flag]
			if !known {
				ender = s.enderUnheard(flag, cond, signals)
				enders[flag] = ender
			}
			if ender == nil || ender == wait.In {
				continue
			}
			on := ast.Unparen(wait.Expr.Fun).(*ast.SelectorExpr).X
			s.add(Stranded{
				Kind: Unsignalled, Op: &program.Op{In: wait.In, Node: wait.Expr, Chan: on}, By: ender,
				Way: s.setterIn(ender, flag), Field: flag, Likely: true, Strict: s.hasOthers(),
			})
			break
		}
	}
}

// enderUnheard is an exported function that sets a flag and signals nobody, where nobody
// else signals once it is set.
func (s *solver) enderUnheard(flag *types.Var, cond types.Object, signals []*program.Call) *program.Func {
	ender := s.silentEnder(flag, cond)
	if ender == nil || !s.onlySignals(cond, len(signals)) || !all(signals, func(c *program.Call) bool { return s.isBefore(c, flag) }) {
		return nil
	}
	return ender
}

func all(calls []*program.Call, ok func(*program.Call) bool) bool {
	return !slices.ContainsFunc(calls, func(c *program.Call) bool { return !ok(c) })
}

// flagsAround are the fields that, once they are true, lead out of the loop in which a
// function waits: it asks for them in each round.
func (s *solver) flagsAround(wait *program.Call) (flags []*types.Var) {
	if wait.Repeat == nil {
		return nil
	}
	loop, ok := wait.Repeat.Stmt.(*ast.ForStmt)
	if !ok {
		return nil
	}
	var goesOn []state
	if loop.Cond != nil {
		goesOn = s.states(loop.Cond, true)
	}
	for _, stmt := range loop.Body.List {
		if stmt, ok := stmt.(*ast.IfStmt); ok && leavesLoop(stmt.Body) {
			goesOn = append(goesOn, s.states(stmt.Cond, false)...)
		}
	}
	for _, st := range goesOn {
		if st.value == "true" && !st.equal && !slices.Contains(flags, st.field) {
			flags = append(flags, st.field)
		}
	}
	return flags
}

// leavesLoop reports whether a block ends with a return, or a break.
func leavesLoop(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	b, ok := body.List[len(body.List)-1].(*ast.BranchStmt)
	return ok && b.Tok == token.BREAK || lastReturn(body) != nil
}

// silentEnder is an exported function that ends an object and sets its flag, and neither
// it nor what it calls signals; nil if another one sets the flag and signals.
func (s *solver) silentEnder(flag *types.Var, cond types.Object) (ender *program.Func) {
	for _, f := range s.writersOf(flag) {
		if s.setterIn(f, flag) == nil {
			continue
		}
		within := s.within(f)
		if len(within) == maxWithin || slices.ContainsFunc(within, func(g *program.Func) bool { return s.names(g.Node(), cond) }) {
			return nil
		}
		if isEnder(f) {
			ender = f
		}
	}
	return ender
}

// onlySignals reports whether nobody does anything else with a condition variable than
// to wait for it, and to signal it by calls that are known.
func (s *solver) onlySignals(cond types.Object, known int) bool {
	only := true
	for _, file := range s.pass.Files {
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok || s.pass.TypesInfo.Uses[id] != cond {
				return only
			}
			if only = only && !mayWake(id, stack, true); mayWake(id, stack, false) {
				known--
			}
			return only
		})
	}
	return only && known == 0 // a method's value is not called where it stands
}

// setterIn is the assignment by which f sets a flag; nil if it clears it.
func (s *solver) setterIn(f *program.Func, flag *types.Var) (at ast.Node) {
	f.Inspect(func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 && s.prog.Var(a.Lhs[0]) == types.Object(flag) {
			if value, ok := s.constant(a.Rhs[0]); ok && value == "true" {
				at = a
			}
		}
		return true
	})
	return at
}

// isBefore reports whether a signal does not come once a flag is set: it stands under a
// condition that says so, or an exported function gives it, which nobody calls on an
// object that has been ended.
func (s *solver) isBefore(signal *program.Call, flag *types.Var) bool {
	if slices.ContainsFunc(s.statesAt(signal.In, signal.Expr), func(st state) bool {
		return st.field == flag && (st.value == "true") != st.equal
	}) {
		return true
	}
	f := signal.In
	return signal.How == program.Plain && f.Obj != nil && f.Obj.Exported() && !isEnder(f) && !s.onGoroutine(f)
}
