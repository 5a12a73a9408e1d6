package owns

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// An Escape is a use of a lent value that outlives the callback it was lent to.
type Escape struct {
	Node ast.Expr // the value, where it leaves
	Name string   // the variable
	How  string   // "a goroutine uses it", "it is stored in s.vm"
	Why  string
	Fix  string
}

// findEscapes looks for the values that f was lent, as results of calls or as
// parameters, where they leave f.
func (s *solver) findEscapes(f *program.Func) []Escape {
	if f.Body() == nil {
		return nil // what is implemented elsewhere keeps what it likes
	}
	var found []Escape
	for v, row := range s.lent(f) {
		found = append(found, s.escapesOf(f, v, row)...)
	}
	slices.SortFunc(found, func(a, b Escape) int {
		return cmp.Or(cmp.Compare(a.Node.Pos(), b.Node.Pos()), cmp.Compare(a.How, b.How))
	})
	return found
}

func (s *solver) lent(f *program.Func) map[*types.Var]book.Bound[contract.Borrows] {
	lent := make(map[*types.Var]book.Bound[contract.Borrows])
	for _, row := range s.book.Lent(f.Sig) {
		if row.Row.Index < f.Sig.Params().Len() {
			lent[f.Sig.Params().At(row.Row.Index)] = row
		}
	}
	for _, h := range s.runs.Sites(f) {
		if h.Flow == nil || h.Flow.Kind != program.Passed || h.Flow.Call.Callee == nil {
			continue
		}
		for _, row := range s.book.BorrowedArgs(h.Flow.Call.Callee) {
			if i := row.Row.Index; row.Row.Arg.Index == h.Flow.Index && i < f.Sig.Params().Len() {
				lent[f.Sig.Params().At(i)] = row
			}
		}
	}
	inspectOwn(f.Body(), func(n ast.Node) {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Rhs) != 1 {
			return
		}
		call, ok := ast.Unparen(assign.Rhs[0]).(*ast.CallExpr)
		if !ok {
			return
		}
		for _, row := range s.book.BorrowedResults(s.prog.Callee(call)) {
			if row.Row.Index >= len(assign.Lhs) {
				continue
			}
			if id, ok := assign.Lhs[row.Row.Index].(*ast.Ident); ok {
				if v, ok := s.pass.TypesInfo.ObjectOf(id).(*types.Var); ok {
					lent[v] = row
				}
			}
		}
	})
	return lent
}

// escapesOf finds where v is used by a goroutine, stored outside f or sent.
func (s *solver) escapesOf(f *program.Func, v *types.Var, row book.Bound[contract.Borrows]) []Escape {
	var found []Escape
	add := func(n ast.Expr, how string) {
		found = append(found, Escape{Node: n, Name: v.Name(), How: how, Why: row.Row.Why, Fix: row.Row.Fix})
	}
	if len(s.book.Owns(v.Type())) == 0 { // an owned object's use there is told as such
		for _, id := range s.usedElsewhere(f, v) {
			add(id, "another goroutine uses it")
		}
	}
	inspectOwn(f.Body(), func(n ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, r := range n.Rhs {
				if len(n.Lhs) == len(n.Rhs) && s.isVar(r, v) && s.outlives(f, n.Lhs[i]) {
					add(r, "it is stored in "+words.Spell(n.Lhs[i]))
				}
			}
		case *ast.SendStmt:
			if s.isVar(n.Value, v) {
				add(n.Value, "it is sent to "+words.Spell(n.Chan))
			}
		}
	})
	return found
}

// usedElsewhere lists the first use of v in each literal of f that runs on
// another goroutine, and in each go statement.
func (s *solver) usedElsewhere(f *program.Func, v *types.Var) []*ast.Ident {
	var uses []*ast.Ident
	for _, g := range s.prog.Funcs {
		if g.Lit != nil && g != f && s.runs.Off(g) != nil && contains(f.Node(), g.Node().Pos()) {
			if id := s.firstUse(g.Body(), v); id != nil {
				uses = append(uses, id)
			}
		}
	}
	for _, call := range f.Calls {
		if !call.Spawns() {
			continue
		}
		for _, arg := range call.Expr.Args {
			if s.isVar(arg, v) {
				uses = append(uses, s.firstUse(arg, v))
			}
		}
	}
	return uses
}

// firstUse is the first mention of v, other than to call what any goroutine may.
func (s *solver) firstUse(n ast.Node, v *types.Var) *ast.Ident {
	safe := make(map[*ast.Ident]bool)
	var first *ast.Ident
	inspectOwn(n, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if fn, ok := s.pass.TypesInfo.Uses[n.Sel].(*types.Func); ok && s.book.Safe(fn) {
				if id, ok := n.X.(*ast.Ident); ok {
					safe[id] = true
				}
			}
		case *ast.Ident:
			if first == nil && !safe[n] && s.pass.TypesInfo.Uses[n] == v {
				first = n
			}
		}
	})
	return first
}

// isVar reports whether e is v or a slice of it: the same memory.
func (s *solver) isVar(e ast.Expr, v *types.Var) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return s.pass.TypesInfo.Uses[e] == v
	case *ast.SliceExpr:
		return s.isVar(e.X, v)
	}
	return false
}

// outlives reports whether a target of an assignment is outside f.
func (s *solver) outlives(f *program.Func, lhs ast.Expr) bool {
	r := s.rootOf(f, lhs)
	if id, ok := ast.Unparen(lhs).(*ast.Ident); ok {
		v, ok := s.pass.TypesInfo.ObjectOf(id).(*types.Var)
		return ok && !contains(f.Node(), v.Pos())
	}
	return r.kind == shared || r.kind == param
}
