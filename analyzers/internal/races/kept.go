package races

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A field that several functions use under a lock of its own struct is kept by the lock:
// who wrote these knew that others come at the same time. A use without it is then a fault
// of its own, however seldom the two sides come to it.

// A keeping is what the functions of the package do about the lock of a field, but for
// those that make the object.
type keeping struct {
	locked  map[*program.Func]locks.Set // the locks beside the field that it takes
	open    map[*program.Func]bool
	written bool          // under the lock
	writer  *program.Func // the first who does
	given   bool          // and with nothing but what the function is passed

	// change is where an element of the map in it is written under the lock, by who does;
	// renewed says that somebody puts another map there, which is not a new one.
	change  *ast.SelectorExpr
	by      *program.Func
	renewed bool
	whole   bool // somebody puts another value there, new or not
}

// minKept is how many functions take the lock of a field that is kept by it; one more
// where they only store what they are passed, as somebody does once who sets things up.
const minKept = 2

// isKept reports whether a use without a lock is of a field that a lock keeps: at least
// as many functions take it as go without. What is only asked for once more under the lock
// loses nothing.
func (s *solver) isKept(e *entry) bool {
	leaf := e.leaf()
	if e.isVariable() || e.turn != nil || leaf.atomic {
		return false
	}
	k := s.keepings()[e.field]
	if k == nil || !k.written {
		return false
	}
	if e.locks != 0 {
		return k.isOther(e.locks)
	}
	if len(k.locked) < minKept || len(k.locked) < len(k.open) || k.given && len(k.locked) == minKept {
		return false
	}
	if leaf.write {
		return !s.isFirst(leaf)
	}
	return k.locked[leaf.in.Declared()] == 0 && (k.whole || !isMap(e.field.Type()) || !s.isCopied(leaf.at))
}

// isOther reports whether some locks are others than those that most functions take.
func (k *keeping) isOther(held locks.Set) bool {
	if held&locks.Unnamed != 0 {
		return false
	}
	others, same := 0, len(k.open)
	for _, set := range k.locked {
		if set&held == 0 {
			others++
		} else {
			same++
		}
	}
	return others > minKept && others > same
}

// isFirst reports whether a write puts a new map, slice or struct in a field: so does who
// makes an object ready, before others have it.
func (s *solver) isFirst(leaf *entry) bool {
	for _, a := range s.prog.Accesses(leaf.in) {
		if a.Sel == leaf.at {
			return a.Value != nil && !a.Beyond && s.isNew(a.Value) && !s.pass.TypesInfo.Types[a.Value].IsNil()
		}
	}
	return false
}

// isCopied reports whether a use is of a map itself, which is stored or returned, and not
// of what is in it.
func (s *solver) isCopied(n ast.Node) bool {
	if s.copied == nil {
		s.copied = make(map[ast.Node]bool)
		for _, file := range s.pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				var whole []ast.Expr
				switch n := n.(type) {
				case *ast.KeyValueExpr:
					whole = []ast.Expr{n.Value}
				case *ast.CompositeLit:
					whole = n.Elts
				case *ast.AssignStmt:
					whole = n.Rhs
				case *ast.ReturnStmt:
					whole = n.Results
				}
				for _, e := range whole {
					s.copied[ast.Unparen(e)] = true
				}
				return true
			})
		}
	}
	return s.copied[n]
}

// keepings finds what is done about the locks of all fields.
func (s *solver) keepings() map[*types.Var]*keeping {
	if s.kept == nil {
		s.kept = make(map[*types.Var]*keeping)
		for _, f := range s.prog.Funcs {
			if f.Declared() != nil && !s.prog.InTest(f.Node().Pos()) {
				s.noteKept(f)
			}
		}
	}
	return s.kept
}

func (s *solver) noteKept(f *program.Func) {
	for _, a := range s.prog.Accesses(f) {
		write, ok := s.isUse(a)
		if !ok {
			continue
		}
		if w, ok := s.wayOf(f.Declared(), a.Sel); !ok || s.prog.IsMade(w.root) {
			continue // nobody else has it yet
		}
		k := s.kept[a.Field]
		if k == nil {
			k = &keeping{locked: make(map[*program.Func]locks.Set), open: make(map[*program.Func]bool)}
			s.kept[a.Field] = k
		}
		own := s.locks.Only(s.held(f, a.Sel), func(lock types.Object) bool { return lock != nil && s.guardsField(lock, a.Field) })
		switch {
		case own&^locks.Unnamed != 0:
			k.locked[f.Declared()] |= own
			if write {
				k.given = s.isPassed(a.Value) && (k.given || !k.written)
				k.written = true
				if k.writer == nil {
					k.writer = f.Declared()
				}
				k.note(s, f, a)
			}
		case s.locks.At(f, a.Sel) == 0 && own == 0 && !s.isOfMaking(f.Declared()):
			k.open[f.Declared()] = true
		}
	}
}

// note notes what a write under the lock does to a map.
func (k *keeping) note(s *solver, f *program.Func, a program.Access) {
	switch {
	case a.Kind == program.Element || a.Beyond:
		if k.change == nil {
			k.change, k.by = a.Sel, f
		}
	case a.Value != nil && !s.isNew(a.Value):
		k.renewed, k.whole = true, true
	default:
		k.whole = true
	}
}

// isNew reports whether an expression is a map that is made there, or none.
func (s *solver) isNew(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		id, ok := ast.Unparen(e.Fun).(*ast.Ident)
		return ok && id.Name == "make"
	}
	return s.pass.TypesInfo.Types[e].IsNil()
}

// isPassed reports whether an expression is a parameter.
func (s *solver) isPassed(e ast.Expr) bool {
	if e == nil {
		return false
	}
	v, ok := s.prog.Var(e).(*types.Var)
	if !ok {
		return false
	}
	_, ok = s.prog.ParamOf(v)
	return ok
}

// isHalfKept reports whether one of two uses takes the lock that keeps the field, and the
// other one does not.
func (s *solver) isHalfKept(a, b *entry) bool {
	return s.isHalfLocked(a, b) && s.isKept(b) || s.isHalfLocked(b, a) && s.isKept(a)
}

// otherKeepers counts the functions that take a lock of the field which a use without it
// is of; 0 where no lock keeps it.
func (s *solver) otherKeepers(e *entry) int {
	if !s.isKept(e) {
		return 0
	}
	n := 0
	for _, set := range s.keepings()[e.field].locked {
		if set&e.locks == 0 {
			n++
		}
	}
	return n
}

// flags makes flags of all that is told of a field which a lock keeps, if it is one in some
// places: it is one decision.
func flags(found []Race) []Race {
	asked := make(map[*types.Var]bool)
	for _, r := range found {
		if r.Kept > 0 && r.Flag && !r.Strict {
			asked[r.Field] = true
		}
	}
	for i, r := range found {
		found[i].Flag = r.Flag || r.Kept > 0 && asked[r.Field]
	}
	return found
}

// isForgotten reports whether a method that others call uses a field without the lock
// under which a loop writes it, and under which other such methods come to it: they have
// it because they run beside the loop.
func (s *solver) isForgotten(open, loops *entry, f *program.Func) bool {
	if !loops.write || !s.isHalfLocked(loops, open) || s.setsUp(f) || !s.isKept(open) {
		return false
	}
	others := 0
	for g := range s.keepings()[open.field].locked {
		if g != f && s.isOpen(g) {
			others++
		}
	}
	return others >= minKept
}
