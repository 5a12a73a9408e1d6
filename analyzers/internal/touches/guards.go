package touches

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// guards say which locks guard the fields of models.
type guards struct {
	*locks.May
	s     *solver
	of    map[*types.Var]guarding
	under map[fieldIn]locks.Set
	open  map[*types.Var]access // how code on the loop uses a field with no lock in sight
}

type access struct{ read, written bool }

// meets reports whether a use races with these.
func (a access) meets(by Access) bool { return a.written || a.read && by == Written }

// guarding are the locks that are held where a field is used: by one function,
// and by several.
type guarding struct{ by, shared locks.Set }

type fieldIn struct {
	field *types.Var
	f     *program.Func
}

func (s *solver) mayHold() *locks.May { return s.pass.ResultOf[locks.Analyzer].(*locks.Result).May() }

func (s *solver) newGuards() *guards {
	g := &guards{
		May:   s.mayHold(),
		s:     s,
		of:    make(map[*types.Var]guarding),
		under: make(map[fieldIn]locks.Set),
		open:  make(map[*types.Var]access),
	}
	if g.Any() {
		for _, f := range s.prog.Funcs {
			g.noteGuards(f)
		}
	}
	return g
}

// noteGuards notes what f holds where it uses fields of models.
func (g *guards) noteGuards(f *program.Func) {
	if g.s.prog.InTest(f.Node().Pos()) {
		return
	}
	used := make(map[*types.Var]bool)
	for _, a := range g.s.prog.Accesses(f) {
		if a.Field == nil {
			continue
		}
		if _, ok := g.s.modelOf(a); ok {
			g.under[fieldIn{a.Field, f}] |= g.At(f, a.Sel)
			used[a.Field] = true
			g.noteOpen(f, a)
		}
	}
	for field := range used {
		had, held := g.of[field], g.under[fieldIn{field, f}]
		had.shared |= had.by & held
		had.by |= held
		if len(g.s.runs.On(f)) > 0 {
			had.shared |= held
		}
		g.of[field] = had
	}
}

// noteOpen notes what the loop does to a field of an object that others have, where
// neither it nor who calls it holds a lock.
func (g *guards) noteOpen(f *program.Func, a program.Access) {
	if a.Kind == program.Address || len(g.s.runs.On(f)) == 0 || g.At(f, a.Sel) != 0 || g.s.origins.Of(f, a.Sel.X).Kind == program.Fresh {
		return
	}
	had := g.open[a.Field]
	if g.s.accessOf(a) == Written {
		had.written = true
	} else {
		had.read = true
	}
	g.open[a.Field] = had
}

// excuse reports whether f uses a field under a lock that guards it elsewhere,
// or under one that nobody knows. One that the loop does without guards nothing.
func (g *guards) excuse(f *program.Func, a program.Access) bool {
	if !g.Any() {
		return false
	}
	held := g.At(f, a.Sel)
	if held&locks.Unnamed == 0 && g.open[a.Field].meets(g.s.accessOf(a)) {
		return false
	}
	had := g.of[a.Field]
	elsewhere := had.shared | had.by&^g.under[fieldIn{a.Field, f}] | locks.Unnamed
	return held&elsewhere != 0
}
