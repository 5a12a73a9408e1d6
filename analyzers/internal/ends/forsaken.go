package ends

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findForsaken finds an object whose loop has been started, and which a function forgets
// where it leaves with an error: only a method of the object ends the loop, and nobody has
// the object any more.
func (s *solver) findForsaken() {
	if s.isForTests() {
		return
	}
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		start := s.soleStart(f)
		if start == nil || start.In == nil || start.Repeat != nil || !s.mayFollow(start.In) {
			continue
		}
		x := s.objectIn(f, start)
		ender := s.soleEnder(f)
		if x == nil || ender == nil || program.Named(x.Type()) != receiverType(ender) || s.leadsTo(f, func(g *program.Func) bool { return g == ender }) {
			continue
		}
		o := forsaken{loop: f, ender: ender, by: start.In, from: start.Expr, x: x}
		s.forsakes(o)
		if !s.onlyGives(o) {
			continue
		}
		for _, e := range s.runs.Edges.In(start.In) {
			if v := s.keeperBy(e); v != nil {
				s.forsakes(forsaken{loop: f, ender: ender, by: e.From, from: e.Call.Expr, x: v})
			}
		}
	}
}

// A forsaken is an object x that a function has, and whose loop runs from a node on until
// ender is called.
type forsaken struct {
	loop, ender, by *program.Func
	from            *ast.CallExpr
	x               *types.Var
}

// objectIn is the variable that holds the object whose loop a go statement starts: that
// whose method it is, or whose channel its literal waits for.
func (s *solver) objectIn(f *program.Func, start *program.Call) *types.Var {
	e := start.Expr.Fun
	if f.Lit != nil {
		quit := s.lastWord(f)
		if quit == nil {
			return nil
		}
		e = quit.Chan
	}
	x, ok := s.prog.Var(holderExpr(e)).(*types.Var)
	if !ok || !local(x) || !start.In.Has(x) || len(s.prog.Assigned(x)) != 1 {
		return nil
	}
	return x
}

func holderExpr(e ast.Expr) ast.Expr {
	if id := holder(e); id != nil {
		return id
	}
	return nil
}

// lastWord is what alone a loop waits for to end, and which only comes by the word of its
// object's methods; nil if it also ends otherwise.
func (s *solver) lastWord(f *program.Func) *program.Op {
	for _, op := range f.Ops {
		if op.Kind == program.Range && op.Repeat == nil {
			loop := op.Node.(*ast.RangeStmt)
			if isField(op.Var) && len(s.waysOut(loop, loop.Body)) == 0 {
				return op
			}
			return nil
		}
		r := op.Repeat
		if op.Kind != program.Choose || op.Select.Default || r == nil || r.Outer != nil {
			continue
		}
		loop, ok := r.Stmt.(*ast.ForStmt)
		outs := s.waysOut(r.Stmt, r.Body)
		if !ok || loop.Cond != nil || len(outs) != 1 {
			return nil
		}
		if arm := s.armOf(f, outs[0]); arm != nil && arm.Kind == program.Receive && isField(arm.Var) {
			return arm
		}
		return nil
	}
	return nil
}

// soleEnder is the method by which alone a loop ends: nobody else has its word.
func (s *solver) soleEnder(f *program.Func) (ender *program.Func) {
	word := s.lastWord(f)
	if word == nil {
		return nil
	}
	completions, all := s.prog.Channel(word.Var).Completions()
	if !all {
		return nil
	}
	for _, op := range completions {
		switch {
		case word.Kind == program.Range && op.Kind == program.Send, s.prog.InTest(op.Node.Pos()):
		case op.In == nil || ender != nil && op.In.Declared() != ender:
			return nil
		default:
			ender = op.In.Declared()
		}
	}
	if ender == nil || receiverType(ender) == nil {
		return nil
	}
	return ender
}

// onlyGives reports whether a function does nothing with an object but to return it, as its
// only result.
func (s *solver) onlyGives(o forsaken) bool {
	uses, ok := s.usesOf(o)
	if !ok || len(uses) == 0 || o.by.Sig.Results().Len() != 1 || o.by.Obj == nil {
		return false
	}
	given := 0
	o.by.Inspect(func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok && len(ret.Results) == 1 && s.prog.Var(ret.Results[0]) == types.Object(o.x) {
			given++
		}
		return true
	})
	return given == len(uses)
}

