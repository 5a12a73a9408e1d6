package races

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// What an atomic operation does: it publishes what was written before, or takes
// what another one has published.
type effect int

const (
	untold effect = iota
	stores
	loads
	swaps // both
)

// atomic is what a call does to an atomic variable or field, by methods as by functions
// of a package of that name.
func (s *solver) atomic(fn *types.Func, call *ast.CallExpr) (types.Object, effect) {
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Name() != "atomic" {
		return nil, untold
	}
	var on ast.Expr
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn.Signature().Recv() != nil {
		on = sel.X
	} else if len(call.Args) > 0 {
		on = ast.Unparen(call.Args[0])
		if addr, ok := on.(*ast.UnaryExpr); ok && addr.Op == token.AND {
			on = addr.X
		}
	}
	if on == nil {
		return nil, untold
	}
	v := s.prog.Var(on)
	switch name := fn.Name(); {
	case v == nil:
		return nil, untold
	case strings.HasPrefix(name, "Load"):
		return v, loads
	case strings.HasPrefix(name, "Store"):
		return v, stores
	}
	return v, swaps
}

// addAtomics adds the fields that a body hands to functions of package atomic: between
// themselves they are ordered, and beside one that is used plainly they are not.
func (s *solver) addAtomics(fr *frame, g *program.Func, late bool) {
	for _, call := range g.Calls {
		sel := s.atomicField(call.Callee, call.Expr)
		if sel == nil || len(fr.own) == maxEntries {
			continue
		}
		w, ok := s.wayOf(fr.f, sel)
		if !ok {
			continue
		}
		if p, ok := placeOf(w); ok {
			_, effect := s.atomic(call.Callee, call.Expr)
			fr.own = append(fr.own, &entry{place: p, write: effect != loads, atomic: true, locks: s.heldIn(fr.f, g, sel), in: g, at: sel, late: late})
		}
	}
}

// atomicField is the field of this package whose address a function of package atomic is
// handed; nil for anything else.
func (s *solver) atomicField(fn *types.Func, call *ast.CallExpr) *ast.SelectorExpr {
	if fn == nil || fn.Signature().Recv() != nil {
		return nil
	}
	v, effect := s.atomic(fn, call)
	field, ok := v.(*types.Var)
	if effect == untold || !ok || !field.IsField() || field.Pkg() != s.pass.Pkg || !isBasic(field.Type()) {
		return nil
	}
	addr, ok := ast.Unparen(call.Args[0]).(*ast.UnaryExpr)
	if !ok {
		return nil
	}
	sel, _ := ast.Unparen(addr.X).(*ast.SelectorExpr)
	return sel
}

// isPublished reports whether a use stands in the branch of an if for an atomic's being
// set: it comes after what whoever set it did before.
func (s *solver) isPublished(e *entry) bool {
	for ; e != nil; e = e.down {
		for _, span := range s.publishedIn(e.in) {
			if span.Pos() <= program.Place(e.at) && program.Place(e.at) < span.End() {
				return true
			}
		}
	}
	return false
}

// publishedIn are the branches of a body for an atomic's being set.
func (s *solver) publishedIn(f *program.Func) []*ast.BlockStmt {
	spans, known := s.published[f]
	if known {
		return spans
	}
	f.Inspect(func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && lit != f.Lit {
			return false
		}
		if stmt, ok := n.(*ast.IfStmt); ok && s.asksAtomic(stmt.Cond) {
			spans = append(spans, stmt.Body)
		}
		return true
	})
	s.published[f] = spans
	return spans
}

func (s *solver) asksAtomic(cond ast.Expr) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.BinaryExpr:
		return s.asksAtomic(e.X) || s.asksAtomic(e.Y)
	case *ast.CallExpr:
		_, effect := s.atomic(s.prog.Callee(e), e)
		return effect == loads || effect == swaps
	}
	return false
}
