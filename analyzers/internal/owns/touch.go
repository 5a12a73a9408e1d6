package owns

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// find lists the uses of owned things in f's own body.
func (s *solver) find(f *program.Func) []Touch {
	body := f.Body()
	if body == nil {
		return nil
	}
	var found []Touch
	for _, call := range f.Calls {
		if !call.Spawns() {
			found = append(found, s.ofFramework(f, call)...)
		}
	}
	locked := locks(f)
	written, taken, elements := s.models.writes(body), addresses(body), elementWrites(body)
	inspectOwn(body, func(n ast.Node) {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || taken[sel] {
			return
		}
		if t, ok := s.fieldOfFramework(f, sel, written[sel]); ok {
			found = append(found, t)
		}
		if t, ok := s.fieldOfModel(f, sel, written[sel], elements[sel]); ok && !locked {
			found = append(found, t)
		}
	})
	return found
}

// inspectOwn visits a body without the literals in it.
func inspectOwn(body ast.Node, visit func(ast.Node)) {
	ast.Inspect(body, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok && n != body {
			return false
		}
		if n != nil {
			visit(n)
		}
		return true
	})
}

// locks reports whether f takes a lock, which may be the one that guards the field.
func locks(f *program.Func) bool {
	for _, call := range f.Calls {
		if call.Callee == nil || call.Callee.Pkg() == nil || call.Callee.Pkg().Path() != "sync" {
			continue
		}
		if n := call.Callee.Name(); n == "Lock" || n == "RLock" || n == "Do" {
			return true
		}
	}
	return false
}

// ofFramework is a call of an owned object's method, or of a function that touches what the loop owns.
func (s *solver) ofFramework(f *program.Func, call *program.Call) []Touch {
	fn := call.Callee
	if fn == nil {
		return s.ofValue(f, call)
	}
	if s.book.Safe(fn) {
		return nil
	}
	if rows := s.book.OwnsFunc(fn); len(rows) > 0 {
		what := words.Spell(call.Expr.Fun)
		return []Touch{s.touch(call.Expr, what, "what the loop draws", rows[0], root{kind: shared})}
	}
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok || fn.Signature().Recv() == nil {
		return nil
	}
	// An interface's method may be declared by one that it embeds, and a
	// widget's by a struct around it: both the value and the method count.
	named := program.Named(s.pass.TypesInfo.TypeOf(sel.X))
	rows := s.ownsNamed(named)
	if len(rows) == 0 {
		named = program.ReceiverNamed(fn)
		rows = s.ownsNamed(named)
	}
	if len(rows) == 0 {
		return nil
	}
	return []Touch{s.touch(call.Expr, words.Spell(sel), words.TypeName(named), rows[0], s.rootOf(f, sel.X))}
}

// ofValue is a call of an owned function value (a script's function).
func (s *solver) ofValue(f *program.Func, call *program.Call) []Touch {
	named := program.Named(s.pass.TypesInfo.TypeOf(call.Expr.Fun))
	rows := s.ownsNamed(named)
	if len(rows) == 0 {
		return nil
	}
	return []Touch{s.touch(call.Expr, words.Spell(call.Expr.Fun), words.TypeName(named), rows[0], s.rootOf(f, call.Expr.Fun))}
}

func (s *solver) ownsNamed(named *types.Named) []book.Bound[contract.Owns] {
	if named == nil {
		return nil
	}
	return s.book.Owns(named)
}

func (s *solver) touch(n ast.Node, text, what string, row book.Bound[contract.Owns], r root) Touch {
	return Touch{
		Node: n, Text: text, What: what, Fix: row.Row.Fix, root: r,
		Loop: contract.LoopID{Owner: row.Framework.Name, Name: row.Row.Loop},
	}
}

// fieldOfFramework is the use of an exported field of an owned object.
func (s *solver) fieldOfFramework(f *program.Func, sel *ast.SelectorExpr, write bool) (Touch, bool) {
	v, ok := s.pass.TypesInfo.Uses[sel.Sel].(*types.Var)
	if !ok || !v.IsField() || v.Pkg() == s.pass.Pkg {
		return Touch{}, false
	}
	named := program.Named(s.pass.TypesInfo.TypeOf(sel.X))
	if named == nil {
		return Touch{}, false
	}
	for _, row := range s.book.Owns(named) {
		if row.Row.Fields {
			t := s.touch(sel, words.Spell(sel), words.TypeName(named), row, s.rootOf(f, sel.X))
			t.Access = Read
			if write {
				t.Access = Written
			}
			return t, true
		}
	}
	return Touch{}, false
}

// models are the types of this package that a contract owns by the shape of
// their methods, and what the loop does with their fields.
type models struct {
	info    *types.Info
	rows    map[*types.TypeName]book.Bound[contract.Owns]
	params  map[*types.Var]bool
	read    map[*types.Var]bool // by code on the loop
	written map[*types.Var]bool
}

func (s *solver) findModels() *models {
	m := &models{
		info: s.pass.TypesInfo, rows: make(map[*types.TypeName]book.Bound[contract.Owns]),
		read: make(map[*types.Var]bool), written: make(map[*types.Var]bool),
		params: make(map[*types.Var]bool),
	}
	for _, f := range s.prog.Funcs {
		for v := range f.Sig.Params().Variables() {
			m.params[v] = true
		}
		if f.Obj == nil {
			continue
		}
		for _, row := range s.book.OwnsShapes {
			if named := program.ReceiverNamed(f.Obj); named != nil && row.Row.Shape.HasShape(f.Obj.Name(), f.Sig) {
				m.rows[named.Obj()] = row
			}
		}
	}
	if len(m.rows) == 0 {
		return m
	}
	for _, f := range s.prog.Funcs {
		if f.Body() != nil && len(s.runs.On(f)) > 0 {
			m.noteOnLoop(f.Body())
		}
	}
	return m
}

