package runson

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// An Instance says through which variable a loop of another package is spoken
// to, as far as that is known: two loops of one kind do not wait for each other.
type Instance struct {
	Known bool
	Var   types.Object // or the function that returns it; nil for a package's only loop
}

// speakers tell to which instance a call speaks.
type speakers struct {
	prog *program.Package
	pass *analysis.Pass
}

// of returns the instance that a call speaks to: the variable or field whose method is
// called, or that is passed to a function of the loop's package.
func (s speakers) of(call *program.Call) Instance {
	fn := call.Callee
	if fn == nil {
		return Instance{}
	}
	if fn.Signature().Recv() != nil {
		sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
		if !ok {
			return Instance{}
		}
		return s.named(sel.X)
	}
	for i := range fn.Signature().Params().Len() {
		named := program.Named(fn.Signature().Params().At(i).Type())
		if named != nil && named.Obj().Pkg() == fn.Pkg() && i < len(call.Expr.Args) {
			return s.named(call.Expr.Args[i])
		}
	}
	return Instance{Known: true}
}

// named is the instance that an expression names: by a variable, by a field, or by the
// function that always returns the package's one.
func (s speakers) named(e ast.Expr) Instance {
	e = ast.Unparen(e)
	v, _ := s.prog.Var(e).(*types.Var)
	if v != nil && v.Kind() == types.LocalVar {
		if assigned := s.prog.Assigned(v); len(assigned) == 1 && assigned[0].Value != nil && assigned[0].Result == 0 {
			e = ast.Unparen(assigned[0].Value)
		}
	}
	if call, ok := e.(*ast.CallExpr); ok {
		if fn := s.prog.Callee(call); s.givesOne(fn) {
			return Instance{Known: true, Var: fn}
		}
	}
	if v == nil {
		return Instance{}
	}
	return Instance{Known: true, Var: v}
}

// maxSpoken bounds how many steps a value is followed to what it was got from.
const maxSpoken = 16

// SameLoop reports whether a call in c, which waits for a loop of c's kind,
// waits for c's own. A contract's loops are taken for one, unless it says that
// there are several. Of several, and of hand-written ones, both must be reached
// through one variable; what a handler is itself passed is its own loop's.
func (r *Result) SameLoop(c *Context, call *program.Call) bool {
	if c.Loop.Declared() && c.Loop.Desc.Another == "" {
		return true
	}
	if here := (speakers{r.Program, r.pass}).of(call); here.Known && (here == c.Instance || r.keeps(here.Var, c.Instance.Var)) {
		return true
	}
	if !c.Loop.Declared() {
		return false
	}
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	return ok && r.spokenTo(c, sel.X)
}

// keeps reports whether a field is given what a variable holds: l := &listener{hub: h} works
// for h.
func (r *Result) keeps(field, v types.Object) bool {
	f, ok := field.(*types.Var)
	return ok && f.IsField() && v != nil && slices.ContainsFunc(r.Program.PutInto(f), func(e ast.Expr) bool { return r.Program.Var(e) == v })
}

// spokenTo reports whether a value of c's is got, by calls of methods, from what
// the root's handler is passed or from what it was handed to.
func (r *Result) spokenTo(c *Context, e ast.Expr) bool {
	for range maxSpoken {
		switch x := ast.Unparen(e).(type) {
		case *ast.CallExpr: // a token, from the client
			sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr)
			if fn := r.Program.Callee(x); !ok || fn == nil || fn.Signature().Recv() == nil {
				return false
			}
			e = sel.X
			continue
		case *ast.Ident:
			v, ok := r.Program.Var(x).(*types.Var)
			if !ok {
				return false
			}
			if assigned := r.Program.Assigned(v); len(assigned) == 1 && assigned[0].Value != nil && assigned[0].Result == 0 && v != c.Root().Instance.Var {
				e = assigned[0].Value
				continue
			}
			if arg, from := r.argFor(c, v); arg != nil {
				e, c = arg, from
				continue
			}
			param, ok := r.Program.ParamOf(v)
			return ok && param.Of == c.Root().Func || c.Instance.Known && c.Instance.Var == v
		default:
			v := r.Program.Var(e)
			return v != nil && c.Instance.Known && c.Instance.Var == v
		}
	}
	return false
}

// argFor is what the call that led to c passes for v, and how that call runs; nil
// if v is no parameter of c's function.
func (r *Result) argFor(c *Context, v *types.Var) (ast.Expr, *Context) {
	param, ok := r.Program.ParamOf(v)
	if !ok || c.From == nil || c.Call == nil || param.Of != c.Func || param.Index >= len(c.Call.Expr.Args) {
		return nil, nil
	}
	return c.Call.Expr.Args[param.Index], c.From
}
