package locks

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// madeOf follows a field of an object that is made where its variable is declared to what
// the object is made of: with c := &conn{server: s}, c.server is s. A constructor that
// does nothing but make it says so as well.
func (r *resolver) madeOf(ref Ref, steps int) Ref {
	if ref.Root == nil || ref.Root.Kind() != types.LocalVar || ref.Path == "" || steps == 0 {
		return ref
	}
	assigned := r.prog.Assigned(ref.Root)
	if len(assigned) != 1 || assigned[0].Result != 0 {
		return ref
	}
	var of Ref
	if call, ok := ast.Unparen(assigned[0].Value).(*ast.CallExpr); ok {
		name, rest, _ := strings.Cut(ref.Path[1:], ".")
		of = below(r.passedFor(call, name, steps-1), rest)
	} else {
		of = r.ofLiteral(literal(assigned[0].Value), ref.Path, steps)
	}
	if !of.Known() {
		return ref
	}
	return of
}

// ofLiteral is what a path leads to from a literal's object, by a field that it sets.
func (r *resolver) ofLiteral(lit *ast.CompositeLit, path string, steps int) Ref {
	name, rest, _ := strings.Cut(strings.TrimPrefix(path, "."), ".")
	value := r.prog.FieldNamed(lit, name)
	if value == nil || steps == 0 {
		return Ref{}
	}
	ref, _ := r.follow(value, steps-1)
	return below(ref, rest)
}

// below is what further fields lead to.
func below(ref Ref, rest string) Ref {
	if ref.Known() && rest != "" {
		ref.Path += "." + rest
	}
	return ref
}

// literal is the composite literal that an expression is, or takes the address of; nil for another one.
func literal(e ast.Expr) *ast.CompositeLit {
	if addr, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && addr.Op == token.AND {
		e = addr.X
	}
	lit, _ := ast.Unparen(e).(*ast.CompositeLit)
	return lit
}

// passedFor is what a constructor's caller passes for a field of what it makes.
func (r *resolver) passedFor(call *ast.CallExpr, name string, steps int) Ref {
	f := r.prog.FuncOf(r.prog.Callee(call))
	if f == nil || steps == 0 {
		return Ref{}
	}
	id, ok := ast.Unparen(r.prog.FieldNamed(r.returnedLiteral(f), name)).(*ast.Ident)
	if !ok {
		return Ref{}
	}
	v, ok := r.info.Uses[id].(*types.Var)
	if !ok || len(r.prog.Assigned(v)) > 0 {
		return Ref{}
	}
	if v == f.Sig.Recv() {
		return r.receiverIn(hop{to: f, call: call})
	}
	param, ok := r.prog.ParamOf(v)
	if !ok || param.Of != f || f.Sig.Variadic() || param.Index >= len(call.Args) {
		return Ref{}
	}
	ref, _ := r.follow(call.Args[param.Index], steps)
	return ref
}

// returnedLiteral is the literal that a function makes and returns, if that is the only
// thing that it ever returns first.
func (r *resolver) returnedLiteral(f *program.Func) *ast.CompositeLit {
	lit, known := r.literals[f]
	if !known {
		lit = r.findReturned(f)
		r.literals[f] = lit
	}
	return lit
}

func (r *resolver) findReturned(f *program.Func) *ast.CompositeLit {
	var found *ast.CompositeLit
	returns := 0
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 0 || r.info.Types[n.Results[0]].IsNil() {
				return true
			}
			returns++
			found = literal(r.only(n.Results[0]))
		}
		return true
	})
	if returns != 1 {
		return nil
	}
	return found
}

// only is what a variable is once assigned, if an expression is one and that is all.
func (r *resolver) only(e ast.Expr) ast.Expr {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return e
	}
	if v, ok := r.info.Uses[id].(*types.Var); ok && v.Kind() == types.LocalVar {
		if assigned := r.prog.Assigned(v); len(assigned) == 1 && assigned[0].Result == 0 {
			return assigned[0].Value
		}
	}
	return e
}
