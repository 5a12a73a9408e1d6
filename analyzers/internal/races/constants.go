package races

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A caller that passes true, false or nil decides by it which part of a function runs: what
// the other part uses, the call does not.
//
//	d.send(false, nil)     func (d *Direct) send(streaming bool, u updater) {
//	                           if u == nil { return }

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

// allows returns which places of a callee a call may come to; nil for all of them.
func (s *solver) allows(call *ast.CallExpr, callee *program.Func) func(ast.Node) bool {
	if call == nil || callee.Body() == nil || callee.Sig.Variadic() || len(call.Args) != callee.Sig.Params().Len() {
		return nil
	}
	at, settles := passing{callee, ""}, false
	var params strings.Builder
	for i, arg := range call.Args {
		is := s.settles(callee.Sig.Params().At(i), arg)
		settles = settles || is != 0
		params.WriteByte(byte(is))
	}
	if !settles {
		return nil
	}
	at.params = params.String()
	may, known := s.passed[at]
	if !known && s.passings[callee] < maxPassings {
		s.passings[callee]++
		may = s.paths(callee).Given(func(cond ast.Expr) (is, known bool) { return s.decides(at, cond) })
		s.passed[at] = may
	}
	return may
}

// settles is the constant that an argument is, for a parameter that keeps it.
func (s *solver) settles(param *types.Var, arg ast.Expr) settled {
	switch tv := s.pass.TypesInfo.Types[arg]; {
	case len(s.prog.Assigned(param)) > 0:
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
func (s *solver) decides(at passing, cond ast.Expr) (is, known bool) {
	cond = ast.Unparen(cond)
	if b, ok := cond.(*ast.BinaryExpr); ok {
		compares := (b.Op == token.EQL || b.Op == token.NEQ) && s.pass.TypesInfo.Types[b.Y].IsNil()
		return b.Op == token.EQL, compares && s.settledAs(at, b.X) == asNil
	}
	as := s.settledAs(at, cond)
	return as == asTrue, as == asTrue || as == asFalse
}

// settledAs is what an expression is that names a settled parameter; 0 for any other.
func (s *solver) settledAs(at passing, e ast.Expr) settled {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return 0
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return 0
	}
	if param, ok := s.prog.ParamOf(v); ok && param.Of == at.callee {
		return settled(at.params[param.Index])
	}
	return 0
}

// allowed is a use of a callee's as a call may come to it: another one of the same place if
// the call rules the first one out; nil for none.
func (to *frame) allowed(e *entry, may func(ast.Node) bool) *entry {
	if may == nil || may(e.standsIn(to.f)) {
		return e
	}
	if to.alike == nil {
		to.alike = make(map[key][]*entry)
		for _, e := range to.entries {
			to.alike[e.key()] = append(to.alike[e.key()], e)
		}
	}
	i := slices.IndexFunc(to.alike[e.key()], func(other *entry) bool { return may(other.standsIn(to.f)) })
	if i < 0 {
		return nil
	}
	return to.alike[e.key()][i]
}

// standsIn is where a use stands in a function's own body: a literal, for what that does.
func (e *entry) standsIn(f *program.Func) ast.Node { return standsIn(f, e.in, e.at) }

func standsIn(f, in *program.Func, at ast.Node) ast.Node {
	for ; in != f && in != nil; in = in.Outer {
		if in.Lit != nil {
			at = in.Lit
		}
	}
	return at
}
