package paths_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Ways are all ways through a function, each a list of the calls on it and at
// its end "exit POS" if it leaves. None has a call more than twice, which no
// question needs.
type ways struct {
	all     [][]string
	reached map[string]bool
	held    map[string][]string // the locks held at a call on all ways so far
}

func (w *ways) before(a, b string) bool {
	for _, way := range w.all {
		if i := slices.Index(way, b); i >= 0 && !slices.Contains(way[:i], a) {
			return false
		}
	}
	return true
}

func (w *ways) unmet(a, b string) string {
	best, again := 0, false
	for _, way := range w.all {
		open := false
		for _, at := range way {
			switch exit, leaves := strings.CutPrefix(at, "exit "); {
			case at == a:
				again = again || open
				open = true
			case at == b:
				open = false
			case leaves && open:
				if pos, _ := strconv.Atoi(exit); best == 0 || pos < best {
					best = pos
				}
			}
		}
	}
	switch {
	case best > 0:
		return fmt.Sprint(best)
	case again:
		return "again"
	}
	return "none"
}

func (w *ways) locked(at string) string { return strings.Join(w.held[at], " ") }

// A walker compiles statements into functions that walk on.
type walker struct {
	ways   ways
	labels map[string]*step
	calls  int
	steps  int
}

// A step goes on from a point of the function, given what was passed.
type step func(way []string, locks []string)

// targets are where break, continue and fallthrough lead.
type targets struct {
	breaks, continues, falls step
	label                    string
	outer                    *targets
}

const maxWalked = 3_000

func walk(f *program.Func) (*ways, bool) {
	w := &walker{labels: make(map[string]*step)}
	w.ways.held, w.ways.reached = make(map[string][]string), make(map[string]bool)
	w.list(f.Body().List, w.exit(f.Body().Rbrace), nil)(nil, nil)
	return &w.ways, w.steps <= maxWalked
}

func (w *walker) exit(pos token.Pos) step {
	return func(way, _ []string) { w.end(append(slices.Clip(way), fmt.Sprintf("exit %d", pos))) }
}

func (w *walker) end(way []string) { w.ways.all = append(w.ways.all, way) }

func (w *walker) list(stmts []ast.Stmt, next step, to *targets) step {
	for _, stmt := range slices.Backward(stmts) {
		next = w.stmt(stmt, next, to, "")
	}
	return next
}

func (w *walker) stmt(stmt ast.Stmt, next step, to *targets, label string) step {
	switch s := stmt.(type) {
	case *ast.LabeledStmt:
		at := w.label(s.Label.Name)
		*at = w.call("", w.stmt(s.Stmt, next, to, s.Label.Name))
		return func(way, locks []string) { (*at)(way, locks) }
	case *ast.ExprStmt:
		if call, ok := s.X.(*ast.CallExpr); ok && !mayReturn(call) {
			return func(way, _ []string) { w.end(way) }
		}
		return w.eval(s.X, next)
	case *ast.DeferStmt:
		return next
	case *ast.ReturnStmt:
		return w.eval(s.Results[0], w.exit(s.Pos()))
	case *ast.BlockStmt:
		return w.list(s.List, next, to)
	case *ast.IfStmt:
		no := next
		if s.Else != nil {
			no = w.stmt(s.Else, next, to, "")
		}
		return w.branch(s.Cond, w.stmt(s.Body, next, to, ""), no)
	case *ast.ForStmt:
		return w.loop(s, next, to, label)
	case *ast.RangeStmt:
		return w.ranges(s, next, to, label)
	case *ast.SwitchStmt:
		return w.switches(s, next, to)
	case *ast.SelectStmt:
		return w.selects(s, next, to)
	case *ast.BranchStmt:
		return w.jump(s, to)
	}
	panic(fmt.Sprintf("%T", stmt))
}

func (w *walker) label(name string) *step {
	if w.labels[name] == nil {
		w.labels[name] = new(step)
	}
	return w.labels[name]
}

func (w *walker) jump(s *ast.BranchStmt, to *targets) step {
	if s.Tok == token.GOTO {
		at := w.label(s.Label.Name)
		return func(way, locks []string) { (*at)(way, locks) }
	}
	for t := to; ; t = t.outer {
		if s.Label != nil && t.label != s.Label.Name {
			continue
		}
		target := map[token.Token]step{token.BREAK: t.breaks, token.CONTINUE: t.continues, token.FALLTHROUGH: t.falls}[s.Tok]
		if target != nil {
			return target
		}
	}
}

func (w *walker) loop(s *ast.ForStmt, next step, to *targets, label string) step {
	var head, post step
	again := func(way, locks []string) { head(way, locks) }
	post = again
	if s.Post != nil {
		post = w.stmt(s.Post, again, nil, "")
	}
	body := w.list(s.Body.List, post, &targets{breaks: next, continues: post, label: label, outer: to})
	if head = w.call("", body); s.Cond != nil {
		head = w.call("", w.branch(s.Cond, body, next))
	}
	return again
}

