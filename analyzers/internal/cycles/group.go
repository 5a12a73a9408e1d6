package cycles

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// findCounted finds the goroutines that wait on the WaitGroup that counts them:
// they call Done (themselves, deferred or after the wait) on the group that
// they, or what they call on the same instance, wait for.
func (s *solver) findCounted() {
	waiting := s.groupCalls("WaitGroup.Wait")
	if len(waiting) == 0 {
		return
	}
	done := s.groupCalls("WaitGroup.Done")
	s.adds = s.groupCalls("WaitGroup.Add")
	for _, f := range s.prog.Funcs {
		for _, d := range done[f] {
			if s.startedByGo(f) {
				s.searchWait(f, d, waiting)
			}
		}
		for _, site := range s.runs.Sites(f) {
			if site.Flow == nil || site.Flow.Call == nil || !isGroupGo(site.Flow.Call.Callee) {
				continue
			}
			if v := cmp.Or(s.ownVar(site.In, site.Flow.Call), s.besideMethod(site.Flow)); v != nil {
				s.searchWait(f, groupCall{group: v}, waiting)
			}
		}
	}
}

func isGroupGo(fn *types.Func) bool { return program.IsFunc(fn, "sync", "WaitGroup.Go") }

// A groupCall is a call of a WaitGroup's method on a variable or field.
type groupCall struct {
	group types.Object
	call  *program.Call
}

func (s *solver) groupCalls(method string) map[*program.Func][]groupCall {
	found := make(map[*program.Func][]groupCall)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.Spawns() || !program.IsFunc(call.Callee, "sync", method) {
				continue
			}
			if v := s.ownVar(f, call); v != nil {
				found[f] = append(found[f], groupCall{v, call})
			}
		}
	}
	return found
}

// ownVar is the variable, or the field of f's receiver, whose method is called.
func (s *solver) ownVar(f *program.Func, call *program.Call) types.Object {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	switch x := ast.Unparen(sel.X).(type) {
	case *ast.Ident:
		return s.info.Uses[x]
	case *ast.SelectorExpr:
		if f != nil && s.prog.IsReceiver(f, x.X) {
			return s.info.Uses[x.Sel]
		}
	}
	return nil
}

// besideMethod is the field x.group in x.group.Go(x.method), as a constructor
// writes it: it is the method's own.
func (s *solver) besideMethod(flow *program.Flow) types.Object {
	sel, ok := ast.Unparen(flow.Call.Expr.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	group, ok := ast.Unparen(sel.X).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	method, ok := ast.Unparen(flow.Value).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	x, ok := ast.Unparen(group.X).(*ast.Ident)
	if !ok {
		return nil
	}
	y, ok := ast.Unparen(method.X).(*ast.Ident)
	if !ok || s.info.Uses[x] != s.info.Uses[y] {
		return nil
	}
	return s.info.Uses[group.Sel]
}

func (s *solver) startedByGo(f *program.Func) bool {
	for _, c := range append(s.runs.On(f), s.runs.Off(f)) {
		if c == nil {
			continue
		}
		if root := c.Root(); root.Func == f && root.Off() {
			return true
		}
	}
	return false
}

// A visit is a function on the way to a wait, and the step that led there.
type visit struct {
	f    *program.Func
	from *visit
	call *program.Call // in from.f

	comesTo func(ast.Node) bool // which places of f the call leads to
}

// chain is the calls from the root to v.
func (v *visit) chain() []*program.Call {
	var calls []*program.Call
	for ; v.from != nil; v = v.from {
		calls = append([]*program.Call{v.call}, calls...)
	}
	return calls
}

// first is the call in the root's own body that leads to a wait in v.
func (v *visit) first(wait *program.Call) *program.Call {
	for ; v.from != nil; v = v.from {
		wait = v.call
	}
	return wait
}

// searchWait looks for the nearest wait on a group among the calls of root that
// stay with its instance.
func (s *solver) searchWait(root *program.Func, done groupCall, waiting map[*program.Func][]groupCall) {
	seen := map[*program.Func]bool{root: true}
	found := false
	everywhere := func(ast.Node) bool { return true }
	fixpoint.Down([]*visit{{f: root, comesTo: everywhere}}, nil, func(v *visit) []*visit {
		if found || len(seen) > maxReach {
			return nil
		}
		for _, w := range waiting[v.f] {
			if w.group == done.group && v.comesTo(w.call.Expr) && s.countsAt(root, done, v.first(w.call)) {
				s.addCounted(root, w.call, v.chain())
				found = true
				return nil
			}
		}
		var next []*visit
		for _, e := range s.runs.Edges.Out(v.f) {
			if !e.Waits() || e.Call == nil || !e.Handed && !e.Same || seen[e.To] || !v.comesTo(e.At) {
				continue
			}
			if isLocal(done.group) && (e.To.Decl != nil || e.To.Has(done.group)) {
				continue // it has no access, or a group of its own each time
			}
			seen[e.To] = true
			next = append(next, &visit{e.To, v, e.Call, s.placesBy(e)})
		}
		return next
	})
}

// maxReach bounds how many functions are searched for a goroutine's wait.
const maxReach = 64

func (s *solver) addCounted(goroutine *program.Func, wait *program.Call, chain []*program.Call) {
	var steps []analysis.RelatedInformation
	for i := len(chain) - 1; i >= 0; i-- {
		steps = append(steps, analysis.RelatedInformation{
			Pos: chain[i].Expr.Pos(), Message: chain[i].In.Name() + " calls " + words.Spell(chain[i].Expr.Fun),
		})
	}
	s.add(Circle{
		Kind: Group, At: wait.Expr, Call: wait, Goroutine: goroutine,
		Related: append(steps, analysis.RelatedInformation{
			Pos: goroutine.Node().Pos(), Message: goroutine.Name() + " is a goroutine that the WaitGroup counts",
		}),
	})
}

func isLocal(group types.Object) bool {
	v, ok := group.(*types.Var)
	return ok && v.Kind() == types.LocalVar
}

// countsAt reports whether a group counts a goroutine when that makes a call: it
// is not done yet, it did not begin to count itself only afterwards, and it is
// done in any case, not on a condition that may be another than the call's.
func (s *solver) countsAt(goroutine *program.Func, done groupCall, call *program.Call) bool {
	if done.call == nil {
		return true // with WaitGroup.Go there is no call of Done: it counts until the end
	}
	at, end := call.Expr.Pos(), done.call.Expr.Pos()
	switch {
	case done.call.How != program.Defer && end <= at:
		return false
	case done.call.How == program.Defer && call.How == program.Defer && at < end:
		return false // what is deferred last runs first
	case apart(goroutine, end, at):
		return false
	}
	return !slices.ContainsFunc(s.adds[goroutine], func(add groupCall) bool {
		begin := add.call.Expr.Pos()
		return add.group == done.group && at < begin && begin < end
	})
}

// apart reports whether a position stands under a condition that another does not
// stand under.
func apart(f *program.Func, pos, other token.Pos) bool {
	found := false
	f.Inspect(func(n ast.Node) bool {
		if n == nil || !program.Contains(n, pos) {
			return false
		}
		if _, ok := n.(*ast.IfStmt); ok && !program.Contains(n, other) {
			found = true
		}
		return !found
	})
	return found
}
