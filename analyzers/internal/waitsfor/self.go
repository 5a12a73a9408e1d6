package waitsfor

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// SelfWait says how a channel operation on a hand-written loop waits for that loop.
type SelfWait int

const (
	NotSelf      SelfWait = iota
	SelfSend              // the loop is the only receiver of an unbuffered channel
	SelfSendFull          // the same of a bounded channel
	SelfReceive           // the loop is the only one to send to it or close it
)

// Self returns how op, in context c, waits for c's own loop. Only a channel
// whose every use is in sight counts, and only code that surely works for the
// same instance: the peers of a peer send to each other's inboxes all day.
func (r *Result) Self(c *runson.Context, op *program.Op) SelfWait {
	if c.Loop.Serving == nil || c.Loop.Many || op.Var == nil {
		return NotSelf
	}
	ch := r.prog.Channel(op.Var)
	if ch == nil || ch.Aliased || !ch.Made() || !r.sameInstance(c, op) {
		return NotSelf
	}
	switch op.Kind {
	case program.Send:
		if !slices.Contains(c.Loop.Inbox, op.Var) || !r.onlyOn(c.Loop, ch, program.Receive, program.Range) {
			return NotSelf
		}
		n, known := ch.Cap()
		switch {
		case known && n == 0 && op.Select == nil:
			return SelfSend
		case !(known && n == 0) && isToken(op.Var.Type()):
			return NotSelf // it counts, and was made with room for the count
		}
		return SelfSendFull
	case program.Receive:
		if completes(ch) && !r.joined(ch) && r.onlyOn(c.Loop, ch, program.Send, program.Close) {
			return SelfReceive
		}
	}
	return NotSelf
}

// SelfArms returns the arms of a select that can wait for c's own loop: it has no
// default, and all its other arms only say stop, so that it waits until then.
func (r *Result) SelfArms(c *runson.Context, op *program.Op) []*program.Op {
	if op.Kind != program.Choose || op.Select.Default || c.Loop.Serving == nil {
		return nil
	}
	var work []*program.Op
	for _, arm := range op.Select.Arms {
		if !cancels(r.prog, r.info, arm) {
			work = append(work, arm)
		}
	}
	if len(work) != 1 || work[0].Kind != program.Send {
		return nil
	}
	return work
}

// joined reports whether a goroutine completes ch that its receiver started for
// it: that runs in place as far as contexts go, and yet beside its receiver.
func (r *Result) joined(ch *program.Channel) bool {
	return slices.ContainsFunc(ch.Ops, r.prog.JoinedSend)
}

// sameInstance reports whether the channel is the loop's own: a field that of
// the receiver it is selected from, a local variable that of the call that the
// loop's literals stand in. A package's variable has one instance.
func (r *Result) sameInstance(c *runson.Context, op *program.Op) bool {
	v, ok := op.Var.(*types.Var)
	if !ok {
		return false
	}
	switch v.Kind() {
	case types.PackageVar:
		return true
	case types.LocalVar:
		return staysIn(c, v)
	}
	sel, ok := ast.Unparen(op.Chan).(*ast.SelectorExpr)
	return ok && c.Self && r.prog.IsReceiver(c.Func, sel.X)
}

// staysIn reports whether the chain from the loop to c stays in the function
// that declares v: by way of another it may come to another call of it.
func staysIn(c *runson.Context, v *types.Var) bool {
	outer := c.Loop.Serve.Declared()
	for ; c.Func != c.Loop.Serve; c = c.From {
		if c.Func.Declared() != outer {
			return false
		}
	}
	return outer.Node().Pos() <= v.Pos() && v.Pos() < outer.Node().End()
}

// onlyOn reports whether every operation of these kinds on ch runs on the loop
// and nowhere else.
func (r *Result) onlyOn(l *runson.Loop, ch *program.Channel, kinds ...program.OpKind) bool {
	for _, op := range ch.Ops {
		if slices.Contains(kinds, op.Kind) && !r.runsOnlyOn(l, op.In) {
			return false
		}
	}
	return true
}

func (r *Result) runsOnlyOn(l *runson.Loop, f *program.Func) bool {
	if f == nil || r.runs.Off(f) != nil {
		return false
	}
	on := r.runs.On(f)
	return len(on) > 0 && !slices.ContainsFunc(on, func(c *runson.Context) bool { return c.Loop != l })
}

// completes reports whether anything in sight sends to ch or closes it.
func completes(ch *program.Channel) bool {
	return slices.ContainsFunc(ch.Ops, func(op *program.Op) bool {
		return op.Kind == program.Send || op.Kind == program.Close
	})
}

