package loopdeadlock

import (
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

//go:embed doc.go
var doc string

// Analyzer reports code on a loop that waits for what only that loop can do.
var Analyzer = report.Rule("loopdeadlock", doc, run, runson.Analyzer, waitsfor.Analyzer)

func run(pass *analysis.Pass, out *report.Reporter) {
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	waits := pass.ResultOf[waitsfor.Analyzer].(*waitsfor.Result)
	for _, f := range runs.Program.Funcs {
		for _, c := range runs.On(f) {
			for _, call := range f.Calls {
				checkCall(out, c, call, waits.Call(call))
			}
			for _, op := range f.Ops {
				checkOp(out, c, waits.Self(c, op), op)
				for _, arm := range waits.SelfArms(c, op) {
					checkOp(out, c, waits.Self(c, arm), arm)
				}
			}
		}
	}
	for _, w := range waits.Counted() {
		out.Report(report.Finding{
			Node: w.Wait.Expr, Class: "waitgroup", Tier: config.Likely, Why: w.Related(),
			Message: fmt.Sprintf("%s waits for %s, and this runs on it: deadlock; let it return before anybody waits",
				words.Spell(w.Wait.Expr.Fun), w.Goroutine.Name()),
		})
	}
}

// checkCall reports a call that waits for the very loop it is on.
func checkCall(out *report.Reporter, c *runson.Context, call *program.Call, effects []waitsfor.Effect) {
	for _, e := range effects {
		if !e.ForLoop() || e.Loop != c.Loop.ID || e.ToldOn(c.Loop.ID) {
			continue
		}
		out.Report(report.Finding{
			Node: call.Expr, Class: "call", Tier: tierOf(c, e),
			Loop: c.Loop.String(), LoopID: c.Loop.ID.String(), Why: c.Why(),
			Message: fmt.Sprintf("%s %s %s, and this runs on it: deadlock%s%s",
				words.Spell(call.Expr.Fun), waitsVerb(e), c.Loop, because(e), fix(e)),
		})
	}
}

func tierOf(c *runson.Context, e waitsfor.Effect) config.Tier {
	switch {
	case e.Mode == contract.PostBounded:
		return config.Strict // it waits only while the queue is full
	case c.Likely || e.Likely:
		return config.Likely
	}
	return config.Sure
}

func waitsVerb(e waitsfor.Effect) string {
	if e.Mode == contract.PostBounded {
		return "waits, when its queue is full, for"
	}
	return "waits for"
}

func because(e waitsfor.Effect) string {
	switch {
	case e.Hops > 1 && e.Via != e.Root:
		return fmt.Sprintf(" (it calls %s and ends in %s)", e.Via, e.Root)
	case e.Hops > 0:
		return fmt.Sprintf(" (it calls %s)", e.Root)
	}
	return ""
}

func fix(e waitsfor.Effect) string {
	if e.Fix == "" {
		return ""
	}
	return "; " + e.Fix
}

// checkOp reports a hand-written loop that waits on a channel for itself.
func checkOp(out *report.Reporter, c *runson.Context, how waitsfor.SelfWait, op *program.Op) {
	ch, loop := words.Spell(op.Chan), c.Loop
	f := report.Finding{
		Node: op.Node, Class: "self", Tier: config.Likely,
		Loop: loop.String(), LoopID: loop.ID.String(), Why: c.Why(),
	}
	switch how {
	case waitsfor.SelfSend:
		f.Message = fmt.Sprintf("send to %s waits for %s, its only receiver, and this runs on %s: deadlock; call the handler instead, or queue it in a slice", ch, loop, loop)
	case waitsfor.SelfSendFull:
		f.Message = fmt.Sprintf("send to %s can fill up: %s is its only receiver, and this runs on %s; call the handler instead, or queue it in a slice", ch, loop, loop)
	case waitsfor.SelfReceive:
		f.Message = fmt.Sprintf("receiving from %s waits for %s, which alone completes it, and this runs on %s: deadlock", ch, loop, loop)
	default:
		return
	}
	out.Report(f)
}
