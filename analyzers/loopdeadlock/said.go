package loopdeadlock

import (
	"fmt"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/kept"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// wrong is a call on a loop of what a comment says must not run there.
func wrong(w kept.Wrong) report.Finding {
	loop := w.Context.Loop
	return report.Finding{
		Node: w.Call.Expr, Class: "said", Tier: config.Likely, Weight: weight.Grave,
		Message: fmt.Sprintf("%s runs on %s here, where it must not: %s; call what it hands over instead", words.Spell(w.Call.Expr.Fun), loop, w.Claim.Said()),
		Loop:    loop.String(), LoopID: loop.ID.String(), Why: w.Context.Why(),
	}
}
