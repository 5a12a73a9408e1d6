package locks

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// take finds which locks f waits for, and reports whether any is new.
func (s *solver) take(f *program.Func) (changed bool) {
	sum := s.funcs[f]
	before := 0
	if sum != nil {
		before = sum.taken()
	}
	add := func(t Take) {
		if sum == nil {
			sum = &summary{}
			s.funcs[f] = sum
		}
		sum.take(t)
	}
	if !s.stepped[f] { // what it does itself stays the same
		s.stepped[f] = true
		for _, call := range f.Calls {
			if call.How != program.Go && !s.prog.Off(call.Expr) {
				s.takesOf(f, call, add)
			}
		}
		s.takesTokens(f, add)
	}
	for _, e := range s.runs.Edges.Out(f) {
		if e.Waits() && e.How != edges.Forwarded && !s.prog.Off(e.At) {
			s.rise(f, e, add)
		}
	}
	s.formattedTakes(f, add)
	return sum != nil && sum.taken() > before
}

// taken is how many takes are known.
func (sum *summary) taken() int { return len(sum.takes) + len(sum.again) + len(sum.asked) }

// take keeps the nearest way to each lock. One that the function unlocks for its
// callers it may have unlocked before it takes it.
func (sum *summary) take(t Take) {
	again := t.again || slices.ContainsFunc(sum.free, func(l Lock) bool {
		return l.Ref == t.Ref || l.Var != nil && l.Var == t.Var && !(l.Known() && t.Known())
	})
	switch {
	case t.onlyIf != nil && again:
		// Whoever asks for it may have asked before to let it go.
	case t.onlyIf != nil:
		sum.asked = keepNearest(sum.asked, t)
	case again:
		t.again = true
		sum.again = keepNearest(sum.again, t)
	default:
		sum.takes = keepNearest(sum.takes, t)
	}
}

func keepNearest(all []Take, t Take) []Take {
	for i, have := range all {
		if have.At == t.At && have.Lock == t.Lock {
			if t.Hops < have.Hops {
				all[i] = t
			}
			return all
		}
	}
	if len(all) < maxTakes {
		all = append(all, t)
	}
	return all
}

// takesOf adds what a call itself waits for: it locks, or is of another package and does.
func (s *solver) takesOf(f *program.Func, call *program.Call, add func(Take)) {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	if edges.IsOnce(call.Callee) { // it waits for whoever is at it
		ref, v := s.r.receiver(sel)
		add(Take{Lock: Lock{Ref: ref, Var: v}, At: call.Expr, Call: call, In: f, By: f.Name()})
		return
	}
	does, read := s.effectAt(call)
	if does != paths.Lock {
		s.importedTakes(f, call, add)
		return
	}
	ref, v := s.r.receiver(sel)
	s.unless(f, call.Expr, Take{Lock: Lock{ref, v, read}, At: call.Expr, Call: call, In: f, By: f.Name()}, add)
}

// rise adds what an edge's function takes, as f sees it. What only that one knows
// of is nobody else's.
func (s *solver) rise(f *program.Func, e edges.Edge, add func(Take)) {
	sum := s.funcs[e.To]
	if sum == nil || sum.taken() == 0 {
		return
	}
	h := hopOf(e)
	for _, takes := range [...][]Take{sum.takes, sum.again, sum.asked} {
		for i := range takes {
			next := &takes[i]
			lock, back := s.liftTake(next, h)
			if next.Hops == maxHops || f == e.To && (next.Hops > 0 || e.Dynamic || e.Call == nil || e.Call.Callee == nil) || !lock.Known() && (lock.Var == nil || s.prog.IsMade(next.Root)) {
				continue
			}
			if c, ok := s.decided(next.onlyIf, e); ok {
				s.unless(f, e.At, Take{
					Lock: lock, At: e.At, Call: e.Call, In: f, Next: next, By: next.By, Hops: next.Hops + 1, Likely: next.Likely || e.Dynamic, Back: back, again: next.again, onlyIf: c,
				}, add)
			}
		}
	}
}

// liftTake is what a caller means by a lock that is waited for. One of an object that the
// callee alone knows may be the one to which that leads back.
func (s *solver) liftTake(t *Take, h hop) (lock Lock, back bool) {
	lock = s.liftLock(t.Lock, h)
	if !lock.Known() && !t.Back {
		if home, ok := s.BackTo(t.Lock); ok {
			if up := s.liftLock(home, h); up.Known() {
				return up, true
			}
		}
	}
	return lock, t.Back
}

// Fresh reports whether a lock is that of an object which the function makes itself:
// nobody else has it yet.
func (r *Result) Fresh(l Lock) bool { return l.Known() && r.r.prog.IsMade(l.Root) }

