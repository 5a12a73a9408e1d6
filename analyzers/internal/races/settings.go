package races

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// What is set when an object is made, and never again, decides for its whole life: where one
// of two uses comes only if a setting says so, and the goroutine of the other only if it does
// not, no object has both.
//
//	if every <= 0 { return c }        if c.every <= 0 { c.refresh() }
//	go c.refreshAgainAndAgain()

// A setting is a condition that is one thing or the other for good: the fields that lead to
// what is asked, how it is compared, and with what.
type setting string

// A decided setting is a body, and what the setting is.
type decided struct {
	f  *program.Func
	of setting
	is bool
}

// exclude reports whether a setting keeps a use of a method apart from one of a goroutine.
func (s *solver) exclude(e, u *entry, t *thread) bool {
	for ; e != nil; e = e.down {
		for of := range s.settings(e.in) {
			for _, is := range []bool{true, false} {
				if !s.comesIf(e.in, of, !is, e.at) && s.isAwayIf(of, is, u, t) {
					return true
				}
			}
		}
	}
	return false
}

// isAwayIf reports whether a goroutine is not started, or does not come to a use, if a
// setting is what it is.
func (s *solver) isAwayIf(of setting, is bool, u *entry, t *thread) bool {
	if !s.comesIf(t.origin.in, of, is, t.origin.at) {
		return true
	}
	for u = u.down; u != nil; u = u.down {
		if !s.comesIf(u.in, of, is, u.at) {
			return true
		}
	}
	return false
}

// comesIf reports whether a body may come to a node if a setting is one thing or the other.
func (s *solver) comesIf(f *program.Func, of setting, is bool, n ast.Node) bool {
	if !s.settings(f)[of] {
		return true
	}
	at := decided{f, of, is}
	may, known := s.ifSet[at]
	if !known {
		may = s.paths(f).Given(func(cond ast.Expr) (bool, bool) {
			other, not := s.settingOf(f, cond)
			return is != not, other == of
		})
		s.ifSet[at] = may
	}
	return may(n)
}

// settings are those that a body asks for.
func (s *solver) settings(f *program.Func) map[setting]bool {
	all, known := s.settingsOf[f]
	if known {
		return all
	}
	all = make(map[setting]bool)
	f.Inspect(func(n ast.Node) bool {
		if stmt, ok := n.(*ast.IfStmt); ok {
			s.addSettings(all, f, stmt.Cond)
		}
		return true
	})
	s.settingsOf[f] = all
	return all
}

func (s *solver) addSettings(all map[setting]bool, f *program.Func, cond ast.Expr) {
	cond = ast.Unparen(cond)
	switch e := cond.(type) {
	case *ast.UnaryExpr:
		s.addSettings(all, f, e.X)
		return
	case *ast.BinaryExpr:
		if e.Op == token.LAND || e.Op == token.LOR {
			s.addSettings(all, f, e.X)
			s.addSettings(all, f, e.Y)
		}
	}
	if of, _ := s.settingOf(f, cond); of != "" {
		all[of] = true
	}
}

// negated are the comparisons that say that another one does not hold.
var negated = map[token.Token]token.Token{token.GTR: token.LEQ, token.GEQ: token.LSS, token.NEQ: token.EQL}

// settingOf is the setting that a condition asks for, and whether it asks for the contrary;
// "" for any other.
func (s *solver) settingOf(f *program.Func, cond ast.Expr) (of setting, not bool) {
	cond = ast.Unparen(cond)
	cmp, ok := cond.(*ast.BinaryExpr)
	if !ok {
		return setting(s.fixed(f, cond)), false
	}
	y := s.pass.TypesInfo.Types[cmp.Y]
	path := s.fixed(f, cmp.X)
	if path == "" || y.Value == nil && !y.IsNil() {
		return "", false
	}
	op, with := cmp.Op, "nil"
	if contrary, ok := negated[op]; ok {
		op, not = contrary, true
	}
	if y.Value != nil {
		with = y.Value.ExactString()
	}
	return setting(path + op.String() + with), not
}

// fixed names the fields, set where an object is made and nowhere else, by which an
// expression comes to its value, and what gets it out of the last one; "" if it does not.
func (s *solver) fixed(f *program.Func, e ast.Expr) string {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if ok {
		sel, fn := s.getter(call)
		if sel == nil {
			return ""
		}
		if path := s.fixed(f, sel.X); path != "" {
			return path + fn.Name()
		}
		return ""
	}
	w, ok := s.wayOf(f, e)
	if v, isVar := s.prog.Var(e).(*types.Var); isVar && s.keptIn(v) != nil {
		w, ok = way{v, []*types.Var{s.keptIn(v)}}, true
	}
	if !ok {
		return ""
	}
	var path strings.Builder
	for _, field := range w.fields {
		if s.written[field] {
			return ""
		}
		fmt.Fprint(&path, field.Pos(), ".")
	}
	return path.String()
}

// getter is a call that gets a field of a protocol's message, which nobody changes who has
// it for its settings.
func (s *solver) getter(call *ast.CallExpr) (*ast.SelectorExpr, *types.Func) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	fn := s.prog.Callee(call)
	if !ok || fn == nil || len(call.Args) > 0 || fn.Signature().Recv() == nil || !strings.HasPrefix(fn.Name(), "Get") {
		return nil, nil
	}
	if message, _, _ := types.LookupFieldOrMethod(fn.Signature().Recv().Type(), true, fn.Pkg(), "ProtoMessage"); message == nil {
		return nil, nil
	}
	return sel, fn
}

// keptIn is the field that keeps a parameter where an object is made; nil if none does.
func (s *solver) keptIn(v *types.Var) *types.Var {
	if s.keepers == nil {
		s.keepers = make(map[types.Object]*types.Var)
		for _, st := range s.prog.Stores() {
			if field, ok := s.prog.Var(st.To).(*types.Var); ok && st.Key && field.IsField() {
				if from := s.prog.Var(st.Value); from != nil {
					s.keepers[from] = field
				}
			}
		}
	}
	if _, isParam := s.prog.ParamOf(v); !isParam || len(s.prog.Assigned(v)) > 0 {
		return nil
	}
	return s.keepers[v]
}
