package owns

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A rootKind says whose object an expression names.
type rootKind int

const (
	unknown rootKind = iota // a call's result, say: nobody knows
	fresh                   // made here, and nobody else's yet
	param                   // the caller's
	shared                  // captured, or a package's variable
)

// A root is what an expression starts from.
type root struct {
	kind  rootKind
	index int        // param: which one; receiver for the receiver
	v     *types.Var // the variable, if it is one
}

// receiver is the index of the receiver among the parameters.
const receiver = -1

// rootOf follows an expression in f's body down to the variable it starts from:
// p in p.view.SetTitle("x").SetBorder(true).
func (s *solver) rootOf(f *program.Func, e ast.Expr) root {
	return s.follow(f, e, make(map[*types.Var]bool))
}

func (s *solver) follow(f *program.Func, e ast.Expr, seen map[*types.Var]bool) root {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := s.pass.TypesInfo.Uses[e].(*types.Var); ok {
			return s.rootOfVar(f, v, seen)
		}
	case *ast.SelectorExpr:
		if v, ok := s.pass.TypesInfo.Uses[e.Sel].(*types.Var); ok && !v.IsField() {
			return root{kind: shared, v: v} // another package's variable
		}
		return s.follow(f, e.X, seen)
	case *ast.IndexExpr:
		return s.follow(f, e.X, seen)
	case *ast.StarExpr:
		return s.follow(f, e.X, seen)
	case *ast.TypeAssertExpr:
		return s.follow(f, e.X, seen)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return s.follow(f, e.X, seen)
		}
	case *ast.CompositeLit:
		return root{kind: fresh}
	case *ast.CallExpr:
		return s.rootOfCall(f, e, seen)
	}
	return root{}
}

// rootOfCall follows a chain of setters to its start, and takes what a
// constructor returns for new.
func (s *solver) rootOfCall(f *program.Func, call *ast.CallExpr, seen map[*types.Var]bool) root {
	if s.pass.TypesInfo.Types[call.Fun].IsType() && len(call.Args) == 1 {
		return s.follow(f, call.Args[0], seen)
	}
	fn := s.prog.Callee(call)
	if fn == nil {
		return root{}
	}
	if fn.Signature().Recv() == nil {
		if isConstructor(fn.Name()) {
			return root{kind: fresh}
		}
		return root{}
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if ok && (returnsItself(fn) || len(s.ownsNamed(program.ReceiverNamed(fn))) > 0) {
		return s.follow(f, sel.X, seen) // what an owned object hands out is as shared as it is
	}
	return root{}
}

func isConstructor(name string) bool {
	return strings.HasPrefix(name, "New") || strings.HasPrefix(name, "new") || strings.HasPrefix(name, "make")
}

// returnsItself reports whether a method's result has the receiver's type, as setters do that chain.
func returnsItself(fn *types.Func) bool {
	results := fn.Signature().Results()
	return results.Len() == 1 && types.Identical(results.At(0).Type(), fn.Signature().Recv().Type())
}

func (s *solver) rootOfVar(f *program.Func, v *types.Var, seen map[*types.Var]bool) root {
	if seen[v] {
		return root{kind: unknown, v: v}
	}
	seen[v] = true
	switch {
	case v.Parent() == s.pass.Pkg.Scope():
		return root{kind: shared, v: v}
	case v == f.Sig.Recv():
		return root{kind: param, index: receiver, v: v}
	case !contains(f.Node(), v.Pos()):
		return root{kind: shared, v: v}
	}
	for i := range f.Sig.Params().Len() {
		if f.Sig.Params().At(i) == v {
			return root{kind: param, index: i, v: v}
		}
	}
	return s.rootOfLocal(f, v, seen)
}

// rootOfLocal joins the roots of what a local variable is assigned: it is as
// shared as the most shared of them.
func (s *solver) rootOfLocal(f *program.Func, v *types.Var, seen map[*types.Var]bool) root {
	assigned := s.assigned[v]
	if len(assigned) == 0 {
		return root{kind: unknown, v: v}
	}
	worst := root{kind: fresh, v: v}
	for _, e := range assigned {
		r := root{}
		if e != nil {
			r = s.follow(f, e, seen)
		}
		switch r.kind {
		case shared, param:
			return r
		case unknown:
			worst.kind = unknown
		}
	}
	return worst
}

func contains(n ast.Node, pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() }

// assignments lists what each local variable is assigned; nil stands for a
// value that no expression names, such as an element of a range.
func (s *solver) assignments() map[*types.Var][]ast.Expr {
	found := make(map[*types.Var][]ast.Expr)
	note := func(lhs, rhs ast.Expr) {
		id, ok := ast.Unparen(lhs).(*ast.Ident)
		if !ok {
			return
		}
		if v, ok := s.pass.TypesInfo.ObjectOf(id).(*types.Var); ok {
			found[v] = append(found[v], rhs)
		}
	}
	for _, file := range s.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i, l := range n.Lhs {
					if len(n.Lhs) == len(n.Rhs) {
						note(l, n.Rhs[i])
					} else {
						note(l, firstOf(n.Rhs[0], i))
					}
				}
			case *ast.ValueSpec:
				for i, name := range n.Names {
					switch {
					case len(n.Values) == len(n.Names):
						note(name, n.Values[i])
					case len(n.Values) == 1:
						note(name, firstOf(n.Values[0], i))
					}
				}
			case *ast.RangeStmt:
				if n.Value != nil {
					note(n.Value, n.X) // an element belongs to whom the container does
				}
			}
			return true
		})
	}
	return found
}

// firstOf is the expression that result i of e stands for, if it is the only
// one that matters: the value of a comma-ok form or of a constructor.
func firstOf(e ast.Expr, i int) ast.Expr {
	if i == 0 {
		return e
	}
	return nil
}
