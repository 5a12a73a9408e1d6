package races

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A map that a function is handed, as its receiver or as a parameter, is its caller's: what
// the function does to the elements is done to the field, or the variable, that holds it.

// isMapParam reports whether a variable is such a map of a function's.
func (s *solver) isMapParam(f *program.Func, v *types.Var) bool {
	_, isMap := v.Type().Underlying().(*types.Map)
	return isMap && s.isParamOf(f, v) && len(s.prog.Assigned(v)) == 0
}

// mapParams are the maps that a function is handed.
func (s *solver) mapParams(f *program.Func) (all []*types.Var) {
	if recv := f.Sig.Recv(); recv != nil && s.isMapParam(f, recv) {
		all = append(all, recv)
	}
	for v := range f.Sig.Params().Variables() {
		if s.isMapParam(f, v) {
			all = append(all, v)
		}
	}
	return all
}

// addMaps adds what a body does to the elements of maps that its function is handed.
func (s *solver) addMaps(fr *frame, g *program.Func, late bool) {
	if len(s.mapParams(fr.f)) == 0 {
		return
	}
	add := func(e ast.Expr, write bool) {
		id, ok := ast.Unparen(e).(*ast.Ident)
		if !ok || len(fr.own) == maxEntries {
			return
		}
		if v, ok := s.pass.TypesInfo.Uses[id].(*types.Var); ok && s.isMapParam(fr.f, v) {
			fr.own = append(fr.own, &entry{place: place{root: v, field: v}, write: write, locks: s.heldIn(fr.f, g, id), in: g, at: id, late: late})
		}
	}
	assigned := make(map[ast.Expr]bool)
	g.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == g.Lit
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				assigned[ast.Unparen(l)] = true
			}
		case *ast.IncDecStmt:
			assigned[ast.Unparen(n.X)] = true
		case *ast.IndexExpr:
			add(n.X, assigned[n])
		case *ast.RangeStmt:
			add(n.X, false)
		case *ast.CallExpr:
			if s.empties(n) {
				add(n.Args[0], true)
			}
		}
		return true
	})
}

// empties reports whether a call is one of the builtins that take elements out of a map.
func (s *solver) empties(call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && len(call.Args) > 0 && (id.Name == "delete" || id.Name == "clear") && s.pass.TypesInfo.Types[call.Fun].IsBuiltin()
}

// seenMap is a map that a callee is handed as its caller knows it.
func (s *solver) seenMap(f *program.Func, call *ast.CallExpr, value ast.Expr, callee *program.Func, v *types.Var) (place, bool) {
	arg, embedded, given := s.given(call, value, callee, v)
	if !given || arg == nil {
		return place{}, false
	}
	w, ok := s.wayOf(f, arg)
	if !ok {
		return place{}, false
	}
	if w.fields = append(w.fields[:len(w.fields):len(w.fields)], embedded...); len(w.fields) > 0 {
		p, ok := placeOf(w)
		return p, ok && p.field.Pkg() == s.pass.Pkg
	}
	return place{root: w.root, field: w.root}, s.isMapParam(f, w.root) || w.root.Parent() == s.pass.Pkg.Scope() || s.captured[w.root]
}

// noteMapWrites notes what is written by functions that are handed a map: the field, or the
// variable, that their callers have it in.
func (s *solver) noteMapWrites() {
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			to := s.prog.FuncOf(call.Callee)
			if to == nil {
				continue
			}
			for _, v := range s.mapParams(to) {
				if arg, _, given := s.given(call.Expr, nil, to, v); s.written[v] && given && arg != nil {
					s.noteWritten(arg)
				}
			}
		}
	}
}

// noteMapGuards notes the locks that are held around what a callee writes into a map that
// it is handed.
func (s *solver) noteMapGuards(e *entry) {
	if !e.write || e.isVariable() || !e.down.isVariable() {
		return
	}
	if s.mapGuards == nil {
		s.mapGuards = make(map[*types.Var]locks.Set)
	}
	s.mapGuards[e.field] |= s.locks.Only(e.locks, func(lock types.Object) bool { return s.guardsField(lock, e.field) })
}
