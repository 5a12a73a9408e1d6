package paths

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Constants answers which part of a function a call decides to run by the true, false or nil
// that it passes: the other part is none of what the call does.
//
//	d.send(false, nil)     func (d *Direct) send(streaming bool, u updater) {
//	                           if u == nil { return }
//
// They are for one analyzer at a time.
type Constants struct {
	prog     *program.Package
	info     *types.Info
	ways     func(*program.Func) *Paths
	passed   map[passing]func(ast.Node) bool
	passings map[*program.Func]int
}

// NewConstants answers for a package's calls.
func NewConstants(prog *program.Package, info *types.Info, ways func(*program.Func) *Paths) *Constants {
	return &Constants{prog, info, ways, make(map[passing]func(ast.Node) bool), make(map[*program.Func]int)}
}

// A settled parameter is one for which a call passes a constant.
type settled byte

const (
	asTrue  settled = 't'
	asFalse settled = 'f'
	asNil   settled = 'n'
)

// A passing is a function, and what a call settles of its parameters: a letter for each.
type passing struct {
	callee *program.Func
	params string
}

// maxPassings bounds in how many ways a function's parameters are settled that are looked at.
const maxPassings = 8

// Places returns which places of a callee a call may come to; nil for all of them.
func (c *Constants) Places(call *ast.CallExpr, callee *program.Func) func(ast.Node) bool {
	if call == nil || callee.Body() == nil || callee.Sig.Variadic() || len(call.Args) != callee.Sig.Params().Len() {
		return nil
	}
	at, settles := passing{callee, ""}, false
	var params strings.Builder
	for i, arg := range call.Args {
		is := c.settles(callee.Sig.Params().At(i), arg)
		settles = settles || is != 0
		params.WriteByte(byte(is))
	}
	if !settles {
		return nil
	}
	at.params = params.String()
	may, known := c.passed[at]
	if !known && c.passings[callee] < maxPassings {
		c.passings[callee]++
		may = c.ways(callee).Given(func(cond ast.Expr) (is, known bool) { return c.decides(at, cond) })
		c.passed[at] = may
	}
	return may
}

// settles is the constant that an argument is, for a parameter that keeps it
// or is assigned the same.
func (c *Constants) settles(param *types.Var, arg ast.Expr) settled {
	is := c.constant(arg)
	for _, a := range c.prog.Assigned(param) {
		if a.Value == nil || a.Element || a.Result != 0 || c.constant(a.Value) != is {
			return 0
		}
	}
	return is
}

func (c *Constants) constant(e ast.Expr) settled {
	switch tv := c.info.Types[e]; {
	case tv.IsNil():
		return asNil
	case tv.Value != nil && tv.Value.Kind() == constant.Bool && constant.BoolVal(tv.Value):
		return asTrue
	case tv.Value != nil && tv.Value.Kind() == constant.Bool:
		return asFalse
	}
	return 0
}

// decides is what a condition is where parameters are settled: one that is a flag itself, or
// compares one with nil.
func (c *Constants) decides(at passing, cond ast.Expr) (is, known bool) {
	cond = ast.Unparen(cond)
	if b, ok := cond.(*ast.BinaryExpr); ok {
		compares := (b.Op == token.EQL || b.Op == token.NEQ) && c.info.Types[b.Y].IsNil()
		return b.Op == token.EQL, compares && c.settledAs(at, b.X) == asNil
	}
	as := c.settledAs(at, cond)
	return as == asTrue, as == asTrue || as == asFalse
}

// settledAs is what an expression is that names a settled parameter; 0 for any other.
func (c *Constants) settledAs(at passing, e ast.Expr) settled {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return 0
	}
	v, ok := c.info.Uses[id].(*types.Var)
	if !ok {
		return 0
	}
	if param, ok := c.prog.ParamOf(v); ok && param.Of == at.callee {
		return settled(at.params[param.Index])
	}
	return 0
}