func (m *models) noteOnLoop(body ast.Node) {
	written := m.writes(body)
	inspectOwn(body, func(n ast.Node) {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return
		}
		v := m.field(sel)
		if v == nil {
			return
		}
		m.read[v] = true
		if written[sel] {
			m.written[v] = true
		}
	})
}

// field is the model's field that sel selects, or nil.
func (m *models) field(sel *ast.SelectorExpr) *types.Var {
	v, ok := m.info.Uses[sel.Sel].(*types.Var)
	if !ok || !v.IsField() {
		return nil
	}
	named := program.Named(m.info.TypeOf(sel.X))
	if named == nil {
		return nil
	}
	if _, ok := m.rows[named.Obj()]; !ok {
		return nil
	}
	return v.Origin()
}

// writes finds the selectors that body writes through: assigned, counted up, or
// an element of their map or slice set. A method that takes the address may
// write too, or may guard what it writes: it does not count.
func (m *models) writes(body ast.Node) map[*ast.SelectorExpr]bool {
	written := make(map[*ast.SelectorExpr]bool)
	mark := func(e ast.Expr) {
		if sel := selectorOf(e); sel != nil {
			written[sel] = true
		}
	}
	inspectOwn(body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				return
			}
			for i, l := range n.Lhs {
				if len(n.Lhs) != len(n.Rhs) || !m.isHandle(n.Rhs[i]) {
					mark(l)
				}
			}
		case *ast.IncDecStmt:
			mark(n.X)
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && len(n.Args) > 0 && (id.Name == "delete" || id.Name == "clear") {
				mark(n.Args[0])
			}
		}
	})
	return written
}

// elementWrites finds the fields whose map or slice body writes an element of:
// all copies of the struct share it.
func elementWrites(body ast.Node) map[*ast.SelectorExpr]bool {
	elements := make(map[*ast.SelectorExpr]bool)
	mark := func(e ast.Expr) {
		if ix, ok := ast.Unparen(e).(*ast.IndexExpr); ok {
			if sel, ok := ast.Unparen(ix.X).(*ast.SelectorExpr); ok {
				elements[sel] = true
			}
		}
	}
	inspectOwn(body, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				mark(l)
			}
		case *ast.IncDecStmt:
			mark(n.X)
		}
	})
	return elements
}

// isHandle reports whether a value is a pointer or an interface that the caller
// passed: to store it once more, as setters of a shared context do for every
// message, gives the field no new value as a rule.
func (m *models) isHandle(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := m.info.Uses[id].(*types.Var)
	if !ok || !m.params[v] {
		return false
	}
	switch v.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// addresses finds the selectors whose address body takes, which reads nothing.
func addresses(body ast.Node) map[*ast.SelectorExpr]bool {
	taken := make(map[*ast.SelectorExpr]bool)
	inspectOwn(body, func(n ast.Node) {
		if addr, ok := n.(*ast.UnaryExpr); ok && addr.Op == token.AND {
			if sel, ok := ast.Unparen(addr.X).(*ast.SelectorExpr); ok {
				taken[sel] = true
			}
		}
	})
	return taken
}

// guardsItself reports whether a struct comes with its own synchronisation.
func guardsItself(t types.Type, depth int) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil {
		if p := named.Obj().Pkg().Path(); p == "sync" || p == "sync/atomic" {
			return true
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Struct:
		for f := range u.Fields() {
			if depth < 2 && guardsItself(f.Type(), depth+1) {
				if _, isChan := f.Type().Underlying().(*types.Chan); !isChan {
					return true
				}
			}
		}
	}
	return false
}

// selectorOf is the field that an assignment's target ends in: m.a.b for m.a.b[i].
func selectorOf(e ast.Expr) *ast.SelectorExpr {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		return e
	case *ast.IndexExpr:
		return selectorOf(e.X)
	case *ast.StarExpr:
		return selectorOf(e.X)
	}
	return nil
}

// fieldOfModel is the use of a model's field through a pointer, or a write to a
// captured copy.
func (s *solver) fieldOfModel(f *program.Func, sel *ast.SelectorExpr, write, element bool) (Touch, bool) {
	v := s.models.field(sel)
	if v == nil || guardsItself(v.Type(), 0) {
		return Touch{}, false
	}
	t := s.pass.TypesInfo.TypeOf(sel.X)
	r := s.rootOf(f, sel.X)
	if isValue(t) && !(write && r.kind == shared) && !element && !throughPointer(s.pass.TypesInfo, sel.X) {
		return Touch{}, false
	}
	row := s.models.rows[program.Named(t).Obj()]
	touch := s.touch(sel, words.Spell(sel), "", row, r)
	touch.Field, touch.Access = v, Read
	if write {
		touch.Access = Written
	}
	return touch, true
}

// throughPointer reports whether an expression goes through a pointer on its way.
func throughPointer(info *types.Info, e ast.Expr) bool {
	for {
		sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
		if !ok {
			_, ptr := info.TypeOf(e).Underlying().(*types.Pointer)
			return ptr
		}
		if _, ptr := info.TypeOf(sel.X).Underlying().(*types.Pointer); ptr {
			return true
		}
		e = sel.X
	}
}

// races reports whether a touch meets one on the loop: any with an object of a
// framework, for a model's field a use of which one is a write.
func (s *solver) races(t Touch) bool {
	if t.Field == nil {
		return true
	}
	if t.Access == Read && s.isCopy(t.root.v) {
		return false
	}
	if t.Access == Written {
		return s.models.read[t.Field]
	}
	return s.models.written[t.Field]
}
