package touches

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/holds"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// locks say which locks guard the fields of models.
type locks struct {
	*holds.Locks
	s      *solver
	guards map[*types.Var]guarding
	under  map[fieldIn]holds.Set
}

// guarding are the locks that are held where a field is used: by one function,
// and by several.
type guarding struct{ by, shared holds.Set }

type fieldIn struct {
	field *types.Var
	f     *program.Func
}

func (s *solver) newLocks() *locks {
	l := &locks{
		Locks:  holds.New(s.prog, s.runs.Edges),
		s:      s,
		guards: make(map[*types.Var]guarding),
		under:  make(map[fieldIn]holds.Set),
	}
	if l.Any() {
		for _, f := range s.prog.Funcs {
			l.noteGuards(f)
		}
	}
	return l
}

// noteGuards notes what f holds where it uses fields of models.
func (l *locks) noteGuards(f *program.Func) {
	if l.s.prog.InTest(f.Node().Pos()) {
		return
	}
	used := make(map[*types.Var]bool)
	for _, a := range l.s.prog.Accesses(f) {
		if a.Field == nil {
			continue
		}
		if _, ok := l.s.modelOf(a); ok {
			l.under[fieldIn{a.Field, f}] |= l.At(f, a.Sel)
			used[a.Field] = true
		}
	}
	for field := range used {
		g, held := l.guards[field], l.under[fieldIn{field, f}]
		g.shared |= g.by & held
		g.by |= held
		if len(l.s.runs.On(f)) > 0 {
			g.shared |= held
		}
		l.guards[field] = g
	}
}

// excuse reports whether f uses a field under a lock that guards it elsewhere,
// or under one that nobody knows.
func (l *locks) excuse(f *program.Func, a program.Access) bool {
	if !l.Any() {
		return false
	}
	held := l.At(f, a.Sel)
	g := l.guards[a.Field]
	elsewhere := g.shared | g.by&^l.under[fieldIn{a.Field, f}] | holds.Unnamed
	return held&elsewhere != 0
}
