package cycles

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// donesOf are the goroutines that a group waits for, where they say that they are
// done, or by which they end if the group has started them. Others may count on a group
// whose address is handed on.
func (s *solver) donesOf(group types.Object) []*Ender {
	if group == nil || s.handedOn(group) {
		return nil
	}
	if s.dones == nil {
		s.findDones()
	}
	if all := s.dones[group]; len(all) <= maxEnders {
		return all
	}
	return nil
}

func (s *solver) findDones() {
	s.dones = make(map[types.Object][]*Ender)
	for _, f := range s.prog.Funcs {
		for _, sync := range s.syncsOf(f) {
			if sync.Kind == program.Done && sync.Var != nil && sync.Call.How != program.Go && !s.prog.InTest(sync.Call.Expr.Pos()) {
				done := &Ender{At: sync.Call.Expr, In: f, chanExpr: sync.On, deferred: sync.Call.How == program.Defer}
				s.dones[sync.Var] = append(s.dones[sync.Var], done)
			}
		}
		for _, site := range s.runs.Sites(f) {
			if site.Flow == nil || site.Flow.Call == nil || site.Place.Mode != contract.Spawn || s.prog.InTest(site.Flow.Value.Pos()) {
				continue
			}
			if sel, ok := ast.Unparen(site.Flow.Call.Expr.Fun).(*ast.SelectorExpr); ok && s.isGroup(sel.X) {
				if v := s.prog.Var(sel.X); v != nil {
					s.dones[v] = append(s.dones[v], &Ender{At: site.Flow.Value, In: f, chanExpr: sel.X, deferred: true})
				}
			}
		}
	}
}

// isGroup reports whether an expression is of a type that starts goroutines and waits
// for them, as sync's, errgroup's and conc's groups do.
func (s *solver) isGroup(e ast.Expr) bool { return s.isGroupType(s.info.TypeOf(e)) }

func (s *solver) isGroupType(t types.Type) bool {
	named := program.Named(t)
	if named == nil {
		return false
	}
	is, known := s.groups[named]
	if !known {
		is = isGroupNamed(named)
		s.groups[named] = is
	}
	return is
}

func isGroupNamed(named *types.Named) bool {
	if named.Obj().Name() == "WaitGroup" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync" {
		return true
	}
	starts, waits := false, false
	for m := range named.Methods() {
		params := m.Signature().Params()
		if m.Name() == "Go" && params.Len() == 1 {
			_, starts = params.At(0).Type().Underlying().(*types.Signature)
		}
		waits = waits || m.Name() == "Wait" && params.Len() == 0
	}
	return starts && waits
}

// handedOn reports whether others may be counted by a group: it is known by another
// name, or comes from who calls.
func (s *solver) handedOn(group types.Object) bool {
	v, ok := group.(*types.Var)
	if !ok {
		return true
	}
	_, isParam := s.prog.ParamOf(v)
	_, isPointer := v.Type().Underlying().(*types.Pointer)
	return s.lentOut[group] || isParam && isPointer
}

// findLent notes the groups that are known by another name: whose address is taken, and
// pointers that are passed on.
func (s *solver) findLent() {
	groups, at := s.groupNames()
	for decl := range s.prog.DeclsAt(at) {
		ast.PreorderStack(decl, nil, func(n ast.Node, stack []ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if v := groups[nameIn(e)]; v != nil {
					s.noteLent(v, e, stack[len(stack)-1])
				}
			}
			return true
		})
	}
}

// groupNames are the identifiers that name groups, and where they stand.
func (s *solver) groupNames() (map[*ast.Ident]*types.Var, []token.Pos) {
	groups := make(map[*ast.Ident]*types.Var)
	var at []token.Pos
	for _, objects := range []map[*ast.Ident]types.Object{s.info.Uses, s.info.Defs} {
		for id, obj := range objects {
			v, ok := obj.(*types.Var)
			if !ok || !s.isGroupType(v.Origin().Type()) {
				continue
			}
			groups[id] = v.Origin()
			at = append(at, id.Pos())
		}
	}
	return groups, at
}

// nameIn is the identifier by which an expression names a variable or a field; nil if it
// is another one.
func nameIn(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.StarExpr:
		return nameIn(e.X)
	}
	return nil
}

// noteLent notes what becomes of a group where it stands.
func (s *solver) noteLent(group *types.Var, e ast.Expr, parent ast.Node) {
	switch parent := parent.(type) {
	case *ast.UnaryExpr:
		if parent.Op == token.AND {
			s.lentOut[group] = true
		}
	case *ast.SelectorExpr, *ast.ParenExpr, *ast.StarExpr:
	default:
		if _, isPointer := group.Type().Underlying().(*types.Pointer); isPointer && !isDefined(parent, e) {
			s.lentOut[group] = true
		}
	}
}

// isDefined reports whether a statement makes a variable what it is: it assigns to it.
func isDefined(stmt ast.Node, e ast.Expr) bool {
	switch stmt := stmt.(type) {
	case *ast.AssignStmt:
		for i, l := range stmt.Lhs {
			if l == e && i < len(stmt.Rhs) {
				return isNew(stmt.Rhs[i])
			}
		}
		return false
	case *ast.Field, *ast.ValueSpec:
		return true
	}
	return false
}

// isNew reports whether an expression makes a value: by a call, or by its address.
func isNew(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr, *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.AND
	}
	return false
}
