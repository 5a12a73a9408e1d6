package cycles

import (
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A relation is that of what is waited for and the lock under which it is: which
// parts of one object they are.
type relation struct {
	s    *solver
	wait *Wait
	held locks.Held
}

// A likeness says how sure it is that two functions mean one lock.
type likeness int

const (
	another likeness = iota
	alike            // of one type, which many have, as a rule
	one
)

// of says whether a lock is to a channel, as another function sees them, what the
// held one is to what is waited for: the channel being one, so are the locks.
// Where nobody sees whose lock it is, the lock of a type that holds others, as a
// hub its rooms, stands for that of the one that holds them.
func (r relation) of(f *program.Func, of locks.Ref, l locks.Lock) likeness {
	if r.wait.drain {
		return r.ofHandler(l)
	}
	h, of := r.held, r.s.keptAs(of)
	switch {
	case !h.Excludes(l) || h.Var != nil && l.Var != nil && h.Var != l.Var:
		return another
	case h.IsShared() || l.IsShared():
		return when(h.Ref == l.Ref)
	case l.Known() && h.Ref == l.Ref && r.wait.in != f && r.wait.in.Declared() == f.Declared():
		return one // both have it from around them
	case !l.Known() || !of.Known() || r.wait.ref.Root != h.Root || of.Root != l.Root:
		outside := (!l.Known() || !of.Known()) && r.s.isOutside(f, h.Var)
		if h.Var == nil || h.Var != l.Var || !outside && !r.s.holdsOthers(h.Var, r.wait.Of) {
			return another
		}
		return alike
	}
	a, b := cut(r.wait.ref.Path, h.Path)
	c, d := cut(of.Path, l.Path)
	return when(a == c && b == d)
}

func when(same bool) likeness {
	if same {
		return one
	}
	return another
}

// isOutside reports whether a function is a method of another type than the one whose
// field a lock is: it has come to it by an interface or a callback, not as one of its peers.
func (s *solver) isOutside(f *program.Func, lock *types.Var) bool {
	if s.owners == nil {
		s.owners = ownersOf(s.pkg)
	}
	recv, owner := f.Receiver(), s.owners[lock]
	return recv != nil && owner != nil && program.Named(recv.Type()) != nil && program.Named(recv.Type()).Obj() != owner
}

// holdsOthers reports whether a lock and a channel are fields of two different types.
func (s *solver) holdsOthers(lock, ch *types.Var) bool {
	if s.owners == nil {
		s.owners = ownersOf(s.pkg)
	}
	a, b := s.owners[lock], s.owners[ch]
	return a != nil && b != nil && a != b
}

// ownersOf are the types of a package whose fields they are.
func ownersOf(pkg *types.Package) map[*types.Var]*types.TypeName {
	owners := make(map[*types.Var]*types.TypeName)
	for _, name := range pkg.Scope().Names() {
		tn, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		if st, ok := tn.Type().Underlying().(*types.Struct); ok {
			for field := range st.Fields() {
				owners[field.Origin()] = tn
			}
		}
	}
	return owners
}

// cut leaves out of two paths what both begin with.
func cut(a, b string) (string, string) {
	for {
		i, j := next(a), next(b)
		if i == 0 || i != j || a[:i] != b[:j] {
			return a, b
		}
		a, b = a[i:], b[j:]
	}
}

// next is the length of a path's first field.
func next(path string) int {
	if path == "" {
		return 0
	}
	if i := strings.IndexByte(path[1:], '.'); i >= 0 {
		return i + 1
	}
	return len(path)
}
