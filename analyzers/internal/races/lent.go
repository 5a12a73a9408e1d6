package races

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// To send an object is to hand it over: whoever goes on to use what it leads to, with
// nothing that waits for anybody in between, does so beside the one who received it.

// A Lent is a use of an object that its function has sent to somebody.
type Lent struct {
	Node  ast.Expr // the use
	Write bool
	Sent  ast.Node // where it was sent

	// There is what By, who receives it, does.
	There      ast.Expr
	ThereWrite bool
	By         *program.Func
}

// Lent returns them in source order.
func (r *Result) Lent() []Lent { return r.lent }

// Story says what happens, as the first part of a message.
func (l Lent) Story(fset *token.FileSet) string {
	line := func(n ast.Node) int { return fset.Position(n.Pos()).Line }
	return fmt.Sprintf("%s is %s here, but the object was sent before (line %d), and %s, which receives it, %s it (line %d): a race",
		words.Spell(l.Node), done(l.Write), line(l.Sent), l.By.Name(), verb(Use{Write: l.ThereWrite}), line(l.There))
}

// Related are the send, and the receiver's use.
func (l Lent) Related() []analysis.RelatedInformation {
	return []analysis.RelatedInformation{
		{Pos: l.Sent.Pos(), Message: "sent here"},
		{Pos: l.There.Pos(), Message: l.By.Name() + " " + verb(Use{Write: l.ThereWrite}) + " " + words.Spell(l.There) + " here"},
	}
}

func done(write bool) string {
	if write {
		return "written"
	}
	return "read"
}

// A mail is a variable whose object a function sends, and where.
type mail struct {
	root *types.Var
	ch   types.Object
	at   ast.Node

	rounds *program.Repeat // around the send
}

// A field of what comes by a channel.
type mailed struct {
	ch    types.Object
	of    *types.TypeName
	field *types.Var
}

// A reader is a use of it by who receives.
type reader struct {
	*entry
	by *program.Func
}

// Bounds on what is followed of what is sent.
const (
	maxMails   = 32 // of a function
	maxReaders = 16 // of a field
	mailDepth  = 2  // of calls
)

// findLent finds the uses of what was sent.
func (s *solver) findLent() (all []Lent) {
	readers := s.readers()
	if len(readers) == 0 {
		return nil
	}
	for _, f := range s.prog.Funcs {
		fr := s.frames[f]
		if fr == nil || fr.full {
			continue
		}
		told := make(map[*types.Var]bool)
		for _, m := range s.mails(f, mailDepth) {
			if s.received()[m.root] == m.ch {
				continue // who has it from the same channel has it alone
			}
			after := s.paths(f).After(m.at, func(n ast.Node) bool { return s.makes(n, m.root) || s.waitsForAny(n) })
			for _, e := range fr.entries {
				if e.root != m.root || e.turn != nil || e.isVariable() || told[e.field] || !e.late && (!after(e.at) || m.isAnother(e)) {
					continue
				}
				if r, ok := s.readBy(readers, m, e, f); ok {
					told[e.field] = true // once asked, too
					if s.waitsAt(e) {
						continue
					}
					all = append(all, Lent{Node: e.leaf().at.(ast.Expr), Write: e.leaf().write, Sent: m.at, There: r.leaf().at.(ast.Expr), ThereWrite: r.leaf().write, By: r.by})
				}
			}
		}
	}
	return all
}

// isAnother reports whether a use is of another object than the one that was sent: it
// comes before, and each round has a variable of its own.
func (m mail) isAnother(e *entry) bool {
	if program.Place(e.at) >= m.at.End() {
		return false
	}
	for r := m.rounds; r != nil; r = r.Outer {
		if program.Contains(r.Stmt, m.root.Pos()) {
			return true
		}
	}
	return program.Contains(m.at, program.Place(e.at))
}

// waitsAt reports whether the statement that holds a use waits as well: nothing says which
// comes first.
func (s *solver) waitsAt(e *entry) (waits bool) {
	e.in.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ReturnStmt, *ast.AssignStmt, *ast.ExprStmt:
			waits = waits || program.Contains(n, program.Place(e.at)) && s.waitsForAny(n)
		}
		return !waits
	})
	return waits
}

// readBy is the use by who receives it that a use of what was sent meets.
func (s *solver) readBy(readers map[mailed][]reader, m mail, e *entry, f *program.Func) (reader, bool) {
	if e.hops[0] != nil {
		return reader{}, false
	}
	for _, r := range readers[mailed{m.ch, e.class(), e.field}] {
		if r.by != f && s.meets(e, r.entry) && !s.calls(f, r.by) && !s.calls(r.by, f) {
			return r, true
		}
	}
	return reader{}, false
}

// calls reports whether a function comes to another one on its own goroutine.
func (s *solver) calls(root, f *program.Func) bool {
	called, ok := s.called[root]
	if !ok {
		called = make(map[*program.Func]bool)
		s.reachedFrom(called, root, func(e edges.Edge) bool { return e.Waits() })
		s.called[root] = called
	}
	return called[f]
}

