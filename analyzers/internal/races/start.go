package races

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A start is a statement that makes a function run on a goroutine of its own, as
// one frame sees it.
type start struct {
	root  *program.Func
	in    *program.Func     // the body that holds at
	at    ast.Node          // the call or function value, or the call that leads to it
	call  *ast.CallExpr     // the go statement's, or the one that the function is passed to
	value ast.Expr          // the function, if it is passed
	again []*program.Repeat // the for statements around it here
	late  bool              // it is started when the function returns
	many  bool              // whoever takes the function may run it for several at once
	turn  *contract.Turns   // whose calls run it, if it is installed for these
	lent  bool              // to code elsewhere, which may wait for its end in ways of its own

	beside map[*types.Var]func(ast.Node) bool // what may come after it, by the variable that is not made anew
	ends   map[types.Object]bool              // by which it says that it is done, once somebody asks
	stays  int                                // whether the function that holds it may return before: 1 no, 2 yes

	entries []*entry // what it uses, as the frame sees it
	origin  *start   // the statement itself
	deep    int
}

// findStarts finds the go statements and the functions that are handed to
// somebody who runs them on another goroutine, by the body that they stand in.
func (s *solver) findStarts() {
	s.startsOf = make(map[*program.Func][]*start)
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, e := range s.runs.Edges.Out(f) {
			if e.How == edges.Spawned && !e.Dynamic && e.To.Body() != nil && e.Call != nil && e.Call.How == program.Go {
				s.addOwn(f, &start{root: e.To, at: e.At, call: e.Call.Expr, again: repeats(e.Call)})
			}
		}
	}
	for _, f := range s.prog.Funcs {
		for _, site := range s.runs.Sites(f) {
			if site.Flow == nil || site.In == nil || site.Place.Mode != contract.Spawn || site.Dynamic || site.Place.Likely || s.prog.InTest(site.Flow.Value.Pos()) {
				continue
			}
			st := &start{root: f, at: site.Flow.Value, value: site.Flow.Value}
			if site.Flow.Kind == program.Passed {
				st.again, st.many = repeats(site.Flow.Call), !runsOnce(site.Flow.Call.Callee)
				st.lent = !s.isPlainStart(site.Flow.Call.Callee)
			} else {
				st.many = true
			}
			s.addOwn(site.In, st)
		}
	}
	s.findInstalled()
}

func (s *solver) addOwn(f *program.Func, st *start) {
	st.in, st.origin = f, st
	s.startsOf[f] = append(s.startsOf[f], st)
	s.count++
}

// maxRepeats bounds how many for statements around a statement are looked at.
const maxRepeats = 8

func repeats(call *program.Call) []*program.Repeat {
	var all []*program.Repeat
	for r := call.Repeat; r != nil && len(all) < maxRepeats; r = r.Outer {
		all = append(all, r)
	}
	return all
}

// runsOnce reports whether a function runs one that it is passed once, by the name
// that those have who do.
func runsOnce(fn *types.Func) bool {
	return fn != nil && (fn.Name() == "Go" || fn.Name() == "AfterFunc")
}

// addStart adds a statement of a body of the frame.
func (s *solver) addStart(fr *frame, own *start, late bool) {
	to := s.frames[own.root]
	if to == nil || len(fr.starts) == maxStarts {
		return
	}
	st := *own
	st.late = late
	may := s.constants.Places(st.call, st.root)
	if st.value != nil {
		may = nil // whoever takes it makes the call
	}
	for _, sub := range to.sum {
		if sub = to.allowed(sub, may); sub == nil || sub.deep == maxDeep {
			continue
		}
		if p, ok := s.seen(fr.f, st.call, st.value, st.root, sub.place); ok {
			st.entries = append(st.entries, &entry{place: s.back(fr.f, p), write: sub.write, atomic: sub.atomic, locks: sub.locks, in: st.in, at: st.at, down: sub, deep: sub.deep + 1})
		}
	}
	fr.addStart(s, &st)
}

// addRisen adds a statement that a call leads to.
func (s *solver) addRisen(fr *frame, g *program.Func, e edges.Edge, sub *start) {
	if len(fr.starts) == maxStarts || sub.deep == maxDeep || !s.outlives(e.To, sub) {
		return
	}
	st := &start{
		root: sub.root, in: g, at: e.At, call: sub.call, value: sub.value, again: repeats(e.Call),
		many: sub.many, late: e.How == edges.Deferred, origin: sub.origin, deep: sub.deep + 1,
	}
	for _, t := range sub.entries {
		if !s.isForeign(e.To, t.root) || t.isVariable() && s.isParamOf(e.To, t.root) {
			continue // the callee's own object
		}
		if p, ok := s.seen(fr.f, e.Call.Expr, nil, e.To, t.place); ok {
			copied := *t
			copied.place = s.back(fr.f, p)
			st.entries = append(st.entries, &copied)
		}
	}
	fr.addStart(s, st)
}

// outlives reports whether a function may return before a goroutine that it started
// has ended.
func (s *solver) outlives(f *program.Func, st *start) bool {
	if st.stays == 0 {
		st.stays = 1
		joins := s.joins(st)
		if _, left := s.paths(f).Unmet(st.at, joins); left && !s.joinsLate(f, joins) {
			st.stays = 2
		}
	}
	return st.stays == 2
}

// joinsLate reports whether what a function defers waits for a goroutine.
func (s *solver) joinsLate(f *program.Func, joins func(ast.Node) bool) (found bool) {
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			if lit, ok := n.Call.Fun.(*ast.FuncLit); ok {
				found = found || joins(lit.Body)
			} else {
				found = found || joins(n.Call)
			}
			return false
		}
		return !found
	})
	return found
}

func (fr *frame) addStart(s *solver, st *start) {
	fr.starts = append(fr.starts, st)
	if slices.ContainsFunc(st.entries, func(e *entry) bool { return s.isForeign(fr.f, e.root) }) {
		fr.rises = append(fr.rises, st)
	}
}

// isPlainStart reports whether a function starts another one as a go statement does: a
// contract says that it does, of a library that has no loop of its own, and how others
// wait for what it starts is known, or nobody does.
func (s *solver) isPlainStart(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	params := fn.Signature().Params()
	for i := range params.Len() {
		t := params.At(i).Type()
		if list, ok := t.(*types.Slice); ok && fn.Signature().Variadic() {
			t = list.Elem()
		}
		if slices.ContainsFunc(slices.Concat(s.book.Params(fn, i), s.book.FuncType(t)), func(r book.Bound[contract.Runs]) bool {
			return r.Row.Mode == contract.Spawn && len(r.Framework.Loops) == 0
		}) {
			return true
		}
	}
	return false
}

// standsIn is the function whose frame has what a body does: it is declared, or a literal
// that somebody else runs, as one in a package's variable or a command's field.
func (s *solver) standsIn(f *program.Func) *program.Func {
	for range maxNested {
		i := slices.IndexFunc(s.runs.Edges.In(f), isWithin)
		if i < 0 {
			break
		}
		f = s.runs.Edges.In(f)[i].From
	}
	return f
}
