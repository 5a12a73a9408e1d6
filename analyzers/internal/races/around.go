package races

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// around finds the races of the goroutines that one function starts: with what it
// does itself after that, with each other, and with themselves.
func (s *solver) around(fr *frame) {
	if fr.full {
		return
	}
	for i, st := range fr.starts {
		if len(st.entries) == 0 || s.frames[st.root].full {
			continue
		}
		uses := index(st.entries)
		s.withFrame(fr, st, uses)
		s.withItself(fr, st)
		for _, other := range fr.starts[i+1:] {
			s.withOther(fr, st, other, uses)
		}
	}
}

func index(entries []*entry) map[place][]*entry {
	at := make(map[place][]*entry)
	for _, e := range entries {
		at[e.place] = append(at[e.place], e)
	}
	return at
}

// withFrame compares a goroutine with what the function goes on to do, which is
// seen to be at the same time as the goroutine where nothing joins the two.
func (s *solver) withFrame(fr *frame, st *start, uses map[place][]*entry) {
	if st.late || s.loopOf(st) == nil && fr.loops == nil || st.turn != nil && fr.takes(st.turn) {
		return
	}
	root, ends := s.frames[st.root], s.endsOf(st)
	for _, e := range fr.entries {
		for _, t := range uses[e.place] {
			if !s.meets(e, t) || !s.comes(fr.f, st, e, t) || s.after(t, fr.ends) || s.after(t, fr.gives) || s.after(e.down, ends) ||
				s.pingPong(e, t, fr, root) || s.isAnswered(e, t, fr, root) {
				continue
			}
			s.tell(e, t, side{frame: fr}, side{start: st}, false)
		}
	}
}

// comes reports whether a use of the function's own comes after the statement that starts
// a goroutine. What it defers does, where nothing waits for the goroutine: that it ends the
// rounds of one is what it is deferred for.
func (s *solver) comes(f *program.Func, st *start, e, t *entry) bool {
	if e.late {
		return e.write && s.endsRounds(t) && s.outlives(f, st)
	}
	return s.goesOn(f, st, e)
}

// goesOn reports whether control comes from a statement that starts a goroutine to
// a use, and nothing on the way waits for the goroutine, or makes the variable anew.
func (s *solver) goesOn(f *program.Func, st *start, e *entry) bool {
	root := e.root
	if s.isForeign(f, root) && !e.isVariable() {
		root = nil // nobody makes it anew here
	}
	beside, known := st.beside[root]
	if !known {
		joins := s.joins(st)
		beside = s.paths(f).After(st.at, func(n ast.Node) bool { return root != nil && s.makes(n, root) || joins(n) })
		if st.beside == nil {
			st.beside = make(map[*types.Var]func(ast.Node) bool)
		}
		st.beside[root] = beside
	}
	return beside(e.at)
}

// makes reports whether a node declares or assigns a variable.
func (s *solver) makes(n ast.Node, v *types.Var) bool {
	if program.Contains(n, v.Pos()) {
		return true
	}
	for _, a := range s.prog.Assigned(v) {
		if program.Contains(n, a.Value.Pos()) {
			return true
		}
	}
	return false
}

// withItself compares goroutines that one statement starts one after the other.
func (s *solver) withItself(fr *frame, st *start) {
	if len(st.again) == 0 || !s.paths(fr.f).ReachesUnmet(st.at, st.at, s.joins(st)) {
		return
	}
	earlier := make(map[place][]*entry) // and the use itself
	for _, t := range st.entries {
		if !s.areMany(st, t.root) {
			continue
		}
		earlier[t.place] = append(earlier[t.place], t)
		for _, e := range earlier[t.place] {
			if s.meets(e, t) && !s.ordered(e, t, s.frames[st.root], s.frames[st.root]) {
				s.tell(e, t, side{start: st, many: true}, side{start: st, many: true}, false)
			}
		}
	}
}

// areMany reports whether rounds of a for statement start a goroutine each that
// have a variable in common. One that gets nothing of its own round is started again
// when the last one has ended, as a rule.
func (s *solver) areMany(st *start, v *types.Var) bool {
	for _, r := range st.again {
		if !program.Contains(r.Stmt, v.Pos()) && (s.isCounted(r.Stmt) || s.usesVarOf(st.at, r.Stmt)) {
			return true
		}
	}
	return false
}

// maxLooked bounds how much of a literal is looked at.
const maxLooked = 1024

// usesVarOf reports whether a call, a literal in it included, names a variable that
// is declared in a statement around it.
func (s *solver) usesVarOf(call, stmt ast.Node) (found bool) {
	looked := 0
	ast.Inspect(call, func(n ast.Node) bool {
		looked++
		if looked > maxLooked {
			return false
		}
		if id, ok := n.(*ast.Ident); ok {
			v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
			found = found || ok && !v.IsField() && program.Contains(stmt, v.Pos()) && !program.Contains(call, v.Pos())
		}
		return !found
	})
	return found
}

// withOther compares two goroutines that a function starts, on the same way.
func (s *solver) withOther(fr *frame, a, b *start, uses map[place][]*entry) {
	if a.origin == b.origin || s.frames[b.root].full || s.isRunBy(a, b) || s.isRunBy(b, a) || s.loopOf(a) == nil && s.loopOf(b) == nil {
		return
	}
	asked, beside := false, false
	for _, t := range b.entries {
		for _, e := range uses[t.place] {
			if !s.meets(e, t) {
				continue
			}
			if !asked {
				asked = true
				p := s.paths(fr.f)
				beside = p.ReachesUnmet(a.at, b.at, s.joins(a)) || p.ReachesUnmet(b.at, a.at, s.joins(b))
			}
			if beside && !s.ordered(e, t, s.frames[a.root], s.frames[b.root]) {
				s.tell(e, t, side{start: a}, side{start: b}, false)
			}
		}
	}
}

func (s *solver) loopOf(st *start) *program.Func {
	if fr := s.frames[st.root]; fr != nil {
		return fr.loops
	}
	return nil
}

// A side is who makes one of the two uses: a goroutine, the function around its
// start, or whoever calls a method.
type side struct {
	start *start
	frame *frame
	many  bool
	open  bool
}
