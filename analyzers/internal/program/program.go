// Package program is one package's Go as things one asks: which functions there
// are, what each one calls, where function values go, which channels it uses,
// and where a variable's value comes from.
//
// It is built on the syntax tree alone: SSA doubles the cost of a fact
// analyzer and found nothing more in the programs this was measured on. It is
// a "may" graph: a variable that holds one of two literals stands for both.
package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// Analyzer reads the package. It reports nothing and has no facts, and knows
// nothing of contracts and of the standard library: what code means is for the
// relations.
var Analyzer = &analysis.Analyzer{
	Name:       "loopprogram",
	Doc:        "read the package's functions, calls and channels for the loopcheck analyzers",
	Run:        func(pass *analysis.Pass) (any, error) { return build(pass), nil },
	ResultType: reflect.TypeFor[*Package](),
}

// A Package is one package's code. All methods may be called by several
// analyzers at once.
type Package struct {
	// Funcs are the functions and literals, in source order.
	Funcs []*Func

	// Flows are the places where a function value is handed on, in source order.
	Flows []*Flow

	fset    *token.FileSet
	files   []*ast.File
	pkg     *types.Package
	info    *types.Info
	tests   bool // some files are the tests of the others
	byObj   map[*types.Func]*Func
	byLit   map[*ast.FuncLit]*Func
	params  map[*types.Var]Param
	stored  map[types.Object][]ast.Expr   // what is assigned to a variable or field of func type
	elems   map[types.Object][]ast.Expr   // what is put into a container of functions
	args    map[*types.Var][]ast.Expr     // what callers in this package pass for a func parameter
	rets    map[*Func][][]ast.Expr        // what a function returns, by result
	ranged  map[types.Object]types.Object // range variable to the container it ranges over
	chans   map[types.Object]*Channel
	renamed map[types.Object]types.Object // names of nothing but a field's channel, and the field
	joined  map[types.Object]bool         // channels that join a goroutine with the function that has them
	forks   map[fork]bool
	methods map[string][]*Func // of concrete types, by name

	mu       sync.Mutex
	impls    map[*types.Func][]*Func // methods behind an interface method of this package
	does     map[implementer]bool    // whether a type implements an interface
	accesses map[*Func][]Access

	hidden    map[types.Object]bool // exported fields that nobody comes to, once somebody asks
	namings   []naming              // of channels, until the renamed ones are found
	addressed map[*types.Var]bool   // channels' variables whose address somebody takes

	switched  bool                      // it has what may be off
	flags     map[*types.Var][]ast.Expr // what the variables of flags are, by default
	constants []token.Pos               // of conditions, and of cases where nothing else decides
	offOnce   sync.Once
	off       []span

	meet     sync.Once
	names    names
	meetings map[any]*Meeting // by the name that stands for all of one channel

	behind    sync.Once
	converted map[*types.TypeName][]types.Type // types of other packages, by the interface that they become

	assign   sync.Once // few packages are asked
	assigned map[*types.Var][]Assignment
	store    sync.Once
	stores   stores
	keep     sync.Once
	kept     kept
	holder   sync.Once
	holders  map[*ast.CallExpr]*types.Var // by the call whose result they alone keep
	makes    sync.Once
	makers   map[*Func]bool // functions that return what they make
}

// An implementer is a type that may implement an interface.
type implementer struct {
	t     *types.Named
	iface *types.Interface
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

	declared *Func // for a literal: the declared function it stands in

	// Tail is, for the literal of a joined goroutine, what it does after its last
	// answer: a function of its own, with that part of the body, for which nobody
	// waits. Head is the literal that a tail belongs to. Both may be nil.
	Tail, Head *Func

	rest *ast.BlockStmt // a tail's body
}

// Body is nil for a function implemented elsewhere. A literal's holds its tail's.
func (f *Func) Body() *ast.BlockStmt {
	if f.rest != nil {
		return f.rest
	}
	if f.Lit != nil {
		return f.Lit.Body
	}
	return f.Decl.Body
}

// Inspect visits the nodes of f's body as [ast.Inspect] does, literals included; a
// function without a body has none.
func (f *Func) Inspect(visit func(ast.Node) bool) {
	if body := f.Body(); body != nil {
		ast.Inspect(body, visit)
	}
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
	if f == nil || f.Lit == nil {
		return f
	}
	return f.declared
}

// Name is the function's name as its package would write it: "run",
// "Model.Update", and "the function in Model.Update" for a literal.
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

// Has reports whether a variable is declared in f's body, literals in it
// included; parameters are not.
func (f *Func) Has(v types.Object) bool {
	body := f.Body()
	return body != nil && Contains(body, v.Pos())
}

// Contains reports whether a position lies within a node.
func Contains(n ast.Node, pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() }

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
)

// A Call is a call expression in a function's own body; calls in a literal
// belong to the literal.
type Call struct {
	In   *Func
	Expr *ast.CallExpr
	How  How

	// Repeat is the innermost for statement whose body holds the call; nil
	// outside of any.
	Repeat *Repeat

	// Conditional says that the call stands in a branch of its function: below an
	// if, or in a clause.
	Conditional bool

	// Picked says that of all the times that Repeat goes round, the call happens
	// in one.
	Picked bool

	// Failing says that the call stands in a branch for an error: below "if err != nil".
	Failing bool

	// Joined says of a go statement that the function waits for the goroutine
	// that it starts, and for nothing else: what runs there delays it as if it
	// ran here.
	Joined bool

	// Callee is the function, concrete method or interface method called,
	// as declared (generics by their origin); nil for a call of a value.
	Callee *types.Func

	// Values are what the called expression may hold, if Callee is nil.
	Values []Value

	// Targets are the bodies in this package that the call may run.
	Targets []Target
}

// A Repeat is a for or range statement.
type Repeat struct {
	Stmt  ast.Stmt
	Body  *ast.BlockStmt
	Outer *Repeat // the next one around it in the same function, or nil
}

// Repeats reports whether one run of the function may make the call several times.
func (c *Call) Repeats() bool {
	return c.Repeat != nil && (!c.Picked || c.Repeat.Outer != nil)
}

// Spawns reports whether the callee runs beside its caller, which goes on at once.
func (c *Call) Spawns() bool { return c.How == Go && !c.Joined }

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
	To    types.Object // Assigned and Put: the variable or field, if it has a name

	Values []Value // what Value may hold
}

// FuncOf returns the body of a function declared in this package, or nil.
func (p *Package) FuncOf(obj *types.Func) *Func {
	if obj == nil {
		return nil
	}
	return p.byObj[obj.Origin()]
}

// Callee is the function, concrete method or interface method that is called,
// as declared (generics by their origin); nil for a call of a value.
func (p *Package) Callee(expr *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(p.info, expr).(*types.Func)
	if fn == nil {
		return nil
	}
	return fn.Origin()
}

// IsReceiver reports whether e is f's receiver (for a literal, that of the
// method it stands in).
func (p *Package) IsReceiver(f *Func, e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	recv := f.Receiver()
	return ok && recv != nil && p.info.Uses[id] == recv
}

// SameReceiver reports whether a call stays with the instance that its caller
// works for: a literal called where it stands, or a method called on the
// caller's own receiver.
func (p *Package) SameReceiver(call *Call, to *Func) bool {
	if to.Lit != nil {
		return true
	}
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	return ok && p.IsReceiver(call.In, sel.X)
}

// ParamOf returns the parameter that v is, if it is one of a function here.
func (p *Package) ParamOf(v *types.Var) (Param, bool) {
	param, ok := p.params[v]
	return param, ok
}
