package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"

	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
)

// OriginKind says whose object a value is.
type OriginKind int

const (
	Unknown   OriginKind = iota // a call's result, say: nobody knows
	Fresh                       // made here, and nobody else's yet
	Parameter                   // the caller's
	Shared                      // captured, or a package's variable
)

// An Origin is where a value comes from, seen from one function.
type Origin struct {
	Kind  OriginKind
	Index int        // Parameter: which one, or ReceiverIndex
	Var   *types.Var // the variable that the value starts from, if it is one
}

// ReceiverIndex is the receiver's index among the parameters.
const ReceiverIndex = -1

// Foreign reports whether somebody else surely has the object too.
func (o Origin) Foreign() bool { return o.Kind == Parameter || o.Kind == Shared }

// Origins finds where values come from. They are for one analyzer at a time.
type Origins struct {
	p        *Package
	handsOut func(method *types.Func) bool
	starts   map[exprIn]start
	vars     map[varIn]Origin
}

type exprIn struct {
	f *Func
	e ast.Expr
}

type varIn struct {
	f *Func
	v *types.Var
}

// A start is what an expression leads down to: an origin, or a local variable
// whose origin is that of what it is assigned.
type start struct {
	Origin
	local bool
}

// Origins returns the origins of this package's values. HandsOut says of which
// methods the result is as shared as the receiver, besides those that chain.
func (p *Package) Origins(handsOut func(method *types.Func) bool) *Origins {
	return &Origins{p: p, handsOut: handsOut, starts: make(map[exprIn]start), vars: make(map[varIn]Origin)}
}

// Of follows an expression in f's body down to what it starts from: p in
// p.view.SetTitle("x").SetBorder(true).
func (o *Origins) Of(f *Func, e ast.Expr) Origin { return o.settle(f, o.start(f, e)) }

// OfVar returns the origin of what a variable holds, as f's body sees it.
func (o *Origins) OfVar(f *Func, v *types.Var) Origin { return o.settle(f, o.startOfVar(f, v)) }

func (o *Origins) settle(f *Func, s start) Origin {
	if !s.local {
		return s.Origin
	}
	v := varIn{f, s.Var}
	if _, ok := o.vars[v]; !ok {
		fixpoint.Up([]varIn{v}, o.needs, o.step)
	}
	return o.vars[v]
}

// start is remembered for each operand on the way, so that all prefixes of a
// chain take one walk.
func (o *Origins) start(f *Func, e ast.Expr) start {
	var way []ast.Expr
	for {
		e = ast.Unparen(e)
		s, ok := o.starts[exprIn{f, e}]
		if !ok {
			way = append(way, e)
			if operand := o.operand(e); operand != nil {
				e = operand
				continue
			}
			s = o.startOf(f, e)
		}
		for _, e := range way {
			o.starts[exprIn{f, e}] = s
		}
		return s
	}
}

// operand is the part of an expression to whose object the whole belongs; nil
// if the expression is a start.
func (o *Origins) operand(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if v, ok := o.p.info.Uses[e.Sel].(*types.Var); ok && !v.IsField() {
			return nil // another package's variable
		}
		return e.X
	case *ast.IndexExpr:
		return e.X
	case *ast.StarExpr:
		return e.X
	case *ast.TypeAssertExpr:
		return e.X
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return e.X
		}
	case *ast.CallExpr:
		return o.operandOfCall(e)
	}
	return nil
}

// operandOfCall follows a conversion, and a chain of setters to its start.
func (o *Origins) operandOfCall(call *ast.CallExpr) ast.Expr {
	if o.p.info.Types[call.Fun].IsType() && len(call.Args) == 1 {
		return call.Args[0]
	}
	fn := o.p.Callee(call)
	if fn == nil || fn.Signature().Recv() == nil {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if ok && (returnsItself(fn) || o.handsOut != nil && o.handsOut(fn)) {
		return sel.X
	}
	return nil
}

// returnsItself reports whether a method's result has the receiver's type, as setters do that chain.
func returnsItself(fn *types.Func) bool {
	results := fn.Signature().Results()
	return results.Len() == 1 && types.Identical(results.At(0).Type(), fn.Signature().Recv().Type())
}

// startOf is the variable that an expression names, or what it makes.
func (o *Origins) startOf(f *Func, e ast.Expr) start {
	switch e := e.(type) {
	case *ast.Ident:
		if v, ok := o.p.info.Uses[e].(*types.Var); ok {
			return o.startOfVar(f, v)
		}
	case *ast.SelectorExpr:
		if v, ok := o.p.info.Uses[e.Sel].(*types.Var); ok {
			return start{Origin: Origin{Kind: Shared, Var: v}}
		}
	}
	if o.p.Makes(e) {
		return start{Origin: Origin{Kind: Fresh}}
	}
	return start{}
}

func (o *Origins) startOfVar(f *Func, v *types.Var) start {
	switch {
	case v.Parent() == o.p.pkg.Scope():
		return start{Origin: Origin{Kind: Shared, Var: v}}
	case v == f.Sig.Recv():
		return start{Origin: Origin{Kind: Parameter, Index: ReceiverIndex, Var: v}}
	case !Contains(f.Node(), v.Pos()):
		return start{Origin: Origin{Kind: Shared, Var: v}}
	}
	if param, ok := o.p.ParamOf(v); ok && param.Of == f {
		return start{Origin: Origin{Kind: Parameter, Index: param.Index, Var: v}}
	}
	return start{Origin: Origin{Var: v}, local: true}
}

// needs are the local variables that a variable gets its values from and whose
// origin is not known yet.
func (o *Origins) needs(at varIn) iter.Seq[varIn] {
	return func(yield func(varIn) bool) {
		for _, a := range o.p.Assigned(at.v) {
			if a.Result > 0 {
				continue
			}
			s := o.start(at.f, a.Value)
			if _, known := o.vars[varIn{at.f, s.Var}]; !s.local || known {
				continue
			}
			if !yield(varIn{at.f, s.Var}) {
				return
			}
		}
	}
}

// step joins the origins of what a variable is assigned: the first that is
// somebody else's, or else unknown if one of them is. Of variables that get
// their values from each other, one that is nobody else's is unknown.
func (o *Origins) step(at varIn) (changed bool) {
	before := o.vars[at]
	if !before.Foreign() {
		o.vars[at] = o.join(at)
	}
	return o.vars[at].Kind != before.Kind
}

func (o *Origins) join(at varIn) Origin {
	assigned := o.p.Assigned(at.v)
	if o.p.IsMade(at.v) {
		return Origin{Kind: Fresh, Var: at.v}
	}
	if len(assigned) == 0 {
		return Origin{Var: at.v}
	}
	joined := Origin{Kind: Fresh, Var: at.v}
	for _, a := range assigned {
		var from Origin // nobody knows of a later result
		if a.Result == 0 {
			s := o.start(at.f, a.Value)
			from = s.Origin
			if s.local {
				from = o.vars[varIn{at.f, s.Var}]
			}
		}
		switch {
		case from.Foreign():
			return from
		case from.Kind == Unknown:
			joined.Kind = Unknown
		}
	}
	return joined
}
