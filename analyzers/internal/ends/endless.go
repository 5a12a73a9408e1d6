package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findEndless finds loops that the objects of a type have, each on a goroutine of its
// own, and that nothing ends, although the type has a method that ends the object:
// objects come and go, and their goroutines stay.
func (s *solver) findEndless() {
	if s.isForTests() {
		return
	}
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		op := s.endlessOp(f)
		if op == nil {
			continue
		}
		start := s.onlyStart(f)
		if start == nil || s.runs.Once(start.From) || start.Call.Repeat != nil {
			continue
		}
		if ender := s.enderOf(objectOf(f, start.From)); ender != nil {
			s.add(Stranded{Kind: Endless, Op: op, By: ender, Way: start.At, Likely: true, Strict: s.hasOthers()})
		}
	}
}

// endlessOp is what f waits for in a loop of its own that nothing ends; nil if there is
// no such loop. A loop that waits for nothing of these may end with what it calls.
func (s *solver) endlessOp(f *program.Func) *program.Op {
	for _, op := range f.Ops {
		switch op = soleWait(op); {
		case op.Kind == program.Range:
			loop := op.Node.(*ast.RangeStmt)
			if op.Repeat == nil && len(loop.Body.List) > 0 && s.neverComes(op) && len(s.waysOut(loop, loop.Body)) == 0 {
				return op
			}
		case op.Kind == program.Choose && !op.Select.Default, op.Kind == program.Receive:
			if r := op.Repeat; r != nil && r.Outer == nil && s.isEndless(r, f) {
				return op
			}
		}
	}
	return nil
}

// isEndless reports whether a loop has no condition, and no way out but such as wait
// for what never comes.
func (s *solver) isEndless(r *program.Repeat, f *program.Func) bool {
	loop, ok := r.Stmt.(*ast.ForStmt)
	if !ok || loop.Cond != nil {
		return false
	}
	return !slices.ContainsFunc(s.waysOut(r.Stmt, r.Body), func(out ast.Node) bool {
		arm := s.armOf(f, out)
		return arm == nil || !s.neverComes(arm)
	})
}

// neverComes reports whether an arm or a range waits for a field's channel that nobody
// closes, and, for an arm, sends to: it never leads out.
func (s *solver) neverComes(op *program.Op) bool {
	ch := s.prog.Channel(op.Var)
	if ch == nil || !isField(op.Var) || !ch.Made() && !ch.MadeWithRoom() || ch.Sourced() {
		return false
	}
	completions, all := ch.Completions()
	return all && !slices.ContainsFunc(completions, func(by *program.Op) bool {
		return by.Kind == program.Close || op.Kind != program.Range
	})
}

// onlyStart is how f is started, if in one way alone, on a goroutine of its own.
func (s *solver) onlyStart(f *program.Func) *edges.Edge {
	in := s.runs.Edges.In(f)
	if len(in) != 1 || in[0].How != edges.Spawned || in[0].Call == nil || in[0].From == nil {
		return nil
	}
	return &in[0]
}

// objectOf is the type of the object whose loop a goroutine is: that of its receiver,
// or that of what starts it, a constructor's or a method's.
func objectOf(f, start *program.Func) *types.Named {
	if f.Obj != nil {
		return receiverType(f)
	}
	d := start.Declared()
	if d == nil {
		return nil
	}
	if t := receiverType(d); t != nil {
		return t
	}
	if results := d.Sig.Results(); results.Len() > 0 {
		return program.Named(results.At(0).Type())
	}
	return nil
}

// enderOf is the method of a type of this package that ends its objects, by its name;
// nil if there is none.
func (s *solver) enderOf(t *types.Named) *program.Func {
	if t == nil {
		return nil
	}
	for m := range t.Origin().Methods() {
		if f := s.prog.FuncOf(m); f != nil && isEnder(f) {
			return f
		}
	}
	return nil
}
