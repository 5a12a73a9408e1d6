package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// answersIn are the sends, and nothing else, by which a channel is answered that a
// function has put into a container, and told nobody else of: those who answer take it
// from there.
func (s *solver) answersIn(by *program.Func, ch *program.Channel) []*program.Op {
	k := keeping{solver: s, fine: make(map[*ast.Ident]bool)}
	if !k.keeps(by, ch.Var, maxLends) || k.container == nil {
		return nil
	}
	return s.elementSends()[k.container]
}

// maxLends is through how many functions a channel is followed into a container.
const maxLends = 2

// keeping is how functions put one channel into a container.
type keeping struct {
	*solver
	container types.Object
	fine      map[*ast.Ident]bool // what is said of the channel in a way that is known
}

// keeps reports whether f uses a channel, or puts it into the one container, or passes it to
// a function that does, and does nothing else with it.
func (k *keeping) keeps(f *program.Func, v types.Object, depth int) bool {
	body := f.Body()
	if body == nil || depth == 0 {
		return false
	}
	for _, op := range k.prog.Channel(v).Ops {
		if id, ok := ast.Unparen(op.Chan).(*ast.Ident); ok {
			k.fine[id] = true
		}
	}
	ok := true
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			ok = ok && k.puts(n, v)
		case *ast.BinaryExpr:
			k.accept(n.X, v)
			k.accept(n.Y, v)
		case *ast.CallExpr:
			ok = ok && k.passes(n, v, depth)
		case *ast.Ident:
			ok = ok && (k.fine[n] || k.pass.TypesInfo.Uses[n] != v)
		}
		return ok
	})
	return ok
}

// accept notes that e is the channel, if it is.
func (k *keeping) accept(e ast.Expr, v types.Object) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || k.pass.TypesInfo.Uses[id] != v {
		return false
	}
	k.fine[id] = true
	return true
}

// puts notes what an assignment puts into a container: m[k] = ch, m[ch] = x, and
// s = append(s, ch). It is false for a second container.
func (k *keeping) puts(n *ast.AssignStmt, v types.Object) bool {
	if len(n.Lhs) != len(n.Rhs) {
		return true
	}
	for i, to := range n.Lhs {
		into := k.prog.Var(to)
		if ix, ok := ast.Unparen(to).(*ast.IndexExpr); ok {
			into = k.prog.Var(ix.X)
			if !k.accept(n.Rhs[i], v) && !k.accept(ix.Index, v) {
				continue
			}
		} else if !k.appends(n.Rhs[i], v) {
			continue
		}
		if into == nil || k.container != nil && into != k.container {
			return false
		}
		k.container = into
	}
	return true
}

func (k *keeping) appends(e ast.Expr, v types.Object) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || !k.isBuiltin(call, "append") || len(call.Args) < 2 {
		return false
	}
	return slices.ContainsFunc(call.Args[1:], func(arg ast.Expr) bool { return k.accept(arg, v) })
}

func (k *keeping) isBuiltin(call *ast.CallExpr, name string) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && id.Name == name && k.pass.TypesInfo.Types[call.Fun].IsBuiltin()
}

// passes follows a channel into a function of this package that a call passes it to.
func (k *keeping) passes(call *ast.CallExpr, v types.Object, depth int) bool {
	for i, arg := range call.Args {
		if !k.accept(arg, v) || k.isBuiltin(call, "delete") {
			continue
		}
		f := k.prog.FuncOf(k.prog.Callee(call))
		if f == nil || f.Sig.Variadic() || i >= f.Sig.Params().Len() {
			return k.isBuiltin(call, "append") // which puts has noted
		}
		into := k.passedInto(f, f.Sig.Params().At(i), depth-1)
		if into == nil || k.container != nil && into != k.container {
			return false
		}
		k.container = into
	}
	return true
}

// passedInto is the container into which f puts what it is passed for a parameter, and does
// nothing else with it.
func (s *solver) passedInto(f *program.Func, param *types.Var, depth int) types.Object {
	into, known := s.intos[param]
	if !known {
		k := keeping{solver: s, fine: make(map[*ast.Ident]bool)}
		if ch := s.prog.Channel(param); ch != nil && len(ch.Ops) == 0 && k.keeps(f, param, depth) {
			into = k.container
		}
		s.intos[param] = into
	}
	return into
}

// elementSends are the sends, and nothing else, to channels that containers of this
// package hold, by the container.
func (s *solver) elementSends() map[types.Object][]*program.Op {
	if s.elements != nil {
		return s.elements
	}
	s.elements = make(map[types.Object][]*program.Op)
	for _, f := range s.prog.Funcs {
		for _, op := range f.Ops {
			if op.Kind != program.Send || s.prog.InTest(op.Node.Pos()) {
				continue
			}
			if c := s.containerOf(op.Chan, maxLends); c != nil {
				s.elements[c] = append(s.elements[c], op)
			}
		}
	}
	return s.elements
}

// containerOf is the container, and no other one, that an expression takes a channel
// from; nil if it is no element, or may be another one's.
func (s *solver) containerOf(e ast.Expr, depth int) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		return s.holderOf(e.X)
	case *ast.Ident:
		v, ok := s.prog.Var(e).(*types.Var)
		if !ok || !local(v) {
			return nil
		}
		return s.common(s.prog.Assigned(v), depth)
	case *ast.CallExpr:
		f := s.prog.FuncOf(s.prog.Callee(e))
		if f == nil || f.Body() == nil || depth == 0 {
			return nil
		}
		return s.onlyReturned(f, func(e ast.Expr) types.Object { return s.containerOf(e, depth-1) })
	}
	return nil
}

// holderOf is the variable or field of this package that holds channels; others may not
// put in theirs.
func (s *solver) holderOf(e ast.Expr) types.Object {
	v := s.prog.Var(e)
	if v == nil || v.Pkg() != s.pass.Pkg || v.Exported() && s.pass.Pkg.Name() != "main" {
		return nil
	}
	return v
}

// common is the one container that all assignments take their values from.
func (s *solver) common(assigned []program.Assignment, depth int) (c types.Object) {
	for _, a := range assigned {
		var of types.Object
		switch {
		case a.Result > 0:
		case isContainer(s.pass.TypesInfo.TypeOf(a.Value)): // a range
			of = s.holderOf(a.Value)
		default:
			if _, named := ast.Unparen(a.Value).(*ast.Ident); !named {
				of = s.containerOf(a.Value, depth)
			}
		}
		if of == nil || c != nil && of != c {
			return nil
		}
		c = of
	}
	return c
}

func isContainer(t types.Type) bool {
	if t == nil {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Map, *types.Slice:
		return true
	}
	return false
}
