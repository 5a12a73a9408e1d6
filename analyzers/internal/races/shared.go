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

	// Other is where By uses the field under the same lock, taken for writing if Writing.
	Other   ast.Expr
	By      *program.Func
	Writing bool
}

// Shared returns what is written under locks that are taken for reading, in source order.
func (r *Result) Shared() []Shared { return r.shared }

// Story says what happens, as the first part of a message.
func (s Shared) Story(fset *token.FileSet) string {
	other := "as where " + s.By.Name() + " uses it"
	if s.Writing {
		other = "and not for writing, as where " + s.By.Name() + " writes it"
	}
	return fmt.Sprintf("%s is written here, but %s is only locked for reading, %s (line %d): a race",
		words.Spell(s.Node), s.Lock, other, fset.Position(s.Other.Pos()).Line)
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
			if lock, ok := s.onlyLock(held, f, a); ok {
				uses[a.Field] = append(uses[a.Field], lockedUse{a.Sel, f.Outermost(), lock, write})
			}
		}
	}
	for _, of := range uses {
		all = append(all, sharedAmong(of)...)
	}
	slices.SortFunc(all, func(a, b Shared) int { return cmp.Compare(a.Node.Pos(), b.Node.Pos()) })
	return all
}

// sharedAmong are the writes among the uses of one field that are made under a lock taken
// for reading. Of two functions that use the field, the others' first use is as good as any.
func sharedAmong(uses []lockedUse) (all []Shared) {
	var others []lockedUse // the first one of each function and lock that reads, then those that write
	for _, writing := range []bool{false, true} {
		seen := make(map[*program.Func]bool)
		for _, u := range uses {
			if u.lock.Read != writing && (u.write || !writing) && !seen[u.in] && len(others) < maxOthers {
				seen[u.in] = true
				others = append(others, u)
			}
		}
	}
	for _, u := range uses {
		if !u.write || !u.lock.Read {
			continue
		}
		i := slices.IndexFunc(others, func(o lockedUse) bool {
			return o.in != u.in && o.lock.Var == u.lock.Var
		})
		if i >= 0 {
			all = append(all, Shared{Node: u.sel, In: u.in, Lock: u.lock.String(), Other: others[i].sel, By: others[i].in, Writing: !others[i].lock.Read})
		}
	}
	return all
}

// maxOthers bounds how many other functions a write is compared with.
const maxOthers = 16

// onlyLock is the lock in the object that holds a field, if nothing else that may guard the
// field is held where it is used. One that the object was given is there for what else has
// it: an iterator has that of what it walks over.
func (s *solver) onlyLock(result *locks.Result, f *program.Func, a program.Access) (lock locks.Held, ok bool) {
	owner, _ := result.Of(a.Sel.X)
	if !owner.Known() || s.prog.IsMade(owner.Root) {
		return lock, false
	}
	held := result.Held(f, a.Sel)
	if len(held) != 1 || held[0].Var == nil || held[0].Owner() != owner || !s.guardsField(held[0].Var, a.Field) {
		return lock, false
	}
	if s.isGiven(held[0].Var) {
		return lock, false
	}
	other := s.locks.Only(s.locks.At(f, a.Sel), func(lock types.Object) bool { return lock != held[0].Var && s.guardsField(lock, a.Field) })
	return held[0], other == 0
}

// isGiven reports whether an object has a lock that was not made for it.
func (s *solver) isGiven(lock *types.Var) bool {
	if _, points := lock.Type().Underlying().(*types.Pointer); !points {
		return false
	}
	values := s.prog.PutInto(lock)
	return len(values) == 0 || slices.ContainsFunc(values, func(value ast.Expr) bool { return !s.prog.Makes(value) })
}
