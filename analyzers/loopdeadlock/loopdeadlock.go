package loopdeadlock

import (
	"cmp"
	_ "embed"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/cycles"
	"github.com/loopcheck/loopcheck/analyzers/internal/kept"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

//go:embed doc.go
var doc string

// Analyzer reports waits for the loop that the code itself runs on.
var Analyzer = report.Rule("loopdeadlock", doc, run, cycles.Analyzer, kept.Analyzer)

func run(pass *analysis.Pass, out *report.Reporter) {
	for _, c := range pass.ResultOf[cycles.Analyzer].(*cycles.Result).Circles() {
		out.Report(finding(c))
	}
	for _, w := range pass.ResultOf[kept.Analyzer].(*kept.Result).Wrong() {
		out.Report(report.Finding{
			Node: w.Call.Expr, Class: "said", Tier: config.Likely, Weight: weight.Grave, Message: w.Story(),
			Loop: w.Context.Loop.String(), LoopID: w.Context.Loop.ID.String(), Why: w.Context.Why(),
		})
	}
}

func finding(c cycles.Circle) report.Finding {
	f := report.Finding{Node: c.At, Group: c.Knot.Group(c.Kind), Class: classes[c.Kind], Tier: tier(c), Weight: weight.Grave, Message: message(c), Why: c.Related}
	if c.Context != nil {
		f.Loop, f.LoopID = c.Context.Loop.String(), c.Context.Loop.ID.String()
	}
	return f
}

var classes = map[cycles.Kind]string{
	cycles.OwnLoop: "call", cycles.Send: "self", cycles.FullSend: "self", cycles.Receive: "self", cycles.Group: "waitgroup", cycles.Round: "waitgroup",
	cycles.Relock: "lock", cycles.ReadAgain: "lock", cycles.Lost: "lock", cycles.Locked: "lock", cycles.Order: "lock", cycles.Both: "loops", cycles.Callback: "callback", cycles.Tokens: "semaphore", cycles.Subscribed: "lock", cycles.Taken: "taker",
}

func tier(c cycles.Circle) config.Tier {
	switch {
	case c.Strict, c.Kind == cycles.FullSend && !c.Many && !c.Small, c.Kind == cycles.OwnLoop && c.Effect.Mode == contract.PostBounded:
		return config.Strict // it waits only while the queue is full
	case c.Knot != nil:
		return knotTier(c)
	case c.Kind != cycles.OwnLoop:
		return config.Likely
	case c.Context.Likely || c.Effect.Likely:
		return config.Likely
	}
	return config.Sure
}

func message(c cycles.Circle) string {
	switch c.Kind {
	case cycles.OwnLoop:
		return fmt.Sprintf("%s %s %s, and this runs on it: %s%s%s",
			words.Spell(c.Call.Expr.Fun), waitsVerb(c.Effect), c.Context.Loop, cmp.Or(c.Effect.Outcome, "deadlock"), because(c.Effect), fix(c.Effect))
	case cycles.Send:
		return fmt.Sprintf("send to %s waits for %s, its only receiver, and this runs on %[2]s: deadlock; call the handler instead, or queue it in a slice",
			words.Spell(c.Op.Chan), c.Context.Loop)
	case cycles.FullSend:
		return fmt.Sprintf("send to %s can fill up%s: %s is its only receiver, and this runs on %[3]s; call the handler instead, or queue it in a slice",
			words.Spell(c.Op.Chan), inOneTurn(c), c.Context.Loop)
	case cycles.Receive:
		return fmt.Sprintf("receiving from %s waits for %s, which alone completes it, and this runs on %[2]s: deadlock",
			words.Spell(c.Op.Chan), c.Context.Loop)
	}
	if c.Kind == cycles.Round {
		return words.Spell(c.Call.Expr.Fun) + " waits for the goroutines of all rounds, and this round has only started its own: deadlock; wait after the for statement"
	}
	if c.Said != "" {
		return c.Said
	}
	if c.Kind == cycles.Taken {
		return fmt.Sprintf("%s may wait until somebody takes from %s, which this goroutine does: %s; %s",
			words.Spell(c.Call.Expr.Fun), words.Spell(c.Op.Chan), c.Takes.Why, c.Takes.Fix)
	}
	if c.Knot != nil {
		return c.Text()
	}
	return fmt.Sprintf("%s waits for %s, and this runs on it: deadlock; let it return before anybody waits",
		words.Spell(c.Call.Expr.Fun), c.Goroutine.Name())
}

func inOneTurn(c cycles.Circle) string {
	if c.Many {
		return " in one turn of the loop, in a for statement"
	}
	return ""
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

func knotTier(c cycles.Circle) config.Tier {
	switch k := c.Knot; {
	case c.Kind == cycles.Locked && (!k.Wait.Sure() || k.Guess() || k.Wait.Out() != cycles.NoWayOut):
		return config.Strict // it fills up under load alone
	case c.Kind == cycles.Both && k.Wait.Out() != cycles.NoWayOut:
		return config.Strict // it lasts until all ends
	case !k.Shown && c.Kind != cycles.Locked && c.Kind != cycles.Lost && c.Kind != cycles.Both:
		return config.Strict
	case c.Kind == cycles.Relock && !k.Take.Likely && !k.Back && !k.OnCondition():
		return config.Sure
	}
	return config.Likely
}
