package claims

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// readAssertions reads code that says itself where it runs: sc.serveG.check(), where
// serveG remembers the goroutine that made it.
func (b *binder) readAssertions() {
	for _, f := range b.prog.Funcs {
		for _, call := range f.Calls {
			if call.How == program.Plain && !call.Conditional && call.Repeat == nil && call.Callee != nil && len(call.Expr.Args) == 0 {
				b.readAssertion(f, call)
			}
		}
	}
}

func (b *binder) readAssertion(f *program.Func, call *program.Call) {
	verb, ok := asserts(call.Callee)
	if !ok || b.prog.InTest(call.Expr.Pos()) {
		return
	}
	field, ok := fieldOf(call.Expr)
	if !ok {
		return
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(field.Sel.Name, "Lock"), "Goroutine"), "G")
	c := &Claim{
		Claim: prose.Claim{Verb: verb, Must: true, Place: prose.Place{Text: field.Sel.Name, Words: []string{stem}, Noun: "goroutine"}, Quote: words.Spell(call.Expr)},
		Pos:   call.Expr.Pos(), In: f, Asserted: true, node: field.X,
	}
	if f.Obj != nil {
		c.Of = f.Obj
	}
	b.note(c)
}

// asserts reports whether a method compares the goroutine that it is called on with
// the one that its receiver remembers.
func asserts(fn *types.Func) (prose.Verb, bool) {
	named := program.ReceiverNamed(fn)
	if named == nil || !strings.Contains(strings.ToLower(named.Obj().Name()), "goroutine") {
		return 0, false
	}
	switch strings.ToLower(fn.Name()) {
	case "check", "assert", "checkon", "asserton":
		return prose.On, true
	case "checknoton", "assertnoton", "checknot", "assertnot":
		return prose.Never, true
	}
	return 0, false
}

// fieldOf is the field that an assertion is made on: sc.serveG.
func fieldOf(call *ast.CallExpr) (*ast.SelectorExpr, bool) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil, false
	}
	field, ok := ast.Unparen(sel.X).(*ast.SelectorExpr)
	return field, ok
}
