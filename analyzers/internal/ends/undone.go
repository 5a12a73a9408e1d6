package ends

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findUndone finds a goroutine that a WaitGroup counts and that can return without its
// Done: whoever waits for the group waits for ever.
func (s *solver) findUndone() {
	if len(s.groups.waits) == 0 {
		return
	}
	for _, f := range s.prog.Funcs {
		if len(s.groups.done[f]) != 1 || s.prog.InTest(f.Node().Pos()) {
			continue
		}
		start := s.soleStart(f)
		if start == nil || !s.mayFollow(start.In) {
			continue
		}
		group := s.countedBy(start, f, s.groups.done[f][0])
		if group == nil || len(s.groups.waits[group]) == 0 || !s.isAdded(group, start) {
			continue
		}
		if way := s.missesDone(f, s.groups.done[f][0]); way != nil {
			s.addUndone(s.groups.waits[group][0], start, f, way)
		}
	}
}

func (s *solver) addUndone(wait program.Sync, start *program.Call, f *program.Func, way ast.Node) {
	strict := isMain(wait.Call.In) || s.runs.Once(start.In) || s.process.asks[start.In] || s.isForTests()
	s.add(Stranded{
		Kind: Undone, Op: &program.Op{In: wait.Call.In, Node: wait.Call.Expr, Chan: wait.On},
		By: f, Way: way, Likely: true, Strict: strict,
	})
}

// soleStart is the go statement that alone runs f; nil if others call it.
func (s *solver) soleStart(f *program.Func) *program.Call {
	if start := s.starts[f]; start != nil {
		return start
	}
	if e := s.onlyStart(f); e != nil && f.Obj != nil {
		return e.Call
	}
	return nil
}

// maxStarts bounds how many goroutines of one function are followed, and how many objects.
const maxStarts = 32

// mayFollow reports whether a function has not been asked too often yet.
func (s *solver) mayFollow(f *program.Func) bool {
	s.followed[f]++
	return s.followed[f] <= maxStarts
}

// countedBy is the group that a goroutine knows as v where it is started: the same
// variable or field, or the one whose address is passed for a parameter.
func (s *solver) countedBy(start *program.Call, f *program.Func, v types.Object) types.Object {
	x, _ := v.(*types.Var)
	param, ok := s.prog.ParamOf(x)
	if !ok || param.Of != f {
		return v
	}
	if param.Index < 0 || param.Index >= len(start.Expr.Args) {
		return nil
	}
	arg := ast.Unparen(start.Expr.Args[param.Index])
	if address, ok := arg.(*ast.UnaryExpr); ok {
		arg = address.X
	}
	return s.prog.Var(arg)
}

// isAdded reports whether the goroutine is counted where it is started: it, and not what
// it hands on to others.
func (s *solver) isAdded(group types.Object, start *program.Call) bool {
	return slices.ContainsFunc(s.prog.Syncs(start.In), func(sync program.Sync) bool {
		return sync.Kind == program.Add && sync.Var == group && s.countsStarts(sync.Call, start) && s.paths(start.In).Reaches(sync.Call.Expr, start.Expr)
	})
}

// countsStarts reports whether a call of Add may count the goroutines of a statement: for a
// number that is computed, these are started in rounds of a for statement behind it.
func (s *solver) countsStarts(add, start *program.Call) bool {
	return s.pass.TypesInfo.Types[add.Expr.Args[0]].Value != nil || start.Repeat != nil && start.Repeat != add.Repeat
}

// missesDone is the return by which a goroutine leaves without a Done of the group that it
// knows as v; nil if there is none, or if it does anything else with the group: defers its
// Done, asks whether there is one, or hands it on, as others do to whom it leads.
func (s *solver) missesDone(f *program.Func, v types.Object) *ast.ReturnStmt {
	var dones []token.Pos
	for _, sync := range s.prog.Syncs(f) {
		if sync.Var != v || sync.Kind != program.Done || sync.Call.How != program.Plain {
			continue
		}
		if s.paths(f).Reaches(sync.Call.Expr, sync.Call.Expr) {
			return nil // it counts what the goroutine is handed
		}
		dones = append(dones, sync.Call.Expr.Pos())
	}
	if len(dones) == 0 || s.namings(f, v) != len(dones) || s.leavesDone(f, v) {
		return nil
	}
	weigh := func(n ast.Node) int {
		if holds(n, dones) {
			return paths.Met
		}
		return 0
	}
	way, ok := s.paths(f).Lighter(nil, 1, weigh)
	if !ok {
		return nil
	}
	return way
}

// holds reports whether one of some places, which are in source order, is in a node.
func holds(n ast.Node, places []token.Pos) bool {
	i, _ := slices.BinarySearch(places, n.Pos())
	return i < len(places) && places[i] < n.End()
}

// namings is how often a function's body names a variable or a field.
func (s *solver) namings(f *program.Func, v types.Object) (n int) {
	ast.Inspect(f.Body(), func(node ast.Node) bool {
		if id, ok := node.(*ast.Ident); ok && s.prog.Var(id) == v {
			n++
		}
		return true
	})
	return n
}

// leavesDone reports whether a function leads to another one that calls Done.
func (s *solver) leavesDone(f *program.Func, v types.Object) bool {
	return s.leadsTo(f, func(g *program.Func) bool { return g != f && slices.Contains(s.groups.done[g], v) })
}

// leadsTo reports whether a function, or what it leads to on whatever goroutine, is of some
// kind; of one that leads to many it is assumed.
func (s *solver) leadsTo(f *program.Func, is func(*program.Func) bool) bool {
	all := []*program.Func{f}
	for i := 0; i < len(all); i++ {
		if len(all) > maxWithin || is(all[i]) {
			return true
		}
		for _, e := range s.runs.Edges.Out(all[i]) {
			if !slices.Contains(all, e.To) {
				all = append(all, e.To)
			}
		}
	}
	return false
}

// mayForgetDone reports whether a call is a Done that nobody defers.
func mayForgetDone(call *program.Call) bool {
	return call.How == program.Plain && program.IsFunc(call.Callee, "sync", "WaitGroup.Done")
}
