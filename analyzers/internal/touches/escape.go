package touches

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/owns"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// An Escape is a use of a lent value that outlives the callback it was lent to.
type Escape struct {
	Node ast.Expr // the value, where it leaves
	Name string   // the variable
	How  string   // "another goroutine uses it", "it is stored in s.vm"
	Why  string
	Fix  string
}

// escapes looks for the values that functions were lent where they leave them,
// in the order of the text.
func (s *solver) escapes() []Escape {
	var all []Escape
	stands := s.literals()
	for _, f := range s.prog.Funcs {
		loans := s.owned.Loans(f)
		if len(loans) == 0 || f.Body() == nil {
			continue // what is implemented elsewhere keeps what it likes
		}
		b := borrower{s: s, f: f, lent: make(map[types.Object]owns.Loan)}
		for _, loan := range loans {
			b.lent[loan.Var] = loan
		}
		b.stored()
		for _, lit := range nest(f, stands)[1:] {
			b.usedBy(lit)
		}
		b.started()
		all = append(all, b.found...)
	}
	slices.SortStableFunc(all, func(a, b Escape) int { return cmp.Compare(a.Node.Pos(), b.Node.Pos()) })
	return all
}

// literals returns a question: which literals stand in a function's own body.
func (s *solver) literals() func(*program.Func) []*program.Func {
	in := make(map[*program.Func][]*program.Func)
	for _, f := range s.prog.Funcs {
		if f.Lit != nil && f.Outer != nil {
			in[f.Outer] = append(in[f.Outer], f)
		}
	}
	return func(f *program.Func) []*program.Func { return in[f] }
}

// A borrower is a function that is lent values.
type borrower struct {
	s     *solver
	f     *program.Func
	lent  map[types.Object]owns.Loan
	found []Escape
}

func (b *borrower) add(n ast.Expr, loan owns.Loan, how string) {
	b.found = append(b.found, Escape{Node: n, Name: loan.Var.Name(), How: how, Why: loan.Why, Fix: loan.Fix})
}

// loan is the one that e holds, as a variable or a slice of it: the same memory.
func (b *borrower) loan(e ast.Expr) (owns.Loan, bool) {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			loan, ok := b.lent[b.s.pass.TypesInfo.Uses[x]]
			return loan, ok
		case *ast.SliceExpr:
			e = x.X
		default:
			return owns.Loan{}, false
		}
	}
}

// stored finds what f's own body stores outside f or sends.
func (b *borrower) stored() {
	inspectOwn(b.f.Body(), func(n ast.Node) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if len(n.Lhs) != len(n.Rhs) {
				return
			}
			for i, r := range n.Rhs {
				if loan, ok := b.loan(r); ok && b.outlives(n.Lhs[i]) {
					b.add(r, loan, "it is stored in "+words.Spell(n.Lhs[i]))
				}
			}
		case *ast.SendStmt:
			if loan, ok := b.loan(n.Value); ok {
				b.add(n.Value, loan, "it is sent to "+words.Spell(n.Chan))
			}
		}
	})
}

// outlives reports whether a target of an assignment is outside f.
func (b *borrower) outlives(target ast.Expr) bool {
	if id, ok := ast.Unparen(target).(*ast.Ident); ok {
		v, ok := b.s.pass.TypesInfo.ObjectOf(id).(*types.Var)
		return ok && !program.Contains(b.f.Node(), v.Pos())
	}
	return b.s.origins.Of(b.f, target).Foreign()
}

// usedBy finds the first use of each value in a literal that runs on another goroutine.
func (b *borrower) usedBy(lit *program.Func) {
	if b.s.runs.Off(lit) != nil {
		b.uses(lit.Body())
	}
}

// started finds what go statements pass on.
func (b *borrower) started() {
	for _, call := range b.f.Calls {
		if !call.Spawns() {
			continue
		}
		for _, arg := range call.Expr.Args {
			if _, ok := b.loan(arg); ok {
				b.uses(arg)
			}
		}
	}
}

// uses finds the first mention of each value, other than to call what any
// goroutine may. The use of an owned object is told as such.
func (b *borrower) uses(n ast.Node) {
	safe := make(map[*ast.Ident]bool)
	told := make(map[types.Object]bool)
	inspectOwn(n, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			fn, isFunc := b.s.pass.TypesInfo.Uses[n.Sel].(*types.Func)
			if id, ok := n.X.(*ast.Ident); ok && isFunc && b.s.owned.Safe(fn) {
				safe[id] = true
			}
		case *ast.Ident:
			v := b.s.pass.TypesInfo.Uses[n]
			loan, ok := b.lent[v]
			if !ok || safe[n] || told[v] {
				return
			}
			told[v] = true
			if _, owned := b.s.owned.Object(program.Named(v.Type())); !owned {
				b.add(n, loan, "another goroutine uses it")
			}
		}
	})
}

// inspectOwn visits a body without the literals in it.
func inspectOwn(body ast.Node, visit func(ast.Node)) {
	ast.Inspect(body, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok {
			return false
		}
		if n != nil {
			visit(n)
		}
		return true
	})
}
