package owns

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// A Loan is a value that is only lent to a function, by the variable that holds it.
type Loan struct {
	Var *types.Var
	Why string
	Fix string
}

// Loans lists what f is lent, as parameters and as results of calls, in the
// order of the variables.
func (r *Result) Loans(f *program.Func) []Loan { return r.loans[f] }

// A lender finds what one function is lent.
type lender struct {
	pass *analysis.Pass
	book *book.Book
	runs *runson.Result
	f    *program.Func
	rows map[*types.Var]*contract.Borrows
}

func findLoans(pass *analysis.Pass, b *book.Book, runs *runson.Result) map[*program.Func][]Loan {
	all := make(map[*program.Func][]Loan)
	for _, f := range runs.Program.Funcs {
		l := lender{pass: pass, book: b, runs: runs, f: f, rows: make(map[*types.Var]*contract.Borrows)}
		l.params()
		l.results()
		if len(l.rows) > 0 {
			all[f] = l.loans()
		}
	}
	return all
}

func (l *lender) loans() []Loan {
	var all []Loan
	for v, row := range l.rows {
		all = append(all, Loan{Var: v, Why: row.Why, Fix: row.Fix})
	}
	slices.SortFunc(all, func(a, b Loan) int { return cmp.Compare(a.Var.Pos(), b.Var.Pos()) })
	return all
}

// params are lent by functions of a form, and by whoever takes f as a callback.
func (l *lender) params() {
	for _, row := range l.book.Lent(l.f.Sig) {
		l.param(row.Row)
	}
	for _, site := range l.runs.Sites(l.f) {
		if site.Flow == nil || site.Flow.Kind != program.Passed || site.Flow.Call.Callee == nil {
			continue
		}
		for _, row := range l.book.BorrowedArgs(site.Flow.Call.Callee) {
			if row.Row.Arg.Index == site.Flow.Index {
				l.param(row.Row)
			}
		}
	}
}

func (l *lender) param(row *contract.Borrows) {
	if params := l.f.Sig.Params(); row.Index < params.Len() {
		l.rows[params.At(row.Index)] = row
	}
}

// results are lent by calls in f's own body.
func (l *lender) results() {
	lends := func(call *program.Call) bool { return len(l.book.BorrowedResults(call.Callee)) > 0 }
	if l.f.Body() == nil || !slices.ContainsFunc(l.f.Calls, lends) {
		return
	}
	l.f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			l.assigned(n)
		}
		return true
	})
}

func (l *lender) assigned(assign *ast.AssignStmt) {
	if len(assign.Rhs) != 1 {
		return
	}
	call, ok := ast.Unparen(assign.Rhs[0]).(*ast.CallExpr)
	if !ok {
		return
	}
	for _, row := range l.book.BorrowedResults(l.runs.Program.Callee(call)) {
		if row.Row.Index >= len(assign.Lhs) {
			continue
		}
		id, ok := assign.Lhs[row.Row.Index].(*ast.Ident)
		if !ok || id.Name == "_" {
			continue
		}
		if v, ok := l.pass.TypesInfo.ObjectOf(id).(*types.Var); ok {
			l.rows[v] = row.Row
		}
	}
}
