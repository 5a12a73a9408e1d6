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

// isMade reports whether a call answers one message, and that is made there: it
// is nil, or of a type that no type switch had to ask for and no caller gave.
func (s *solver) isMade(call *program.Call) bool {
	sig := signature(s.pass.TypesInfo.TypeOf(call.Expr.Fun))
	if sig == nil || len(call.Expr.Args) != 1 || sig.Params().Len() != 1 || !types.IsInterface(sig.Params().At(0).Type()) {
		return false
	}
	arg := call.Expr.Args[0]
	if s.pass.TypesInfo.Types[arg].IsNil() {
		return true
	}
	v := s.asksFor(arg)
	if v == nil {
		return len(s.dynamic(arg)) > 0
	}
	_, given := s.prog.ParamOf(v)
	return !given && len(s.dynamic(arg)) > 0 && len(s.clauses()[v]) == 0
}

func signature(t types.Type) *types.Signature {
	if t == nil {
		return nil
	}
	sig, _ := t.Underlying().(*types.Signature)
	return sig
}
