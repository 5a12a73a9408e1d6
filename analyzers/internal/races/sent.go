package races

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// A Sent is a map or slice of a loop's state that the loop sends to somebody, and goes
// on to change: whoever receives it has the same one in hand.
type Sent struct {
	Node  ast.Expr      // what is sent
	Loop  *program.Func // who goes on
	Write ast.Expr      // and where it changes it

	// Returned says that it is no loop that sends it, but a function that returns it under
	// the lock that Loop takes to change it.
	Returned bool
}

// Sent returns what loops send of their state, in source order.
func (r *Result) Sent() []Sent { return r.sent }

// Story says what happens, as the first part of a message.
func (s Sent) Story(fset *token.FileSet) string {
	if s.Returned {
		return fmt.Sprintf("%s is returned here as it is, and %s changes it under its lock (line %d), which whoever called has not",
			words.Spell(s.Node), s.Loop.Name(), fset.Position(s.Write.Pos()).Line)
	}
	return fmt.Sprintf("%s is sent here as it is, and %s goes on to change it (line %d): whoever receives it uses it at the same time",
		words.Spell(s.Node), s.Loop.Name(), fset.Position(s.Write.Pos()).Line)
}

// Related is where the loop changes it.
func (s Sent) Related() []analysis.RelatedInformation {
	return []analysis.RelatedInformation{{Pos: s.Write.Pos(), Message: fmt.Sprintf("%s changes %s here", s.Loop.Name(), words.Spell(s.Write))}}
}

// findSent finds what loops send of the state that their rounds change.
func (s *solver) findSent() (all []Sent) {
	for _, f := range s.prog.Funcs {
		fr := s.frames[f]
		if fr == nil || fr.loops != f || fr.full {
			continue
		}
		changes := s.changes(fr)
		if len(changes) == 0 {
			continue
		}
		ran := s.roundsRun(f)
		for _, g := range s.prog.Funcs {
			if g.Declared() == f || ran[g] {
				all = append(all, s.sentBy(g, f, changes)...)
			}
		}
	}
	return append(all, s.findReturned()...)
}

// changes are the loop's uses that change what a map or slice of its object holds, round
// after round and with no lock held. One that the loop makes anew is somebody else's
// from then on.
func (s *solver) changes(fr *frame) map[*types.Var]*entry {
	changes := make(map[*types.Var]*entry)
	renewed := make(map[*types.Var]bool)
	for _, e := range fr.entries {
		leaf := e.leaf()
		sel, ok := leaf.at.(*ast.SelectorExpr)
		if !e.write || !ok || e.turn != nil || e.isVariable() || !isContainer(e.field.Type()) {
			continue
		}
		if s.renews(leaf.in, sel) {
			renewed[e.field] = true
		} else if e.locks == 0 && e.root.Kind() == types.RecvVar && changes[e.field] == nil && s.inRounds(e) {
			changes[e.field] = e
		}
	}
	for field := range renewed {
		delete(changes, field)
	}
	return changes
}

func isContainer(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Map, *types.Slice:
		return true
	}
	return false
}

// renews reports whether a selection is assigned as a whole.
func (s *solver) renews(f *program.Func, sel *ast.SelectorExpr) bool {
	for _, a := range s.prog.Accesses(f) {
		if a.Sel == sel {
			return a.Kind == program.Written && !a.Beyond
		}
	}
	return false
}

// sentBy is what a function sends of these.
func (s *solver) sentBy(g, loop *program.Func, changes map[*types.Var]*entry) (all []Sent) {
	for _, op := range g.Ops {
		for _, arm := range op.Alternatives() {
			send, ok := arm.Node.(*ast.SendStmt)
			if arm.Kind != program.Send || !ok {
				continue
			}
			for _, value := range parts(send.Value) {
				if e := changes[s.ownField(value)]; e != nil {
					all = append(all, Sent{Node: value, Loop: loop, Write: e.leaf().at.(ast.Expr)})
				}
			}
		}
	}
	return all
}

// parts are an expression, or what a literal is made of.
func parts(e ast.Expr) []ast.Expr {
	e = ast.Unparen(e)
	if addr, ok := e.(*ast.UnaryExpr); ok && addr.Op == token.AND {
		e = ast.Unparen(addr.X)
	}
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return []ast.Expr{e}
	}
	var all []ast.Expr
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			elt = kv.Value
		}
		all = append(all, ast.Unparen(elt))
	}
	return all
}

// ownField is the field of the receiver that an expression names; nil if it is none.
func (s *solver) ownField(e ast.Expr) *types.Var {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return nil
	}
	if v, ok := s.pass.TypesInfo.Uses[id].(*types.Var); !ok || v.Kind() != types.RecvVar {
		return nil
	}
	field, ok := s.pass.TypesInfo.Uses[sel.Sel].(*types.Var)
	if !ok {
		return nil
	}
	return field.Origin()
}