// keeperBy is the local variable that alone gets what a call returns.
func (s *solver) keeperBy(e edges.Edge) *types.Var {
	if !e.Waits() || e.Call == nil || e.Call.Repeat != nil || e.From == nil || e.How == edges.Deferred || s.prog.InTest(e.At.Pos()) || !s.mayFollow(e.From) {
		return nil
	}
	return s.prog.HolderOf(e.Call.Expr)
}

// forsakes notes where a function leaves with an error, and with nobody who has the object,
// which other ways hand on or end.
func (s *solver) forsakes(o forsaken) {
	uses, ok := s.usesOf(o)
	if !ok || len(uses) == 0 || uses[0] < o.from.Pos() { // it is in no for statement
		return
	}
	exit, ok := s.paths(o.by).Unmet(o.from, func(n ast.Node) bool { return holds(n, uses) })
	ret, isReturn := exit.(*ast.ReturnStmt)
	if !ok || !isReturn || !s.failsBy(ret) {
		return
	}
	s.add(Stranded{
		Kind: Forsaken, Op: &program.Op{In: o.by, Node: ret}, By: o.loop, Way: o.from,
		Why: o.x.Name() + "." + o.ender.Obj.Name(), Strict: true, // none has been seen in the programs that were judged
	})
}

// failsBy reports whether a return gives an error.
func (s *solver) failsBy(ret *ast.ReturnStmt) bool {
	if len(ret.Results) == 0 {
		return false
	}
	last := s.pass.TypesInfo.Types[ret.Results[len(ret.Results)-1]]
	return last.Type != nil && !last.IsNil() && types.Identical(last.Type, types.Universe.Lookup("error").Type())
}

// usesOf are the places, in source order, where a function does more with an object than to read its fields
// and to call methods that keep it to themselves; false if a literal has it, too.
func (s *solver) usesOf(o forsaken) (uses []token.Pos, ok bool) {
	ok = true
	ast.PreorderStack(o.by.Body(), nil, func(n ast.Node, stack []ast.Node) bool {
		if lit, isLit := n.(*ast.FuncLit); isLit {
			ok = ok && (lit == o.loop.Lit || !s.mentions(lit, o.x))
			return false
		}
		id, isID := n.(*ast.Ident)
		if !isID || s.pass.TypesInfo.Uses[id] != types.Object(o.x) {
			return true
		}
		if !s.isPassing(stack, o) {
			uses = append(uses, id.Pos())
		}
		return true
	})
	return uses, ok
}

// isPassing reports whether an object's name stands where it is only asked for a field, or
// to do something that neither ends its loop nor gives it away.
func (s *solver) isPassing(stack []ast.Node, o forsaken) bool {
	sel, ok := stack[len(stack)-1].(*ast.SelectorExpr)
	if !ok {
		return false
	}
	fn, isMethod := s.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
	if !isMethod {
		return true
	}
	call, ok := stack[len(stack)-2].(*ast.CallExpr)
	if ok && call == o.from {
		return true
	}
	f := s.prog.FuncOf(fn)
	return ok && call.Fun == sel && f != nil && f.Body() != nil && s.keepsToItself(f, o.ender)
}

// keepsToItself reports whether a method neither leads to another one nor hands its object
// on.
func (s *solver) keepsToItself(f, ender *program.Func) bool {
	return !s.leadsTo(f, func(g *program.Func) bool { return g == ender || s.handsOn(g) })
}

// handsOn reports whether a method uses its receiver as a value.
func (s *solver) handsOn(f *program.Func) bool {
	recv := f.Receiver()
	if recv == nil {
		return false
	}
	on := false
	ast.PreorderStack(f.Body(), nil, func(n ast.Node, stack []ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && s.pass.TypesInfo.Uses[id] == types.Object(recv) {
			_, selects := stack[len(stack)-1].(*ast.SelectorExpr)
			on = on || !selects
		}
		return !on
	})
	return on
}
