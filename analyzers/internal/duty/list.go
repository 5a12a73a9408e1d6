package duty

import (
	"go/ast"
	"go/token"
	"go/types"
	"sort"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A list is the statements of a block or a clause.
type list struct {
	stmts   []ast.Stmt
	returns []*ast.ReturnStmt // those among them
	after   *ast.ReturnStmt   // what control comes to after the list
	drops   int               // statements that drop what has a duty, but for one; 0 if nobody asked
	outer   *list
}

// newList returns a list that stands in a statement of another one, or, with
// nil, is a function's body.
func newList(stmts []ast.Stmt, outer *list) *list {
	l := &list{stmts: stmts, outer: outer}
	for _, stmt := range stmts {
		if ret, ok := stmt.(*ast.ReturnStmt); ok {
			l.returns = append(l.returns, ret)
		}
	}
	if outer != nil && len(stmts) > 0 {
		l.after = outer.next(stmts[0].Pos())
	}
	return l
}

func (l *list) end() token.Pos { return l.stmts[len(l.stmts)-1].End() }

// holding is the statement at a position.
func (l *list) holding(pos token.Pos) ast.Stmt {
	return l.stmts[sort.Search(len(l.stmts), func(i int) bool { return l.stmts[i].End() > pos })]
}

// before are the statements that stand before a position.
func (l *list) before(pos token.Pos) []ast.Stmt {
	return l.stmts[:sort.Search(len(l.stmts), func(i int) bool { return l.stmts[i].End() > pos })]
}

// returnAfter is the first return statement of the list after a position, or nil.
func (l *list) returnAfter(pos token.Pos) *ast.ReturnStmt {
	i := sort.Search(len(l.returns), func(i int) bool { return l.returns[i].Pos() > pos })
	if i == len(l.returns) {
		return nil
	}
	return l.returns[i]
}

// next is the return statement that control comes to after a position if
// nothing turns it aside: the first one in this list, or else in those that
// hold it. It is nil if there is none.
func (l *list) next(pos token.Pos) *ast.ReturnStmt {
	if ret := l.returnAfter(pos); ret != nil {
		return ret
	}
	return l.after
}

// Variables are those of a package's functions.
type variables struct {
	mentions map[*types.Var][]token.Pos // in source order; declarations are none
	escapes  map[*types.Var]bool        // by its address, or to a literal
}

func findVariables(info *types.Info, prog *program.Package) *variables {
	v := &variables{mentions: make(map[*types.Var][]token.Pos), escapes: make(map[*types.Var]bool)}
	for _, f := range prog.Funcs {
		if f.Outer == nil && f.Body() != nil {
			v.find(info, f.Body())
		}
	}
	return v
}

// find visits a body together with the literals in it.
func (v *variables) find(info *types.Info, body *ast.BlockStmt) {
	var around []ast.Node // the nodes at hand, from the outermost one
	literals, addresses := 0, 0
	count := func(n ast.Node, by int) {
		switch n := n.(type) {
		case *ast.FuncLit:
			literals += by
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				addresses += by
			}
		}
	}
	declared := make(map[types.Object]int) // to the literals around it
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil {
			count(around[len(around)-1], -1)
			around = around[:len(around)-1]
			return true
		}
		around = append(around, n)
		count(n, 1)
		declared[info.Implicits[n]] = literals
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		declared[info.Defs[id]] = literals
		if used, ok := info.Uses[id].(*types.Var); ok && !used.IsField() {
			v.mentions[used] = append(v.mentions[used], id.Pos())
			if addresses > 0 || literals > declared[used] {
				v.escapes[used] = true
			}
		}
		return true
	})
}

// mentionAfter is where a variable is mentioned next from a position on.
func (v *variables) mentionAfter(of *types.Var, pos token.Pos) (token.Pos, bool) {
	mentions := v.mentions[of]
	i := sort.Search(len(mentions), func(i int) bool { return mentions[i] >= pos })
	if i == len(mentions) {
		return token.NoPos, false
	}
	return mentions[i], true
}

// mentionsIn are the places where a node mentions a variable.
func (v *variables) mentionsIn(of *types.Var, n ast.Node) []token.Pos {
	mentions := v.mentions[of]
	from := sort.Search(len(mentions), func(i int) bool { return mentions[i] >= n.Pos() })
	to := sort.Search(len(mentions), func(i int) bool { return mentions[i] >= n.End() })
	return mentions[from:to]
}
