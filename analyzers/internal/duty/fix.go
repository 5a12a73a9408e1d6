package duty

import (
	"go/ast"
	"go/token"
	"go/types"
	"sort"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// fixes are what hands a dropped value on with what the function returns next: in place
// of nil, or as one of several. There are none where that return does not surely follow,
// where the value is not the call's only result, or where others are dropped beside it.
func (d *dropper) fixes(drop Drop, in *list) []analysis.SuggestedFix {
	stmt, ret := in.statement(drop.Call), in.next(drop.Call.Pos())
	if stmt == nil || ret == nil || drop.Due.Row.Join.Name == "" || d.isTuple(drop.Call) || d.dropsMore(in) {
		return nil
	}
	result := d.returned(ret, drop.Due)
	if result == nil {
		return nil
	}
	if all := d.gatheredIn(d.several(result, drop), stmt); all != "" {
		return fix("add it to "+all, insert(stmt.Pos(), all+" = append("+all+", "), insert(stmt.End(), ")"))
	}
	name := d.free("cmd", "command")
	if name == "" {
		return nil
	}
	keep := insert(stmt.Pos(), name+" := ")
	if ret == in.returnAfter(drop.Call.Pos()) {
		if edits := d.handOn(name, result, drop); edits != nil {
			return fix("return it", append(edits, keep)...)
		}
		return nil
	}
	if text := returning(ret, result, name); text != "" && ret == in.nextStatement(drop.Call.Pos()) && d.info.Types[result].IsNil() {
		return fix("return it", keep, insert(stmt.End(), "\n"+text))
	}
	return nil
}

func fix(message string, edits ...analysis.TextEdit) []analysis.SuggestedFix {
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// dropsMore reports whether several statements of a list drop what has a duty.
func (d *dropper) dropsMore(l *list) bool {
	if l.drops == 0 {
		l.drops = -1 // one of them is the statement itself
		for _, stmt := range l.stmts {
			if expr, ok := stmt.(*ast.ExprStmt); ok {
				if call, ok := ast.Unparen(expr.X).(*ast.CallExpr); ok && len(d.Of(call)) > 0 {
					l.drops++
				}
			}
		}
	}
	return l.drops > 0
}

// nextStatement is the return statement that comes next, if that is the very next
// statement and no loop comes between; else nil.
func (l *list) nextStatement(pos token.Pos) *ast.ReturnStmt {
	for ; l != nil; l = l.outer {
		next := sort.Search(len(l.stmts), func(i int) bool { return l.stmts[i].Pos() > pos })
		if next < len(l.stmts) {
			if _, clause := l.stmts[next].(*ast.CaseClause); !clause { // after a clause comes what follows the switch
				ret, _ := l.stmts[next].(*ast.ReturnStmt)
				return ret
			}
		}
		if l.outer == nil {
			return nil
		}
		switch l.outer.holding(pos).(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SelectStmt, *ast.LabeledStmt:
			return nil
		}
	}
	return nil
}

// returning is a return statement with a name in place of one of its results; "" if the
// others are more than names.
func returning(ret *ast.ReturnStmt, result ast.Expr, name string) string {
	results := make([]string, len(ret.Results))
	for i, e := range ret.Results {
		if ast.Unparen(e) == result {
			results[i] = name
			continue
		}
		if _, ok := e.(*ast.Ident); !ok {
			return ""
		}
		results[i] = types.ExprString(e)
	}
	return "return " + strings.Join(results, ", ")
}

// handOn makes a variable part of a result.
func (d *dropper) handOn(name string, result ast.Expr, drop Drop) []analysis.TextEdit {
	if d.info.Types[result].IsNil() {
		return []analysis.TextEdit{{Pos: result.Pos(), End: result.End(), NewText: []byte(name)}}
	}
	if several := d.several(result, drop); several != nil {
		if several.Ellipsis.IsValid() || len(several.Args) == 0 {
			return nil
		}
		return []analysis.TextEdit{insert(several.Args[0].Pos(), name+", ")}
	}
	join := d.joinHere(drop)
	switch result.(type) {
	case *ast.Ident, *ast.CallExpr:
		if join != "" {
			return []analysis.TextEdit{insert(result.Pos(), join+"("+name+", "), insert(result.End(), ")")}
		}
	}
	return nil
}

func insert(at token.Pos, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: at, End: at, NewText: []byte(text)}
}

// statement is the statement of a list that is a call, and nothing else; nil if there
// is none.
func (l *list) statement(call *ast.CallExpr) *ast.ExprStmt {
	if l == nil || len(l.stmts) == 0 || l.end() <= call.Pos() {
		return nil
	}
	stmt, ok := l.holding(call.Pos()).(*ast.ExprStmt)
	if !ok || ast.Unparen(stmt.X) != call {
		return nil
	}
	return stmt
}

func (d *dropper) isTuple(call *ast.CallExpr) bool {
	_, ok := d.info.TypeOf(call).(*types.Tuple)
	return ok
}

// returned is what a return statement gives that may carry a duty of that type.
func (d *dropper) returned(ret *ast.ReturnStmt, due Due) ast.Expr {
	results := d.f.Sig.Results()
	if len(ret.Results) != results.Len() {
		return nil
	}
	for i := range results.Len() {
		if types.Identical(results.At(i).Type(), due.Type) {
			return ast.Unparen(ret.Results[i])
		}
	}
	return nil
}

// several is the call that makes one value of several, where an expression is one.
func (d *dropper) several(e ast.Expr, drop Drop) *ast.CallExpr {
	call, ok := e.(*ast.CallExpr)
	join := drop.Due.Row.Join
	if !ok || !program.IsFunc(d.prog.Callee(call), join.Pkg, join.Name) {
		return nil
	}
	return call
}

// gatheredIn is the local list that a call gets its values from, "" if there is none that
// is known where a statement stands.
func (d *dropper) gatheredIn(several *ast.CallExpr, stmt ast.Stmt) string {
	if several == nil || !several.Ellipsis.IsValid() || len(several.Args) != 1 {
		return ""
	}
	id, ok := ast.Unparen(several.Args[0]).(*ast.Ident)
	if !ok {
		return ""
	}
	v, ok := d.info.Uses[id].(*types.Var)
	scope := d.pass.Pkg.Scope().Innermost(stmt.Pos())
	if !ok || !d.f.Has(v) || scope == nil {
		return ""
	}
	if _, seen := scope.LookupParent(id.Name, stmt.Pos()); seen != v {
		return ""
	}
	return id.Name
}

// free is the first of some names that the function does not use; "" if it uses all.
func (d *dropper) free(names ...string) string {
	if d.names == nil {
		d.names = make(map[string]bool)
		ast.Inspect(d.f.Node(), func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				d.names[id.Name] = true
			}
			return true
		})
	}
	for _, name := range names {
		if !d.names[name] && d.pass.Pkg.Scope().Lookup(name) == nil {
			return name
		}
	}
	return ""
}

// joinHere spells, as the call's file does, what makes one value of several; "" if the
// file cannot name it.
func (d *dropper) joinHere(drop Drop) string {
	join := drop.Due.Row.Join
	for _, file := range d.pass.Files {
		if !program.Contains(file, drop.Call.Pos()) {
			continue
		}
		for _, spec := range file.Imports {
			name := d.info.PkgNameOf(spec)
			if name != nil && name.Imported().Path() == join.Pkg && name.Name() != "." && name.Name() != "_" {
				return name.Name() + "." + join.Name
			}
		}
	}
	return ""
}
