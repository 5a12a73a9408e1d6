package ends

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A hold is a lock that is held, with others for reading or alone.
type hold struct {
	lock   types.Object
	shared bool
}

// excludes reports whether nobody can have one while somebody has the other.
func (h hold) excludes(other hold) bool {
	return h.lock == other.lock && !(h.shared && other.shared)
}

// A section is what somebody does who tells a loop to end: the field gets the
// value under the lock under which he tells it.
type section struct {
	hold
	field *types.Var
	value string
}

// A state is what a condition says of a field: that it has the value, or
// another one.
type state struct {
	field *types.Var
	value string
	equal bool
	by    ast.Expr
}

// denies reports whether the field cannot be so after a section.
func (st state) denies(sec section) bool {
	return st.field == sec.field && (st.value == sec.value) != st.equal
}

// A critical is what is known of a function's locks, and how often it was asked.
type critical struct {
	held    *paths.Locks[hold]
	unlocks []program.Sync
	asked   int
}

// Bounds of what is asked about one function, and of what is looked at each time:
// each question is a few walks through the function.
const (
	maxAsked    = 64
	maxSections = 8
)

// ask reports whether there is one more question.
func (c *critical) ask() bool {
	c.asked++
	return c.asked <= maxAsked
}

// criticalOf solves the locks of a function; nil if it locks none.
func (s *solver) criticalOf(f *program.Func) *critical {
	c, known := s.criticals[f]
	if known || f == nil {
		return c
	}
	does := make(map[*ast.CallExpr]hold)
	effects := make(map[*ast.CallExpr]paths.Effect)
	for _, sync := range s.prog.Syncs(f) {
		at := hold{s.lockOf(sync), sync.Kind == program.RLock || sync.Kind == program.RUnlock}
		switch {
		case at.lock == nil:
			continue
		case sync.Kind == program.Lock || sync.Kind == program.RLock:
			effects[sync.Call.Expr] = paths.Lock
			c = &critical{}
		case sync.Kind == program.Unlock || sync.Kind == program.RUnlock:
			effects[sync.Call.Expr] = paths.Unlock
		}
		does[sync.Call.Expr] = at
	}
	if c != nil {
		c.held = paths.NewLocks(s.paths(f), func(call *ast.CallExpr) (hold, paths.Effect) { return does[call], effects[call] })
		c.unlocks = slices.DeleteFunc(s.prog.Syncs(f), func(sync program.Sync) bool {
			return effects[sync.Call.Expr] != paths.Unlock || sync.Call.How != program.Plain
		})
	}
	s.criticals[f] = c
	return c
}

// lockOf is the field or variable that holds the lock of a call.
func (s *solver) lockOf(sync program.Sync) types.Object {
	if sel, ok := ast.Unparen(sync.Call.Expr.Fun).(*ast.SelectorExpr); ok {
		if field := s.prog.EmbeddedBy(sel); field != nil {
			return field
		}
	}
	return sync.Var
}

// heldFrom returns the locks that a function holds at one place and still, never
// let go, at a later one.
func (s *solver) heldFrom(f *program.Func, from, to ast.Node) []hold {
	c := s.criticalOf(f)
	if c == nil || !c.ask() {
		return nil
	}
	there := c.held.Held(to)
	return slices.DeleteFunc(c.held.Held(from), func(h hold) bool {
		return !slices.Contains(there, h) || s.letGo(f, h, from, to)
	})
}

// letGo reports whether a function unlocks between two places on its way.
func (s *solver) letGo(f *program.Func, h hold, from, to ast.Node) bool {
	walks := 0
	for _, u := range s.criticals[f].unlocks {
		at := u.Call.Expr
		if at.Pos() < from.Pos() || to.Pos() < at.Pos() || s.lockOf(u) != h.lock {
			continue
		}
		walks++
		if walks > maxSections || s.paths(f).Reaches(at, to) {
			return true
		}
	}
	return false
}

// possible returns the ways out that a send does not exclude: where it stands
// under a condition, and whoever tells the loop to end undoes that under the same
// lock, the loop that the send waits for has not been told.
func (s *solver) possible(op *program.Op, exits []exit) []exit {
	c := s.criticalOf(op.In)
	if c == nil || len(c.held.Held(op.Node)) == 0 || !c.ask() {
		return exits
	}
	states := s.statesAt(op.In, op.Node)
	if len(states) == 0 {
		return exits
	}
	return slices.DeleteFunc(slices.Clone(exits), func(x exit) bool {
		return x.arm != nil && slices.ContainsFunc(s.sectionsOf(x.arm.Var), func(sec section) bool {
			return slices.ContainsFunc(states, func(st state) bool {
				return st.denies(sec) && slices.ContainsFunc(s.heldFrom(op.In, st.by, op.Node), sec.excludes)
			})
		})
	})
}

