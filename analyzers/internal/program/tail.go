package program

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"sort"
)

// splitTails parts what joined goroutines do after their last answer from what
// they do before: their starters wait for the one and not for the other. Heard
// are the channels on which each literal's starter hears it.
func (p *Package) splitTails(heard map[*Func]map[types.Object]bool) {
	if len(heard) == 0 {
		return
	}
	funcs := make([]*Func, 0, len(p.Funcs))
	for _, f := range p.Funcs {
		funcs = append(funcs, f)
		if heard[f] == nil {
			continue
		}
		if f.Tail = tailOf(f, heard[f]); f.Tail != nil {
			funcs = append(funcs, f.Tail)
		}
	}
	p.Funcs = funcs
	for _, f := range p.Funcs {
		if tail := f.Outer; tail != nil && f.Head == nil && tail.Tail.holds(f.Lit) {
			f.Outer = tail.Tail
		}
	}
	for _, flow := range p.Flows {
		if flow.In != nil && flow.In.Tail.holds(flow.Value) {
			flow.In = flow.In.Tail
		}
	}
}

// tailOf makes a function of a literal's late statements, and takes from the
// literal the calls and operations in them and the calls that it defers; nil if
// nothing is late.
func tailOf(lit *Func, heard map[types.Object]bool) *Func {
	var t tail
	for _, op := range answers(lit) {
		if heard[op.Var] {
			t.answers = append(t.answers, op.Node.Pos())
		}
	}
	slices.Sort(t.answers)
	t.list(lit.Body().List, false)
	if t.atExit {
		return nil
	}
	slices.SortFunc(t.late, func(a, b ast.Stmt) int { return cmp.Compare(a.Pos(), b.Pos()) })
	end := lit.Body().Rbrace
	f := &Func{Lit: lit.Lit, Sig: lit.Sig, Outer: lit, Head: lit, declared: lit.declared, rest: &ast.BlockStmt{Lbrace: end, List: t.late, Rbrace: end}}
	if len(t.late) > 0 {
		f.rest.Lbrace = t.late[0].Pos()
	}
	lit.Calls = slices.DeleteFunc(lit.Calls, func(call *Call) bool { return f.takeCall(call) })
	lit.Ops = slices.DeleteFunc(lit.Ops, func(op *Op) bool { return f.takeOp(op) })
	if len(t.late) == 0 && len(f.Calls) == 0 {
		return nil
	}
	return f
}

func (f *Func) takeCall(call *Call) bool {
	if call.How != Defer && !f.holds(call.Expr) {
		return false
	}
	call.In = f
	f.Calls = append(f.Calls, call)
	return true
}

func (f *Func) takeOp(op *Op) bool {
	if !f.holds(op.Node) {
		return false
	}
	op.In = f
	if op.Kind == Choose {
		for _, arm := range op.Select.Arms {
			arm.In = f
		}
	}
	f.Ops = append(f.Ops, op)
	return true
}

// holds reports whether a node stands in a tail's statements. No tail holds any.
func (f *Func) holds(n ast.Node) bool {
	if f == nil || f.rest == nil {
		return false
	}
	i := sort.Search(len(f.rest.List), func(i int) bool { return f.rest.List[i].End() > n.Pos() })
	return i < len(f.rest.List) && Contains(f.rest.List[i], n.Pos())
}

// A tail is found backwards: a statement is late if no answer is in it and none
// may follow it.
type tail struct {
	answers []token.Pos
	late    []ast.Stmt
	atExit  bool // it answers when it returns, or jumps nobody knows where
	jump    bool // an answer may follow where a break or continue leads
}

// list visits statements and reports whether an answer may follow from where they
// begin, where follows says it of their end.
func (t *tail) list(stmts []ast.Stmt, follows bool) bool {
	for _, s := range slices.Backward(stmts) {
		n := len(t.late)
		if follows = t.stmt(s, follows); follows {
			continue
		}
		t.late = t.late[:n] // s holds all that is late in it
		if ret, ok := s.(*ast.ReturnStmt); !ok || len(ret.Results) > 0 {
			t.late = append(t.late, s)
		}
	}
	return follows
}

func (t *tail) stmt(s ast.Stmt, follows bool) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return t.in(s)
	case *ast.BranchStmt:
		t.atExit = t.atExit || s.Tok == token.GOTO
		return t.jump || s.Tok == token.FALLTHROUGH
	case *ast.DeferStmt:
		t.atExit = t.atExit || t.in(s)
	case *ast.LabeledStmt:
		return t.stmt(s.Stmt, follows)
	case *ast.BlockStmt:
		return t.list(s.List, follows)
	case *ast.IfStmt:
		otherwise := follows
		if s.Else != nil {
			otherwise = t.stmt(s.Else, follows)
		}
		return t.list(s.Body.List, follows) || otherwise || t.in(s)
	case *ast.ForStmt:
		return t.around(s.Body, follows || t.in(s))
	case *ast.RangeStmt:
		return t.around(s.Body, follows || t.in(s))
	case *ast.SwitchStmt:
		return t.clauses(s.Body, follows) || t.in(s)
	case *ast.TypeSwitchStmt:
		return t.clauses(s.Body, follows) || t.in(s)
	case *ast.SelectStmt:
		return t.clauses(s.Body, follows) || t.in(s)
	}
	return follows || t.in(s)
}

// around visits the body of a for statement, in or after which an answer follows.
func (t *tail) around(body *ast.BlockStmt, follows bool) bool {
	defer func(outer bool) { t.jump = outer }(t.jump)
	t.jump = t.jump || follows
	t.list(body.List, follows)
	return follows
}

func (t *tail) clauses(body *ast.BlockStmt, follows bool) bool {
	defer func(outer bool) { t.jump = outer }(t.jump)
	t.jump = t.jump || follows
	any := follows
	for _, clause := range body.List {
		switch clause := clause.(type) {
		case *ast.CaseClause:
			any = t.list(clause.Body, follows) || any
		case *ast.CommClause:
			any = t.list(clause.Body, follows) || any
		}
	}
	return any
}

// in reports whether an answer is in a statement.
func (t *tail) in(s ast.Stmt) bool {
	i, _ := slices.BinarySearch(t.answers, s.Pos())
	return i < len(t.answers) && t.answers[i] < s.End()
}
