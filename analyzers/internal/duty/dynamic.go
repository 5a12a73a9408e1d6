package duty

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A clause of a type switch, in which a variable is of one of some types.
type clause struct {
	pos, end token.Pos
	types    []types.Type
}

// dynamic are the types that an expression's value may have; none if nobody knows.
func (s *solver) dynamic(e ast.Expr) []types.Type {
	t := s.pass.TypesInfo.TypeOf(e)
	if t == nil || t == types.Typ[types.UntypedNil] {
		return nil
	}
	if !types.IsInterface(t) {
		return []types.Type{t}
	}
	v := s.asksFor(e)
	if v == nil {
		return nil
	}
	return typesAt(s.clauses()[v], e.Pos())
}

// maxAround is how many clauses of a variable's switches, those that begin last
// before a place, are looked at for the one around it.
const maxAround = 8

func typesAt(clauses []clause, pos token.Pos) []types.Type {
	i, _ := slices.BinarySearchFunc(clauses, pos, func(c clause, pos token.Pos) int { return cmp.Compare(c.pos, pos) })
	for _, c := range slices.Backward(clauses[max(0, i-maxAround):i]) {
		if pos < c.end {
			return c.types
		}
	}
	return nil
}

// findClauses finds where variables that keep their values are of known types:
// the one that a type switch asks, and the one that it declares. They are in the
// order of their beginnings.
func (s *solver) findClauses() map[*types.Var][]clause {
	found := make(map[*types.Var][]clause)
	for _, f := range s.prog.Funcs {
		if f.Body() == nil || f.Outer != nil {
			continue
		}
		f.Inspect(func(n ast.Node) bool {
			if sw, ok := n.(*ast.TypeSwitchStmt); ok {
				s.addClauses(found, sw)
			}
			return true
		})
	}
	return found
}

func (s *solver) addClauses(found map[*types.Var][]clause, sw *ast.TypeSwitchStmt) {
	asked := s.asksFor(switched(sw))
	for _, stmt := range sw.Body.List {
		body := stmt.(*ast.CaseClause)
		c := clause{pos: body.Colon, end: body.End(), types: s.concrete(body.List)}
		if len(c.types) == 0 {
			continue
		}
		if asked != nil && len(s.prog.Assigned(asked)) == 0 {
			found[asked] = append(found[asked], c)
		}
		if v, ok := s.pass.TypesInfo.Implicits[body].(*types.Var); ok && len(s.prog.Assigned(v)) == 0 {
			found[v] = append(found[v], c)
		}
	}
}

// concrete are the types of a clause if each is one that a value can have.
func (s *solver) concrete(list []ast.Expr) []types.Type {
	var all []types.Type
	for _, e := range list {
		t := s.pass.TypesInfo.TypeOf(e)
		if t == nil || t == types.Typ[types.UntypedNil] || types.IsInterface(t) {
			return nil
		}
		all = append(all, t)
	}
	return all
}

// An asking is who is asked for a command, and with which message.
type asking struct {
	msg    ast.Expr
	behind bool // an interface is asked: nobody sees who answers
}

// askingOf is what a call asks, itself or by a function that does nothing else with a
// message than to hand it on to an interface.
func (s *solver) askingOf(call *program.Call) (asking, bool) {
	if f := s.prog.FuncOf(call.Callee); f != nil {
		if i, ok := s.relays(f); ok && i < len(call.Expr.Args) {
			return asking{call.Expr.Args[i], true}, true
		}
	}
	if !answersOne(signature(s.pass.TypesInfo.TypeOf(call.Expr.Fun))) || len(call.Expr.Args) != 1 {
		return asking{}, false
	}
	return asking{call.Expr.Args[0], isAbstract(call.Callee)}, true
}

// answersOne reports whether a function takes one message.
func answersOne(sig *types.Signature) bool {
	return sig != nil && sig.Params().Len() == 1 && types.IsInterface(sig.Params().At(0).Type())
}

// relays is the parameter that a function hands on to an interface, where it does nothing
// but return the answer.
func (s *solver) relays(f *program.Func) (param int, ok bool) {
	if f.Body() == nil || len(f.Body().List) != 1 {
		return 0, false
	}
	ret, ok := f.Body().List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return 0, false
	}
	call, ok := ast.Unparen(ret.Results[0]).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return 0, false
	}
	fn := s.prog.Callee(call)
	v := s.asksFor(call.Args[0])
	if v == nil || !isAbstract(fn) || !answersOne(fn.Signature()) {
		return 0, false
	}
	p, ok := s.prog.ParamOf(v)
	return p.Index, ok && p.Of == f
}

// isMade reports whether a message is made where it is handed on: it is nil, or of a type
// that no type switch had to ask for and no caller gave.
func (s *solver) isMade(msg ast.Expr) bool {
	if s.pass.TypesInfo.Types[msg].IsNil() {
		return true
	}
	v := s.asksFor(msg)
	if v == nil {
		return len(s.dynamic(msg)) > 0
	}
	_, given := s.prog.ParamOf(v)
	return !given && len(s.dynamic(msg)) > 0 && len(s.clauses()[v]) == 0
}

// isOurs reports whether a message is surely of a type that the program itself declares.
func (s *solver) isOurs(msg ast.Expr) bool {
	of := s.dynamic(msg)
	return len(of) > 0 && !slices.ContainsFunc(of, func(t types.Type) bool {
		named := program.Named(t)
		return named == nil || named.Obj().Pkg() == nil || !program.SameModule(s.pass, named.Obj().Pkg().Path())
	})
}

func signature(t types.Type) *types.Signature {
	if t == nil {
		return nil
	}
	sig, _ := t.Underlying().(*types.Signature)
	return sig
}
