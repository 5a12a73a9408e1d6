package cycles

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// findSubscribed finds sends, and nothing else, under a lock to those whom an object holds,
// where an exported function that takes one of them out needs the lock first: who is about
// to leave receives no more, and neither goes on.
func (s *solver) findSubscribed() {
	for _, f := range s.prog.Funcs {
		if !s.locks.Holds(f) || s.prog.InTest(f.Node().Pos()) {
			continue
		}
		emptied := s.emptiedIn(f)
		for _, op := range f.Ops {
			if op.Kind != program.Send || op.Select != nil || s.prog.Off(op.Node) {
				continue
			}
			of, container := s.heldIn(op.Chan)
			if at := emptied[s.prog.Var(op.Chan)]; container == nil || at != nil && s.locks.Paths(f).Before(at, op.Node) {
				continue
			}
			for _, h := range s.locks.Held(f, op.Node) {
				if h.Var != nil && h.Root == of.Root && h.Owner() == of.Owner() {
					s.searchLeaver(f, op, h, container)
					break
				}
			}
		}
	}
}

// emptiedIn are the channels from which a function takes what may be in them, by where it
// does so first: who sends to one after that has room.
func (s *solver) emptiedIn(f *program.Func) map[types.Object]ast.Node {
	var all map[types.Object]ast.Node
	for _, op := range f.Ops {
		if op.Kind != program.Choose || !op.Select.Default {
			continue
		}
		for _, arm := range op.Select.Arms {
			if v := s.prog.Var(arm.Chan); arm.Kind == program.Receive && v != nil && all[v] == nil {
				if all == nil {
					all = make(map[types.Object]ast.Node)
				}
				all[v] = op.Node
			}
		}
	}
	return all
}

// heldIn is the field of the object that holds the one to whom a channel belongs: it is an
// element, or a field of one.
func (s *solver) heldIn(ch ast.Expr) (locks.Ref, *types.Var) {
	e := ast.Unparen(ch)
	if sel, ok := e.(*ast.SelectorExpr); ok {
		e = ast.Unparen(sel.X)
	}
	v, ok := s.prog.Var(e).(*types.Var)
	if !ok {
		return locks.Ref{}, nil
	}
	of, from, ok := s.locks.ElementOf(v)
	if !ok || !isDirect(from) {
		return locks.Ref{}, nil
	}
	field, _ := s.prog.Var(from).(*types.Var)
	if field == nil || !field.IsField() {
		return locks.Ref{}, nil
	}
	return of, field
}

// isDirect reports whether an expression names a container that is gone round, not one
// element of it that somebody asks for.
func isDirect(e ast.Expr) bool {
	_, ok := e.(*ast.SelectorExpr)
	return ok
}

// searchLeaver looks for the exported method that takes one out of a container under the lock.
func (s *solver) searchLeaver(f *program.Func, op *program.Op, h locks.Held, container *types.Var) {
	for _, g := range s.leaversOf(container) {
		if g == f {
			continue
		}
		for _, t := range s.locks.Takes(g) {
			if t.Next != nil || t.Var != h.Var || !h.Excludes(t.Lock) {
				continue
			}
			s.add(Circle{
				Kind: Subscribed, At: op.Node, Op: op, Strict: !s.littleRoom(op, container),
				Said: fmt.Sprintf("%s holds %s while it sends to %s, and who receives from that may be waiting for the lock in %s: deadlock; send to a copy of them when it is unlocked",
					f.Name(), LockName(h.Lock), words.Spell(op.Chan), g.Name()),
				Related: []analysis.RelatedInformation{s.lockedHere(h), {Pos: program.Place(t.At), Message: g.Name() + " locks " + LockName(t.Lock) + " to take one out"}},
			})
			return
		}
	}
}

// littleRoom reports whether the channels that a container holds have next to no room, as
// far as they are put there where they have been made.
func (s *solver) littleRoom(op *program.Op, container *types.Var) bool {
	if n, known := s.room(op); known {
		return n <= smallRoom
	}
	put := s.members[container]
	return len(put) > 0 && !slices.ContainsFunc(put, func(ch *program.Channel) bool {
		n, known := ch.Cap()
		return !known || n > smallRoom
	})
}

// leaversOf are the exported methods that delete from a field's map.
func (s *solver) leaversOf(container *types.Var) []*program.Func {
	if s.leavers == nil {
		s.leavers = make(map[types.Object][]*program.Func)
		for _, g := range s.prog.Funcs {
			if g.Obj != nil && g.Obj.Exported() && g.Sig.Recv() != nil && g.Sig.Params().Len() > 0 && !s.prog.InTest(g.Node().Pos()) {
				s.noteLeaver(g)
			}
		}
		s.noteMembers()
	}
	return s.leavers[container]
}

func (s *solver) noteLeaver(g *program.Func) {
	g.Inspect(func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 || !s.info.Types[call.Fun].IsBuiltin() {
			return true
		}
		id, ok := ast.Unparen(call.Fun).(*ast.Ident)
		if v := s.prog.Var(call.Args[0]); ok && id.Name == "delete" && v != nil && !slices.Contains(s.leavers[v], g) && len(s.leavers[v]) < maxEnders {
			s.leavers[v] = append(s.leavers[v], g)
		}
		return true
	})
}

// noteMembers notes the channels that are put into containers, as keys or as values.
func (s *solver) noteMembers() {
	s.members = make(map[types.Object][]*program.Channel)
	for _, st := range s.prog.Stores() {
		at, ok := ast.Unparen(st.To).(*ast.IndexExpr)
		if !ok {
			continue
		}
		container := s.prog.Var(at.X)
		for _, e := range []ast.Expr{at.Index, st.Value} {
			if ch := s.prog.Channel(s.prog.Var(e)); ch != nil && container != nil && len(s.members[container]) < maxEnders {
				s.members[container] = append(s.members[container], ch)
			}
		}
	}
}
