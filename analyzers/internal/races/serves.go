package races

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// addOps notes what a body does on channels and groups, and whether it goes round
// as long as it runs.
func (s *solver) addOps(fr *frame, g *program.Func) {
	for _, op := range g.Ops {
		arms := []*program.Op{op}
		if op.Kind == program.Choose {
			arms = op.Select.Arms
		}
		for _, arm := range arms {
			if arm.Kind == program.Send && arm.Var != nil {
				fr.sends[arm.Var] = true
			}
			switch {
			case arm.Var == nil:
			case arm.Kind == program.Close:
				fr.ends[arm.Var] = true
			case arm.Kind == program.Send && arm.Repeat == nil:
				fr.gives[arm.Var] = true
			case arm.Kind == program.Receive, arm.Kind == program.Range:
				s.addWaits(fr, arm.Var)
			}
		}
		if op.Kind == program.Range && fr.loops == nil {
			fr.loops = g
		}
	}
	for _, sync := range s.prog.Syncs(g) {
		switch {
		case sync.Var == nil:
		case sync.Kind == program.Done:
			fr.ends[sync.Var] = true
		case sync.Kind == program.Wait:
			fr.waits[sync.Var] = true
		}
	}
	for _, call := range g.Calls {
		if call.Callee == nil && s.isCancel(call.Expr.Fun) {
			fr.ends[nil] = true
		}
		if v, effect := s.atomic(call.Callee, call.Expr); effect == stores || effect == swaps {
			fr.ends[v] = true
		}
	}
	if fr.loops == nil && s.goesRound(g) {
		fr.loops = g
	}
}

// addWaits notes a channel that somebody waits for, by all the names that it has.
func (s *solver) addWaits(fr *frame, ch types.Object) {
	fr.waits[ch] = true
	if v, ok := ch.(*types.Var); ok {
		for _, v := range s.returnedAs(v) {
			fr.waits[v] = true
		}
	}
}

// isCancel reports whether a function value cancels a context: which one, its type
// does not say.
func (s *solver) isCancel(fun ast.Expr) bool {
	named := program.Named(s.pass.TypesInfo.TypeOf(fun))
	return named != nil && strings.HasPrefix(named.Obj().Name(), "Cancel") && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "context"
}

// goesRound reports whether a body has a for statement that counts nothing, and waits
// for something in each round, or asks in each whether it is enough.
func (s *solver) goesRound(g *program.Func) bool {
	for _, op := range g.Ops {
		if isEndless(op.Repeat) {
			return true
		}
	}
	for _, call := range g.Calls {
		if isEndless(call.Repeat) && call.Callee != nil && waitsByName(call.Callee.Name()) {
			return true
		}
	}
	return s.polled(g)
}

// polled reports whether a body has a for statement with nothing but a flag, or an
// error, for its condition.
func (s *solver) polled(g *program.Func) (found bool) {
	g.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == g.Lit
		case *ast.ForStmt:
			found = found || isPoll(n)
		}
		return !found
	})
	return found
}

func isEndless(r *program.Repeat) bool {
	for range maxRepeats {
		if r == nil {
			break
		}
		if isEndlessStmt(r.Stmt) {
			return true
		}
		r = r.Outer
	}
	return false
}

// isPoll reports whether a for statement has nothing but a flag, or an error, for
// its condition.
func isPoll(loop *ast.ForStmt) bool { return loop.Cond != nil && isEndlessStmt(loop) }

func isEndlessStmt(stmt ast.Stmt) bool {
	loop, ok := stmt.(*ast.ForStmt)
	return ok && loop.Init == nil && loop.Post == nil && !isBound(loop.Cond)
}

func isBound(cond ast.Expr) bool {
	b, ok := cond.(*ast.BinaryExpr)
	return ok && b.Op != token.EQL && b.Op != token.NEQ && b.Op != token.LAND && b.Op != token.LOR
}

// waitsByName reports whether a function waits for what comes, by the name that
// those have who do.
func waitsByName(name string) bool {
	for _, prefix := range []string{"Accept", "Read", "Recv", "Receive", "Next", "Wait", "Sleep", "Fetch", "Pop", "Dequeue", "Decode", "Scan", "Poll", "Listen"} {
		if strings.HasPrefix(name, prefix) || strings.HasPrefix(name, strings.ToLower(prefix)) {
			return true
		}
	}
	return false
}

// saysLocked reports whether a function's name says that its caller holds a lock.
func saysLocked(name string) bool {
	return strings.HasSuffix(name, "Locked") || strings.HasSuffix(name, "WithLock") || strings.HasPrefix(name, "locked")
}

// callerLocks matches the comment of a function whose caller holds a lock.
var callerLocks = regexp.MustCompile(`(?i)(lock|mutex|\bmu|mtx)\)?( is| be| are| must be| should be| has to be| already| being)* (held|locked|acquired|taken)\b` +
	`|\b(hold|holds|holding|owns?)( \S+){0,3} \S*(lock|mutex|\bmu|mtx)\b|\bcallers? (must|should|has to|have to|is to|needs? to) (take|lock|acquire)`)

// maxHeard bounds the channels, groups and atomics that are followed of one function.
const maxHeard = 32

// hear adds what a callee hears or says to what its caller does.
func (fr *frame) hear(to, more map[types.Object]bool) {
	for v := range more {
		if to[v] {
			continue
		}
		if len(to) >= maxHeard {
			fr.full = true
			return
		}
		to[v] = true
	}
}

// heldIn is held, and what f or whoever it hands a literal to may hold where that is
// called.
func (s *solver) heldIn(f, g *program.Func, n ast.Node) locks.Set {
	if f == g {
		return s.held(g, n)
	}
	return s.held(g, n) | s.locks.At(g, n)
}

// held are the locks that a body surely or maybe holds at a node. By convention
// the caller of a function that is called so holds one.
func (s *solver) held(g *program.Func, n ast.Node) locks.Set {
	held := s.locks.Own(g, n)
	for ; g != nil; g = g.Outer {
		if s.isCalledLocked(g) {
			held |= locks.Unnamed
		}
	}
	return held
}

// isCalledLocked reports whether a function's name or comment says that its caller holds
// a lock.
func (s *solver) isCalledLocked(f *program.Func) bool {
	is, known := s.calledLocked[f]
	if !known {
		is = f.Obj != nil && (saysLocked(f.Obj.Name()) || f.Decl != nil && callerLocks.MatchString(f.Decl.Doc.Text()))
		s.calledLocked[f] = is
	}
	return is
}
