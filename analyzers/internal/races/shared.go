package races

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// A lock that is taken for reading has room for many: who writes under it writes beside
// those who read under it, and beside himself.

// A Shared is a field that a function writes under a lock which it has taken for reading.
type Shared struct {
	Node ast.Expr // the write
	In   *program.Func
	Lock string
	lock types.Object

	// Other is where By uses the field under the same lock. Where By writes it, having taken
	// the lock for writing, that excludes In: it is two calls of In that race.
	Other   ast.Expr
	By      *program.Func
	Writing bool

	// Strict says that nothing shows that two calls of In come at the same time, where it is
	// these that race: who iterates has the object alone, and the lock is there for its end.
	// Others who take it for reading show it, and so do the goroutines that come to In.
	Strict bool
}

// Shared returns what is written under locks that are taken for reading, in source order.
func (r *Result) Shared() []Shared { return r.shared }

// Story says what happens, as the first part of a message.
func (s Shared) Story(fset *token.FileSet) string {
	line := fset.Position(s.Other.Pos()).Line
	other := fmt.Sprintf(", as where %s uses it (line %d)", s.By.Name(), line)
	if s.Writing {
		other = fmt.Sprintf(", and not for writing as where %s writes it (line %d), so that two calls of %s write it at the same time", s.By.Name(), line, s.In.Name())
	}
	return fmt.Sprintf("%s is written here, but %s is only locked for reading%s: a race", words.Spell(s.Node), s.Lock, other)
}

// Related is where the other one uses it.
func (s Shared) Related() []analysis.RelatedInformation {
	does := "uses"
	if s.Writing {
		does = "writes"
	}
	return []analysis.RelatedInformation{{Pos: s.Other.Pos(), Message: fmt.Sprintf("%s %s %s here", s.By.Name(), does, words.Spell(s.Other))}}
}

// A lockedUse is a use of a field under the lock beside it.
type lockedUse struct {
	sel   *ast.SelectorExpr
	in    *program.Func // the outermost one
	lock  locks.Held
	write bool
	more  bool // other locks may be held too
}

// findShared finds the writes under locks that are taken for reading, of fields for which
// another function takes the same lock.
func (s *solver) findShared(held *locks.Result) (all []Shared) {
	uses := make(map[*types.Var][]lockedUse)
	for _, f := range s.prog.Funcs {
		if f.Body() == nil || s.prog.InTest(f.Node().Pos()) || !held.Holds(f) {
			continue
		}
		for _, a := range s.prog.Accesses(f) {
			write, ok := s.isUse(a)
			if !ok {
				continue
			}
			if lock, only, ok := s.ownLock(held, f, a); ok {
				u := lockedUse{a.Sel, f.Outermost(), lock, write, !only}
				uses[a.Field] = append(uses[a.Field], u)
				s.noteReader(u)
			}
		}
	}
	for _, of := range uses {
		all = append(all, sharedAmong(of)...)
	}
	for i, sh := range all {
		all[i].Strict = sh.Writing && !s.hasReaders(sh) && !s.runsAtOnce(sh.In)
	}
	slices.SortFunc(all, func(a, b Shared) int { return cmp.Compare(a.Node.Pos(), b.Node.Pos()) })
	return all
}

// noteReader notes who takes a lock for reading, whatever the use under it.
func (s *solver) noteReader(u lockedUse) {
	if !u.lock.Read {
		return
	}
	if s.lockReaders == nil {
		s.lockReaders = make(map[types.Object]map[*program.Func]bool)
	}
	if s.lockReaders[u.lock.Var] == nil {
		s.lockReaders[u.lock.Var] = make(map[*program.Func]bool)
	}
	s.lockReaders[u.lock.Var][u.in] = true
}

// hasReaders reports whether other functions take a lock for reading too: there are to be
// several at a time who use the object.
func (s *solver) hasReaders(sh Shared) bool { return len(s.lockReaders[sh.lock]) > 1 }