// sectionsOf are the sections that all have in common who tell a loop to end by
// a channel.
func (s *solver) sectionsOf(v types.Object) []section {
	common, known := s.sections[v]
	if known || v == nil {
		return common
	}
	uses, all := s.prog.Channel(v).Uses()
	first := true
	for _, op := range uses {
		if !all || op.Kind != program.Close && op.Kind != program.Send || s.prog.InTest(op.Node.Pos()) {
			continue
		}
		here := s.sectionsAt(op)
		if first {
			common, first = here, false
		}
		common = slices.DeleteFunc(common, func(sec section) bool { return !slices.Contains(here, sec) })
	}
	s.sections[v] = common
	return common
}

// sectionsAt are the sections around one telling: what is assigned on the way to
// it, or on every way from it.
func (s *solver) sectionsAt(tell *program.Op) []section {
	c := s.criticalOf(tell.In)
	if c == nil || len(c.held.Held(tell.Node)) == 0 || !c.ask() {
		return nil
	}
	var all []section
	assigned := 0
	for _, a := range s.prog.Accesses(tell.In) {
		value, ok := s.constant(a.Value)
		if !ok || a.Kind != program.Written {
			continue
		}
		if assigned++; assigned > maxSections {
			break
		}
		for _, h := range s.heldAround(tell, a.Sel) {
			all = append(all, section{h, a.Field, value})
		}
	}
	return all
}

// heldAround are the locks that are held from a telling to an assignment that
// surely comes with it, or the other way round.
func (s *solver) heldAround(tell *program.Op, assigned ast.Node) []hold {
	ways := s.paths(tell.In)
	if ways.Before(assigned, tell.Node) {
		return s.heldFrom(tell.In, assigned, tell.Node)
	}
	if _, open := ways.Unmet(tell.Node, func(n ast.Node) bool { return contains(n, assigned) }); open {
		return nil
	}
	return s.heldFrom(tell.In, tell.Node, assigned)
}

// statesAt are what fields hold where control comes to a node: by the conditions
// that it stands under, and by those before it after which its function returns.
func (s *solver) statesAt(f *program.Func, at ast.Node) []state {
	var all []state
	f.Inspect(func(n ast.Node) bool {
		if n == nil || !contains(n, at) {
			return false
		}
		switch n := n.(type) {
		case *ast.IfStmt:
			if contains(n.Body, at) {
				all = append(all, s.states(n.Cond, true)...)
			} else if n.Else != nil && contains(n.Else, at) {
				all = append(all, s.states(n.Cond, false)...)
			}
		case *ast.BlockStmt:
			for _, stmt := range n.List {
				if stmt, ok := stmt.(*ast.IfStmt); ok && stmt.End() <= at.Pos() && lastReturn(stmt.Body) != nil {
					all = append(all, s.states(stmt.Cond, false)...)
				}
			}
		}
		return true
	})
	return all
}

// states are what fields hold if a condition does, or if it does not.
func (s *solver) states(cond ast.Expr, holds bool) []state {
	cond = ast.Unparen(cond)
	switch e := cond.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return s.states(e.X, !holds)
		}
	case *ast.BinaryExpr:
		switch {
		case e.Op == token.LAND && holds, e.Op == token.LOR && !holds:
			return append(s.states(e.X, holds), s.states(e.Y, holds)...)
		case e.Op == token.EQL || e.Op == token.NEQ:
			value, ok := s.constant(e.Y)
			if field := s.fieldOf(e.X); ok && field != nil {
				return []state{{field, value, (e.Op == token.EQL) == holds, cond}}
			}
		}
	case *ast.SelectorExpr:
		if field := s.fieldOf(e); field != nil {
			return []state{{field, "true", holds, cond}}
		}
	}
	return nil
}

func (s *solver) fieldOf(e ast.Expr) *types.Var {
	if v, ok := s.prog.Var(e).(*types.Var); ok && v.IsField() {
		return v
	}
	return nil
}

// constant spells a value that is always the same.
func (s *solver) constant(e ast.Expr) (string, bool) {
	if e == nil {
		return "", false
	}
	switch tv := s.pass.TypesInfo.Types[e]; {
	case tv.IsNil():
		return "nil", true
	case tv.Value != nil:
		return tv.Value.ExactString(), true
	}
	return "", false
}