// onlyIfAsked reports whether code runs only if a parameter says so: whoever has
// the lock says that it should not.
func (s *solver) onlyIfAsked(f *program.Func, at ast.Node) bool {
	asking, known := s.asking[f]
	if !known {
		asking = s.askingIn(f)
		s.asking[f] = asking
	}
	return isBelow(asking, at) || s.isGuarded(f, asking, at)
}

// isGuarded reports whether f has returned before it comes to a node unless a bool
// parameter says otherwise: "if !create || err != nil { return err }".
func (s *solver) isGuarded(f *program.Func, asking []*ast.IfStmt, at ast.Node) bool {
	return slices.ContainsFunc(asking, func(stmt *ast.IfStmt) bool {
		last := len(stmt.Body.List) - 1
		if stmt.End() > at.Pos() || stmt.Else != nil || last < 0 || !slices.Contains(f.Body().List, ast.Stmt(stmt)) {
			return false
		}
		_, leaves := stmt.Body.List[last].(*ast.ReturnStmt)
		return leaves && s.asksFirst(stmt.Cond)
	})
}

// asksFirst reports whether a condition is a bool parameter, or what a context carries, or that
// or something else.
func (s *solver) asksFirst(cond ast.Expr) bool {
	switch cond := ast.Unparen(cond).(type) {
	case *ast.BinaryExpr:
		return cond.Op == token.LOR && (s.asksFirst(cond.X) || s.asksFirst(cond.Y)) ||
			(cond.Op == token.EQL || cond.Op == token.NEQ) && (s.asksContext(cond.X) || s.asksContext(cond.Y))
	case *ast.UnaryExpr:
		return cond.Op == token.NOT && s.asksFirst(cond.X)
	case *ast.Ident:
		_, ok := s.boolParam(cond)
		return ok
	}
	return false
}

// asksContext reports whether an expression is what a context carries that f was passed: by
// such a value a caller says that it has the lock.
func (s *solver) asksContext(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || !program.IsFunc(s.prog.Callee(call), "context", "Context.Value") {
		return false
	}
	v, _ := s.prog.Var(call.Fun.(*ast.SelectorExpr).X).(*types.Var)
	_, ok = s.prog.ParamOf(v)
	return ok
}

// OnlyIfAsked reports whether code of f runs only if a parameter says so. It walks
// through f.
func (r *Result) OnlyIfAsked(f *program.Func, at ast.Node) bool {
	return r.conditions != nil && isBelow(r.conditions(f), at)
}

func isBelow(asking []*ast.IfStmt, at ast.Node) bool {
	return slices.ContainsFunc(asking, func(n *ast.IfStmt) bool {
		return program.Contains(n, at.Pos()) && !program.Contains(n.Cond, at.Pos())
	})
}

// askingIn are the outermost if statements of f that ask a parameter, or a flag whether to
// lock at all.
func (s *solver) askingIn(f *program.Func) []*ast.IfStmt {
	params := askable(f)
	var all []*ast.IfStmt
	f.Inspect(func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		if !ok || !s.asksParam(stmt.Cond, params) && !s.onlyLocks(stmt) {
			return true
		}
		if len(all) < maxAsking {
			all = append(all, stmt)
		}
		return false
	})
	return all
}

// askable are the names of the parameters that f has, and the functions around it:
// most identifiers are told apart by their names.
func askable(f *program.Func) map[string]bool {
	var names map[string]bool
	for ; f != nil; f = f.Outer {
		for v := range f.Sig.Params().Variables() {
			if names == nil {
				names = make(map[string]bool)
			}
			names[v.Name()] = true
		}
	}
	return names
}

// maxAsking bounds how many conditions on parameters are looked at in a function.
const maxAsking = 32

// asksParam reports whether a condition asks a parameter that is true or false, or whether
// one is nil.
func (s *solver) asksParam(cond ast.Expr, params map[string]bool) bool {
	asks := false
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			asks = asks || s.isParam(n, params) && isBool(s.pass.TypesInfo.TypeOf(n))
		case *ast.CallExpr:
			asks = asks || s.asksContext(n)
		case *ast.BinaryExpr:
			asks = asks || s.isParam(n.X, params) && s.isNil(n.Y) || s.isParam(n.Y, params) && s.isNil(n.X)
		}
		return !asks
	})
	return asks
}

func (s *solver) isNil(e ast.Expr) bool { return s.pass.TypesInfo.Types[e].IsNil() }

func (s *solver) isParam(e ast.Expr, params map[string]bool) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || !params[id.Name] {
		return false
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return false
	}
	_, isParam := s.prog.ParamOf(v)
	return isParam
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}
