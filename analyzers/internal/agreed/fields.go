package agreed

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/directive"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A tally is what the uses of a field say of it.
type tally struct {
	loop         *program.Func
	uses, writes int
	split        bool // they do not agree
}

// findFields proposes the fields that one loop alone uses and changes once their object
// is in other hands.
func (f *finder) findFields() {
	tallies := make(map[*types.Var]*tally)
	for _, fn := range f.prog.Funcs {
		if f.prog.InTest(fn.Node().Pos()) {
			continue
		}
		for _, a := range f.prog.Accesses(fn) {
			if a.Field != nil && a.Field.Pkg() == f.pass.Pkg && !a.Field.Exported() {
				f.count(tallies, a)
			}
		}
	}
	f.owned = make(map[*types.Var]bool)
	for _, file := range f.pass.Files {
		if f.prog.InTest(file.Pos()) {
			continue
		}
		for _, decl := range file.Decls {
			if gen, ok := decl.(*ast.GenDecl); ok {
				f.findIn(gen, tallies)
			}
		}
	}
}

func (f *finder) count(tallies map[*types.Var]*tally, a program.Access) {
	t := tallies[a.Field]
	if t == nil {
		t = new(tally)
		tallies[a.Field] = t
	}
	loop := f.alone[a.In]
	switch {
	case t.split:
	case f.locks.At(a.In, a.Sel) != 0: // whoever has the lock may come in
		t.split = true
	case f.isBefore(a):
	case loop == nil || !f.same[a.In] || a.Kind == program.Address || !f.prog.IsReceiver(a.In, a.Sel.X), t.loop != nil && t.loop != loop:
		t.split = true
	default:
		t.loop = loop
		t.uses++
		if a.Kind == program.Written || a.Kind == program.Element {
			t.writes++
		}
	}
}

// isBefore reports whether a use comes before anybody else has the object: it is made
// here, or the loop is started below.
func (f *finder) isBefore(a program.Access) bool {
	if f.origins.Of(a.In, a.Sel.X).Kind == program.Fresh {
		return true
	}
	for _, e := range f.runs.Edges.Out(a.In) {
		if e.How == edges.Spawned && f.alone[e.To] == e.To && a.Sel.Pos() < e.At.Pos() && (e.Call == nil || e.Call.Repeat == nil) {
			return true
		}
	}
	return false
}

// findIn proposes the fields of the types that a declaration has.
func (f *finder) findIn(gen *ast.GenDecl, tallies map[*types.Var]*tally) {
	for _, spec := range gen.Specs {
		ts, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		tn, isType := f.pass.TypesInfo.Defs[ts.Name].(*types.TypeName)
		st, isStruct := ts.Type.(*ast.StructType)
		if !isType || !isStruct || f.said[tn] {
			continue
		}
		last := st.Fields.Opening
		for _, field := range st.Fields.List {
			if f.line(field.Pos()) > f.line(last) { // a directive takes the line above
				f.findField(tn, field, tallies)
			}
			last = field.End()
		}
	}
}

func (f *finder) line(pos token.Pos) int { return f.pass.Fset.PositionFor(pos, false).Line }

// findField proposes a field, or several that are declared together, of the same loop.
func (f *finder) findField(tn *types.TypeName, field *ast.Field, tallies map[*types.Var]*tally) {
	var sum tally
	subject := ""
	var vars []*types.Var
	for _, name := range field.Names {
		v, ok := f.pass.TypesInfo.Defs[name].(*types.Var)
		if !ok {
			return
		}
		t := tallies[v]
		if t == nil || t.split || t.writes == 0 || f.said[v] || f.claims.Owned(v) != nil || guardsItself(v.Type()) ||
			!isOf(t.loop, tn) || sum.loop != nil && sum.loop != t.loop {
			return
		}
		sum.loop, sum.uses, sum.writes = t.loop, sum.uses+t.uses, sum.writes+t.writes
		if subject != "" {
			subject += ", "
		}
		subject += tn.Name() + "." + v.Name()
		vars = append(vars, v)
	}
	if len(vars) == 0 {
		return
	}
	for _, v := range vars {
		f.owned[v] = true
	}
	f.propose(Proposal{
		Pos: field.Pos(), Doc: field.Doc, Verb: directive.Owned, Subject: subject, Uses: sum.uses, Writes: sum.writes,
	}, sum.loop, tn)
}

// isOf reports whether a loop is a method of a type: another type's loop has as many
// objects in hand as it likes, and so may its brothers.
func isOf(loop *program.Func, tn *types.TypeName) bool {
	named := program.ReceiverNamed(loop.Obj)
	return named != nil && named.Origin().Obj() == tn
}

// guardsItself reports whether values of a type are there to be used by several.
func guardsItself(t types.Type) bool {
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	named := program.Named(t)
	if named == nil || named.Obj().Pkg() == nil {
		return false
	}
	name := named.Obj().Pkg().Name()
	return name == "sync" || name == "atomic"
}
