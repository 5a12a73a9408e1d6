package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
)

// Makes reports whether an expression makes an object, which nobody else has yet: a literal,
// what new or make gives, the first result of a constructor.
func (p *Package) Makes(e ast.Expr) bool {
	p.makes.Do(p.findMakers)
	return p.isMaking(e)
}

// IsMade reports whether a variable of a function only ever holds objects that are made
// where it gets them; a struct that is declared is made there.
func (p *Package) IsMade(v *types.Var) bool {
	p.makes.Do(p.findMakers)
	return p.holdsMade(v)
}

// IsConstructor reports whether a function makes the object that is its first result: its
// name says so, or its body does, whatever way it returns.
func (p *Package) IsConstructor(fn *types.Func) bool {
	p.makes.Do(p.findMakers)
	return p.isMaker(fn)
}

func (p *Package) isMaking(e ast.Expr) bool {
	e = addressed(e)
	switch e := e.(type) {
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok && p.info.Types[e.Fun].IsBuiltin() {
			return id.Name == "new" || id.Name == "make"
		}
		return p.isMaker(p.Callee(e))
	}
	return false
}

// addressed is what an expression is the address of, or itself.
func addressed(e ast.Expr) ast.Expr {
	e = ast.Unparen(e)
	if addr, ok := e.(*ast.UnaryExpr); ok && addr.Op == token.AND {
		return ast.Unparen(addr.X)
	}
	return e
}

func (p *Package) holdsMade(v *types.Var) bool {
	if v == nil || v.Kind() != types.LocalVar && v.Kind() != types.ResultVar {
		return false
	}
	assigned := p.Assigned(v)
	if len(assigned) == 0 {
		_, isStruct := v.Type().Underlying().(*types.Struct)
		return isStruct
	}
	return !slices.ContainsFunc(assigned, func(a Assignment) bool { return a.Result > 0 || a.Element || !p.isMaking(a.Value) })
}

func (p *Package) isMaker(fn *types.Func) bool {
	if fn == nil || fn.Signature().Recv() != nil {
		return false
	}
	for _, prefix := range [...]string{"New", "new", "make"} {
		if strings.HasPrefix(fn.Name(), prefix) {
			return true
		}
	}
	return p.makers[p.FuncOf(fn)]
}

// findMakers finds the functions that return what they make. Of functions that call each
// other nobody makes anything.
func (p *Package) findMakers() {
	p.makers = make(map[*Func]bool)
	called := func(f *Func) iter.Seq[*Func] {
		return func(yield func(*Func) bool) {
			for _, call := range f.Calls {
				if callee := p.FuncOf(call.Callee); callee != nil && !yield(callee) {
					return
				}
			}
		}
	}
	fixpoint.Up(p.Funcs, called, func(f *Func) (changed bool) {
		if p.makers[f] || !p.returnsMade(f) {
			return false
		}
		p.makers[f] = true
		return true
	})
}

// returnsMade reports whether a function returns what it makes, wherever it returns; nil
// beside an error is no object.
func (p *Package) returnsMade(f *Func) bool {
	if f.Obj == nil || f.Sig.Recv() != nil || f.Sig.Results().Len() == 0 {
		return false
	}
	some, all := false, true
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) > 0 && p.info.Types[n.Results[0]].IsNil() {
				return true
			}
			made := len(n.Results) > 0 && p.isOwn(f, n.Results[0])
			some, all = some || made, all && made
		}
		return true
	})
	return some && all
}

// isOwn reports whether an expression is an object that f makes.
func (p *Package) isOwn(f *Func, e ast.Expr) bool {
	if p.isMaking(e) {
		return true
	}
	id, ok := addressed(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := p.info.Uses[id].(*types.Var)
	return ok && Contains(f.Node(), v.Pos()) && p.holdsMade(v)
}
