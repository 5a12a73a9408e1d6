// Package callgraph answers, for one package, which functions there are, what
// each one calls, where function values go, and which channels it uses.
//
// It is built on the syntax tree alone: SSA doubles the cost of a fact
// analyzer and found nothing more in the programs this was measured on. It is
// a "may" graph: a variable that holds one of two literals stands for both.
package callgraph

import (
	"go/ast"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// Analyzer builds the package's [Graph]. It reports nothing and has no facts.
var Analyzer = &analysis.Analyzer{
	Name:       "loopcalls",
	Requires:   []*analysis.Analyzer{contract.Analyzer},
	Doc:        "build the package's call graph for the loopcheck analyzers",
	Run:        func(pass *analysis.Pass) (any, error) { return build(pass), nil },
	ResultType: reflect.TypeFor[*Graph](),
}

// A Graph is a package's functions and literals in source order.
type Graph struct {
	Funcs []*Func

	// Flows are the places where a function value is handed on, in source order.
	Flows []*Flow

	pkg    *types.Package
	info   *types.Info
	byObj  map[*types.Func]*Func
	byLit  map[*ast.FuncLit]*Func
	params map[*types.Var]Param
	stored map[types.Object][]ast.Expr // what is assigned to a variable or field of func type
	elems  map[types.Object][]ast.Expr // what is put into a container of functions
	args   map[*types.Var][]ast.Expr   // what callers in this package pass for a func parameter
	rets   map[*Func][][]ast.Expr      // what a function returns, by result
	impls  map[*types.Func][]*Func     // methods behind an interface method of this package
	chans  map[types.Object]*Channel

	installed map[*contract.Forward][]*types.Func // handlers' methods
	ranged    map[types.Object]types.Object       // range variable to the container it ranges over
}

// A Func is a declared function or method, or a function literal.
type Func struct {
	Obj   *types.Func // nil for a literal
	Decl  *ast.FuncDecl
	Lit   *ast.FuncLit
	Sig   *types.Signature
	Outer *Func // for a literal: the function it stands in, nil at package level

	Calls []*Call
	Ops   []*Op
}

// Body is nil for a function implemented elsewhere.
func (f *Func) Body() *ast.BlockStmt {
	if f.Lit != nil {
		return f.Lit.Body
	}
	return f.Decl.Body
}

// Node is the declaration or the literal.
func (f *Func) Node() ast.Node {
	if f.Lit != nil {
		return f.Lit
	}
	return f.Decl
}

// Declared is the declared function that f is or stands in, nil for a literal
// in a package-level variable.
func (f *Func) Declared() *Func {
	for f != nil && f.Lit != nil {
		f = f.Outer
	}
	return f
}

// Name is the function's name as its package would write it: "run",
// "Model.Update", and "a function in Model.Update" for a literal.
func (f *Func) Name() string {
	if f.Obj == nil {
		if d := f.Declared(); d != nil {
			return "the function in " + d.Name()
		}
		return "the function"
	}
	if named := ReceiverNamed(f.Obj); named != nil {
		return named.Obj().Name() + "." + f.Obj.Name()
	}
	return f.Obj.Name()
}

// Receiver is the variable that f's body calls its receiver, also for a
// literal in a method's body; nil if there is none.
func (f *Func) Receiver() *types.Var {
	if d := f.Declared(); d != nil {
		return d.Sig.Recv()
	}
	return nil
}

// How says how a call is made.
type How int

const (
	Plain How = iota
	Go
	Defer
	Join // started with go, and waited for in the same function
)

// A Call is a call expression in a function's own body; calls in a literal
// belong to the literal.
type Call struct {
	In   *Func
	Expr *ast.CallExpr
	How  How

	// Callee is the function, concrete method or interface method called,
	// as declared (generics by their origin); nil for a call of a value.
	Callee *types.Func

	// Forwarded are functions of other packages that the call ends in by way
	// of a handler that this package installed.
	Forwarded []*types.Func

	// Targets are the bodies in this package that the call may run.
	Targets []Target
}

// A Target is a body that a call may run. Dynamic says that the call goes
// through an interface or a stored function value, so that it is one of several.
type Target struct {
	*Func
	Dynamic bool
}

// A Param is the parameter Index of a function.
type Param struct {
	Of    *Func
	Index int
	Var   *types.Var
}

// A Value is one function that an expression may hold: a body of this package,
// a function from elsewhere, or whatever the caller passed.
type Value struct {
	Func  *Func
	Other *types.Func
	Param Param
	// Dynamic says that it was stored in a field or a container on the way.
	Dynamic bool
}

// FlowKind says how a function value is handed on.
type FlowKind int

const (
	Passed    FlowKind = iota // as an argument
	Assigned                  // to a variable or field, also in a composite literal
	Returned                  // from a function
	Converted                 // to another type
	Put                       // into a container or a channel
)

// A Flow is a place where a function value is handed on.
type Flow struct {
	In    *Func // nil at package level
	Kind  FlowKind
	Value ast.Expr
	Type  types.Type   // what it becomes
	Call  *Call        // Passed
	Index int          // Passed: the parameter; Returned: the result
	To    types.Object // Assigned: the variable or field, if it has a name
}

// FuncOf returns the body of a function declared in this package, or nil.
func (g *Graph) FuncOf(obj *types.Func) *Func {
	if obj == nil {
		return nil
	}
	return g.byObj[obj.Origin()]
}

// ParamOf returns the parameter that v is, if it is one of a function here.
func (g *Graph) ParamOf(v *types.Var) (Param, bool) {
	p, ok := g.params[v]
	return p, ok
}

// ReceiverNamed is the named type whose method fn is, or nil.
func ReceiverNamed(fn *types.Func) *types.Named {
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil
	}
	return Named(recv.Type())
}

// Named is the named type that t is or points to, or nil.
func Named(t types.Type) *types.Named {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}