// A CountedWait is a goroutine that waits on the WaitGroup that counts it.
type CountedWait struct {
	Goroutine *program.Func
	Wait      *program.Call
	chain     []*program.Call // from the goroutine's body to Wait
}

// Related is the chain of calls from the goroutine to the wait.
func (w CountedWait) Related() []analysis.RelatedInformation {
	var steps []analysis.RelatedInformation
	for i := len(w.chain) - 1; i >= 0; i-- {
		call := w.chain[i]
		steps = append(steps, analysis.RelatedInformation{
			Pos: call.Expr.Pos(), Message: call.In.Name() + " calls " + words.Spell(call.Expr.Fun),
		})
	}
	return append(steps, analysis.RelatedInformation{
		Pos: w.Goroutine.Node().Pos(), Message: w.Goroutine.Name() + " is a goroutine that the WaitGroup counts",
	})
}

// Counted returns the goroutines that wait on the WaitGroup that counts them:
// they call Done (themselves, deferred or after the wait) on the group that
// they, or what they call on the same instance, wait for.
func (r *Result) Counted() []CountedWait { return r.counted }

func (s *solver) findCounted() {
	waiting := s.groupCalls("Wait")
	if len(waiting) == 0 {
		return
	}
	done := s.groupCalls("Done")
	for _, f := range s.prog.Funcs {
		for _, d := range done[f] {
			if s.startedByGo(f) {
				s.searchWait(f, d, waiting)
			}
		}
		for _, h := range s.runs.Sites(f) {
			if h.Flow != nil && h.Flow.Call != nil && isGroupGo(h.Flow.Call.Callee) {
				if v := cmp.Or(s.ownVar(h.In, h.Flow.Call), s.besideMethod(h.Flow)); v != nil {
					s.searchWait(f, groupCall{group: v}, waiting)
				}
			}
		}
	}
}

func isGroupGo(fn *types.Func) bool { return fn != nil && fn.FullName() == "(*sync.WaitGroup).Go" }

// A groupCall is a call of a WaitGroup's method on a variable or field.
type groupCall struct {
	group types.Object
	call  *program.Call
}

func (s *solver) groupCalls(method string) map[*program.Func][]groupCall {
	found := make(map[*program.Func][]groupCall)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee == nil || call.Spawns() || call.Callee.FullName() != "(*sync.WaitGroup)."+method {
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
		return s.pass.TypesInfo.Uses[x]
	case *ast.SelectorExpr:
		if s.prog.IsReceiver(f, x.X) {
			return s.pass.TypesInfo.Uses[x.Sel]
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
	if !ok || s.pass.TypesInfo.Uses[x] != s.pass.TypesInfo.Uses[y] {
		return nil
	}
	return s.pass.TypesInfo.Uses[group.Sel]
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

func (s *solver) searchWait(root *program.Func, done groupCall, waiting map[*program.Func][]groupCall) {
	type visit struct {
		f     *program.Func
		chain []*program.Call
	}
	seen := map[*program.Func]bool{root: true}
	queue := []visit{{f: root}}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for _, w := range waiting[v.f] {
			if w.group == done.group && s.before(append(v.chain[:len(v.chain):len(v.chain)], w.call), done.call) {
				s.r.counted = append(s.r.counted, CountedWait{Goroutine: root, Wait: w.call, chain: v.chain})
				return
			}
		}
		for _, step := range s.steps(v.f) {
			if step.to.Decl != nil && isLocal(done.group) {
				continue // it has no access, or a group of its own
			}
			if !seen[step.to] {
				seen[step.to] = true
				queue = append(queue, visit{step.to, append(v.chain[:len(v.chain):len(v.chain)], step.call)})
			}
		}
	}
}

func isLocal(group types.Object) bool {
	v, ok := group.(*types.Var)
	return ok && v.Kind() == types.LocalVar
}

// A step is a call that stays with the same instance, and the body that it runs.
type step struct {
	call *program.Call
	to   *program.Func
}

func (s *solver) steps(f *program.Func) []step {
	var steps []step
	for _, e := range s.runs.Edges.Out(f) {
		if e.Waits() && e.Call != nil && (e.Handed || e.Same) {
			steps = append(steps, step{e.Call, e.To})
		}
	}
	return steps
}

// before reports whether the goroutine still counts when it makes the calls.
func (s *solver) before(calls []*program.Call, done *program.Call) bool {
	// With WaitGroup.Go there is no call of Done: it counts until the end.
	return done == nil || done.How == program.Defer || calls[0].Expr.Pos() < done.Expr.Pos()
}