// waitsForAny reports whether a statement waits for anybody.
func (s *solver) waitsForAny(stmt ast.Node) (found bool) {
	if e, ok := stmt.(ast.Expr); ok && s.ranged[e] {
		return true
	}
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt:
			return false
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.CallExpr:
			fn := s.prog.Callee(n)
			if fn == nil {
				return !found
			}
			fr := s.frames[s.prog.FuncOf(fn)]
			found = found || fr != nil && len(fr.waits) > 0 || slices.Contains([]string{"Wait", "Acquire"}, fn.Name())
		}
		return !found
	})
	return found
}

// A mailing is a function, and how many calls deep its mails are looked for.
type mailing struct {
	f     *program.Func
	depth int
}

// mails are the variables whose objects a function sends, itself and by calls.
func (s *solver) mails(f *program.Func, depth int) []mail {
	all, known := s.mailed[mailing{f, depth}]
	if !known {
		all = s.findMails(f, depth)
		s.mailed[mailing{f, depth}] = all
	}
	return all
}

func (s *solver) findMails(f *program.Func, depth int) (all []mail) {
	for _, g := range s.bodies(f) {
		for _, op := range g.Ops {
			for _, arm := range op.Alternatives() {
				if send, ok := arm.Node.(*ast.SendStmt); ok && arm.Kind == program.Send && arm.Var != nil {
					for _, value := range parts(send.Value) {
						all = s.addMail(all, f, value, mail{ch: arm.Var, at: send, rounds: op.Repeat})
					}
				}
			}
		}
		for _, e := range s.runs.Edges.Out(g) {
			if depth > 0 && isCall(e) && e.How != edges.Deferred && e.To != f {
				for _, m := range s.mails(e.To, depth-1) {
					if arg, embedded, given := s.given(e.Call.Expr, nil, e.To, m.root); given && arg != nil && len(embedded) == 0 {
						all = s.addMail(all, f, arg, mail{ch: m.ch, at: e.Call.Expr, rounds: e.Call.Repeat})
					}
				}
			}
		}
	}
	return all
}

func (s *solver) addMail(all []mail, f *program.Func, value ast.Expr, m mail) []mail {
	w, ok := s.wayOf(f, value)
	if !ok || len(w.fields) > 0 || !s.isOwnPointer(w.root.Type()) || len(all) == maxMails {
		return all
	}
	m.root = w.root
	return append(all, m)
}

// readers are what functions do to the objects that they receive.
func (s *solver) readers() map[mailed][]reader {
	received := s.received()
	all := make(map[mailed][]reader)
	for _, f := range s.prog.Funcs {
		fr := s.frames[f]
		if fr == nil || fr.full || len(received) == 0 {
			continue
		}
		for _, e := range fr.entries {
			ch := received[e.root]
			if ch == nil || e.turn != nil || e.isVariable() {
				continue
			}
			at := mailed{ch, e.class(), e.field}
			if e.hops[0] != nil {
				if named := program.Named(e.hops[0].Type()); named != nil && e.hops[1] == nil && s.isOwnPointer(e.hops[0].Type()) {
					at.of = named.Origin().Obj()
				}
			}
			if len(all[at]) < maxReaders {
				all[at] = append(all[at], reader{e, f})
			}
		}
	}
	return all
}

// received are the variables that hold what a channel gave, by the channel.
func (s *solver) received() map[*types.Var]types.Object {
	if s.receivedBy == nil {
		s.receivedBy = s.findReceived()
	}
	return s.receivedBy
}

// findReceived finds the variables that hold what a channel gave: all of it, what a type
// switch makes of it, or a field of that.
func (s *solver) findReceived() map[*types.Var]types.Object {
	from := make(map[*types.Var]types.Object)
	for _, file := range s.pass.Files {
		if s.prog.InTest(file.Pos()) {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.RangeStmt:
				if s.ranged[n.X] && n.Key != nil {
					s.noteReceived(from, n.Key, s.prog.Var(n.X))
				}
			case *ast.AssignStmt:
				for i := range min(len(n.Lhs), len(n.Rhs)) {
					s.noteReceived(from, n.Lhs[i], s.receivedIn(from, n.Rhs[i]))
				}
			case *ast.TypeSwitchStmt:
				assign, ok := n.Assign.(*ast.AssignStmt)
				if !ok {
					break
				}
				ch := s.receivedIn(from, assign.Rhs[0].(*ast.TypeAssertExpr).X)
				for _, clause := range n.Body.List {
					if v, ok := s.pass.TypesInfo.Implicits[clause].(*types.Var); ok && ch != nil {
						from[v] = ch
					}
				}
			}
			return true
		})
	}
	return from
}

func (s *solver) noteReceived(from map[*types.Var]types.Object, to ast.Expr, ch types.Object) {
	if id, ok := to.(*ast.Ident); ok && ch != nil {
		if v, ok := s.pass.TypesInfo.ObjectOf(id).(*types.Var); ok && !v.IsField() {
			from[v] = ch
		}
	}
}

// receivedIn is the channel that an expression's value came by; nil for none.
func (s *solver) receivedIn(from map[*types.Var]types.Object, e ast.Expr) types.Object {
	e = ast.Unparen(e)
	if recv, ok := e.(*ast.UnaryExpr); ok && recv.Op == token.ARROW {
		return s.prog.Var(recv.X)
	}
	w, ok := s.selected(e)
	if !ok || len(w.fields) > 1 {
		return nil
	}
	return from[w.root]
}
