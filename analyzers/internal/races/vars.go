package races

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A variable that closures capture, or a package's, is state too: its place is the
// variable itself.

// A varUse is a use of such a variable in a function's own body.
type varUse struct {
	id    *ast.Ident
	v     *types.Var
	write bool
}

// findCaptured finds the variables that literals have in common with the function
// around them. What a for statement declares is another one in each round.
func (s *solver) findCaptured() {
	s.captured, s.written = make(map[*types.Var]bool), make(map[*types.Var]bool)
	rounds := make(map[*types.Var]bool)
	for _, file := range s.pass.Files {
		var around []ast.Node       // the node at hand
		var literals []*ast.FuncLit // those around it
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				last := len(around) - 1
				if _, ok := around[last].(*ast.FuncLit); ok {
					literals = literals[:len(literals)-1]
				}
				around = around[:last]
				return true
			}
			around = append(around, n)
			switch n := n.(type) {
			case *ast.FuncLit:
				literals = append(literals, n)
			case *ast.Ident:
				if len(literals) > 0 {
					s.noteCaptured(literals[len(literals)-1], n)
				}
			case *ast.AssignStmt:
				for _, l := range n.Lhs {
					s.noteWritten(l)
				}
			case *ast.IncDecStmt:
				s.noteWritten(n.X)
			case *ast.CallExpr:
				if len(n.Args) > 0 && s.pass.TypesInfo.Types[n.Fun].IsBuiltin() {
					s.noteWritten(n.Args[0])
				}
			case *ast.ForStmt:
				s.noteRound(rounds, n.Init)
			case *ast.RangeStmt:
				if n.Tok == token.ASSIGN {
					s.noteWritten(n.Key)
					s.noteWritten(n.Value)
				}
				s.noteRound(rounds, n.Key)
				s.noteRound(rounds, n.Value)
			}
			return true
		})
	}
	for v := range rounds {
		delete(s.captured, v)
	}
}

// noteWritten notes the variable, or the fields, that an assignment or a builtin may
// change: what nobody changes, nobody races for.
func (s *solver) noteWritten(target ast.Expr) {
	target = ast.Unparen(target)
	if ix, ok := target.(*ast.IndexExpr); ok {
		target = ast.Unparen(ix.X)
	}
	id, ok := target.(*ast.Ident)
	if !ok {
		s.noteFields(target)
		return
	}
	if v, ok := s.pass.TypesInfo.Uses[id].(*types.Var); ok {
		s.written[v] = true
	}
}

// noteFields notes the fields on the way to what is changed.
func (s *solver) noteFields(target ast.Expr) {
	for {
		switch e := ast.Unparen(target).(type) {
		case *ast.IndexExpr:
			target = e.X
		case *ast.StarExpr:
			target = e.X
		case *ast.SelectorExpr:
			if field, ok := s.pass.TypesInfo.Uses[e.Sel].(*types.Var); ok {
				s.written[field.Origin()] = true
			}
			target = e.X
		default:
			return
		}
	}
}

func (s *solver) noteCaptured(lit *ast.FuncLit, id *ast.Ident) {
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if ok && !v.IsField() && v.Pkg() == s.pass.Pkg && v.Parent() != s.pass.Pkg.Scope() && !program.Contains(lit, v.Pos()) {
		s.captured[v] = true
	}
}

func (s *solver) noteRound(rounds map[*types.Var]bool, n ast.Node) {
	switch n.(type) {
	case *ast.AssignStmt, *ast.Ident:
	default:
		return // it declares nothing
	}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := s.pass.TypesInfo.Defs[id].(*types.Var); ok {
				rounds[v] = true
			}
		}
		return true
	})
}

// isState reports whether a variable is more than one function's, and holds something.
func (s *solver) isState(v *types.Var) bool {
	if !s.written[v] || v.Parent() != s.pass.Pkg.Scope() && !s.captured[v] {
		return false
	}
	return !s.guardsItself(v.Type())
}

// varUses lists the uses of such variables in a function's own body.
func (s *solver) varUses(f *program.Func) []varUse {
	all, known := s.variables[f]
	if known || f.Body() == nil {
		return all
	}
	writes := make(map[*ast.Ident]bool)
	other := make(map[*ast.Ident]bool)
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == f.Lit
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				s.noteWrite(writes, other, l)
			}
		case *ast.IncDecStmt:
			s.noteWrite(writes, other, n.X)
		case *ast.UnaryExpr:
			if id, ok := ast.Unparen(n.X).(*ast.Ident); ok && n.Op == token.AND {
				other[id] = true
			}
		case *ast.CallExpr:
			if len(n.Args) > 0 && s.pass.TypesInfo.Types[n.Fun].IsBuiltin() {
				if name, ok := ast.Unparen(n.Fun).(*ast.Ident); ok && (name.Name == "delete" || name.Name == "clear") {
					s.noteWrite(writes, other, n.Args[0])
				}
			}
		case *ast.Ident:
			if v, ok := s.pass.TypesInfo.Uses[n].(*types.Var); ok && !v.IsField() && !other[n] && s.isState(v) {
				all = append(all, varUse{n, v, writes[n]})
			}
		}
		return true
	})
	s.variables[f] = all
	return all
}

// noteWrite notes which variable an assignment writes: x, or the map x in x[k]. What a
// part of one, or an element of a slice, is, is another matter.
func (s *solver) noteWrite(writes, other map[*ast.Ident]bool, target ast.Expr) {
	switch e := ast.Unparen(target).(type) {
	case *ast.Ident:
		writes[e] = true
	case *ast.IndexExpr:
		id, ok := ast.Unparen(e.X).(*ast.Ident)
		if !ok {
			return
		}
		if t := s.pass.TypesInfo.TypeOf(id); t != nil {
			_, isMap := t.Underlying().(*types.Map)
			writes[id], other[id] = isMap, !isMap
		}
	}
}

// addVars adds the variables that a body uses.
func (s *solver) addVars(fr *frame, g *program.Func, late bool) {
	for _, u := range s.varUses(g) {
		if len(fr.own) == maxEntries {
			return
		}
		fr.own = append(fr.own, &entry{
			place: place{root: u.v, field: u.v}, write: u.write, locks: s.heldIn(fr.f, g, u.id), in: g, at: u.id, late: late,
		})
	}
}

// isVariable reports whether a place is a variable.
func (p place) isVariable() bool { return p.root == p.field }