// runsAtOnce reports whether the code shows that a function runs twice at the same time: a
// comment says so, or several goroutines of this package come to it.
func (s *solver) runsAtOnce(f *program.Func) bool {
	if s.claims.Anywhere(f) || s.isHandler(f) {
		return true
	}
	var by *program.Func
	for _, g := range s.prog.Funcs {
		if s.isHandler(g) && s.calls(g, f) {
			return true
		}
		for _, st := range s.startsOf[g] {
			if !s.calls(st.root, f) || !s.leadsTo(st.root, f) { // dynamic calls may be of an object each
				continue
			}
			if s.isRepeated(st) || s.areAlike(st) || by != nil && by != st.root {
				return true
			}
			by = st.root
		}
	}
	return false
}

// areAlike reports whether a for statement that counts starts goroutines of which each does the same.
func (s *solver) areAlike(st *start) bool {
	return slices.ContainsFunc(st.again, func(r *program.Repeat) bool { return s.isCounted(r.Stmt) && !s.usesVarOf(st.at, r.Stmt) })
}

// sharedAmong are the writes among the uses of one field that are made under a lock taken
// for reading, where others use it so, or somebody knows that to write it takes more. One
// that ends its object is called once, and nobody else is at it then.
func sharedAmong(uses []lockedUse) (all []Shared) {
	readers := firstUses(uses, func(u lockedUse) bool { return u.lock.Read && !u.more })
	writers := firstUses(uses, func(u lockedUse) bool { return !u.lock.Read && u.write && !u.more })
	besides := firstUses(uses, func(u lockedUse) bool { return u.lock.Read })
	for _, u := range uses {
		if !u.write || !u.lock.Read || u.more {
			continue
		}
		other := u.amongst(readers)
		if by := u.amongst(writers); other == nil && by != nil {
			if other = u.amongst(besides); other == nil && !(u.in.Obj != nil && program.SaysEnd(u.in.Obj.Name())) {
				other = by
			}
		}
		if other != nil {
			all = append(all, Shared{Node: u.sel, In: u.in, Lock: u.lock.String(), lock: u.lock.Var, Other: other.sel, By: other.in, Writing: !other.lock.Read})
		}
	}
	return all
}

// firstUses are the first use of each function among some of them: of two functions that use
// the field, the others' first use is as good as any.
func firstUses(uses []lockedUse, are func(lockedUse) bool) (all []lockedUse) {
	seen := make(map[*program.Func]bool)
	for _, u := range uses {
		if are(u) && !seen[u.in] && len(all) < maxOthers {
			seen[u.in] = true
			all = append(all, u)
		}
	}
	return all
}

// amongst is the first of some uses that another function makes under the same lock.
func (u lockedUse) amongst(others []lockedUse) *lockedUse {
	i := slices.IndexFunc(others, func(o lockedUse) bool { return o.in != u.in && o.lock.Var == u.lock.Var })
	if i < 0 {
		return nil
	}
	return &others[i]
}

// maxOthers bounds how many other functions a write is compared with.
const maxOthers = 16

// ownLock is the lock in the object that holds a field, if one is held for sure where it is
// used; only says that nothing else that may guard the field is held there. One that the
// object was given is there for what else has it: an iterator has that of what it walks over.
func (s *solver) ownLock(result *locks.Result, f *program.Func, a program.Access) (lock locks.Held, only, ok bool) {
	owner, _ := result.Of(a.Sel.X)
	if !owner.Known() || s.prog.IsMade(owner.Root) {
		return lock, false, false
	}
	held := result.Held(f, a.Sel)
	i := slices.IndexFunc(held, func(h locks.Held) bool { return h.Var != nil && h.Owner() == owner && s.guardsField(h.Var, a.Field) })
	if i < 0 || s.isGiven(held[i].Var) {
		return lock, false, false
	}
	other := s.locks.Only(s.locks.At(f, a.Sel), func(lock types.Object) bool { return lock != held[i].Var && s.guardsField(lock, a.Field) })
	return held[i], len(held) == 1 && other == 0, true
}

// isGiven reports whether an object has a lock that was not made for it.
func (s *solver) isGiven(lock *types.Var) bool {
	if _, points := lock.Type().Underlying().(*types.Pointer); !points {
		return false
	}
	values := s.prog.PutInto(lock)
	return len(values) == 0 || slices.ContainsFunc(values, func(value ast.Expr) bool { return !s.prog.Makes(value) })
}