func (w *walker) ranges(s *ast.RangeStmt, next step, to *targets, label string) step {
	var round step
	again := w.call("", func(way, locks []string) { next(way, locks); round(way, locks) })
	round = w.eval(s.Key, w.list(s.Body.List, again, &targets{breaks: next, continues: again, label: label, outer: to}))
	return w.eval(s.X, again)
}

func (w *walker) switches(s *ast.SwitchStmt, next step, to *targets) step {
	test, falls := next, step(nil)
	bodies := make([]step, len(s.Body.List))
	for i, c := range slices.Backward(s.Body.List) {
		clause := c.(*ast.CaseClause)
		bodies[i] = w.list(clause.Body, next, &targets{breaks: next, falls: falls, outer: to})
		falls = bodies[i]
		if clause.List == nil {
			test = bodies[i]
		}
	}
	for i, c := range slices.Backward(s.Body.List) {
		for _, e := range slices.Backward(c.(*ast.CaseClause).List) {
			other := test
			test = w.eval(e, func(way, locks []string) { bodies[i](way, locks); other(way, locks) })
		}
	}
	if s.Tag != nil {
		test = w.eval(s.Tag, test)
	}
	return test
}

func (w *walker) selects(s *ast.SelectStmt, next step, to *targets) step {
	var cases []step
	for _, c := range s.Body.List {
		clause := c.(*ast.CommClause)
		body := w.list(clause.Body, next, &targets{breaks: next, outer: to})
		if assign, ok := clause.Comm.(*ast.AssignStmt); ok {
			body = w.eval(assign.Lhs[0], body)
		}
		cases = append(cases, body)
	}
	choose := step(func(way, locks []string) {
		if len(cases) == 0 {
			w.end(way)
		}
		for _, c := range cases {
			c(way, locks)
		}
	})
	for _, c := range slices.Backward(s.Body.List) {
		switch comm := c.(*ast.CommClause).Comm.(type) {
		case *ast.ExprStmt:
			choose = w.eval(comm.X, choose)
		case *ast.AssignStmt:
			choose = w.eval(comm.Rhs[0], choose)
		case *ast.SendStmt:
			choose = w.eval(comm.Chan, w.eval(comm.Value, choose))
		}
	}
	return choose
}

func (w *walker) branch(cond ast.Expr, yes, no step) step {
	switch e := ast.Unparen(cond).(type) {
	case *ast.BinaryExpr:
		if e.Op == token.LAND {
			return w.branch(e.X, w.branch(e.Y, yes, no), no)
		}
		return w.branch(e.X, yes, w.branch(e.Y, yes, no))
	case *ast.UnaryExpr:
		return w.branch(e.X, no, yes)
	}
	return w.eval(cond, func(way, locks []string) { yes(way, locks); no(way, locks) })
}

// eval passes the calls of an expression, operands first.
func (w *walker) eval(e ast.Expr, next step) step {
	switch e := e.(type) {
	case *ast.CallExpr:
		next = w.call(called(e), next)
		for _, arg := range slices.Backward(e.Args) {
			next = w.eval(arg, next)
		}
	case *ast.BinaryExpr:
		return w.eval(e.X, w.eval(e.Y, next))
	case *ast.UnaryExpr:
		return w.eval(e.X, next)
	case *ast.IndexExpr:
		return w.eval(e.Index, next)
	}
	return next
}

// call passes a call, or the head of a loop or a label.
func (w *walker) call(name string, next step) step {
	w.calls++
	mark := name
	mu, does, isLock := strings.Cut(name, ".")
	if isLock || name == "" {
		mark = fmt.Sprint(name, w.calls) // there are several of them
	}
	return func(way, locks []string) {
		w.steps++
		passed := 0
		for _, at := range way {
			if at == mark {
				passed++
			}
		}
		if passed == 2 || w.steps > maxWalked {
			w.end(way)
			return
		}
		if isLock {
			locks = slices.DeleteFunc(slices.Clone(locks), func(l string) bool { return l == mu })
			if does == "Lock" {
				locks = append(locks, mu)
			}
		} else {
			w.reach(name, locks)
		}
		next(append(slices.Clip(way), mark), locks)
	}
}

// reach notes what is held at a call, on one way more.
func (w *walker) reach(name string, locks []string) {
	if !w.ways.reached[name] {
		w.ways.reached[name] = true
		w.ways.held[name] = slices.Clone(locks)
		return
	}
	w.ways.held[name] = slices.DeleteFunc(w.ways.held[name], func(l string) bool { return !slices.Contains(locks, l) })
}
