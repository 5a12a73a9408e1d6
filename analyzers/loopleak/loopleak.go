package loopleak

import (
	"cmp"
	_ "embed"
	"fmt"
	"go/ast"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/ends"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

//go:embed doc.go
var doc string

// Analyzer reports waits that nobody may end.
var Analyzer = report.Rule("loopleak", doc, run, ends.Analyzer)

func run(pass *analysis.Pass, out *report.Reporter) {
	out.SkipTestsBeside() // a test's goroutines end with it
	for _, w := range pass.ResultOf[ends.Analyzer].(*ends.Result).Stranded() {
		m := messenger{pass, w}
		f := report.Finding{Node: w.Op.Node, Class: kinds[w.Kind].class, Tier: tier(w), Weight: weight.Grave, Message: m.message(), Fixes: w.Fixes}
		if w.Way != nil {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: w.Way.Pos(), Message: m.related()})
		}
		if kinds[w.Kind].class == "result" && len(w.Fixes) > 0 {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: w.Fixes[0].TextEdits[0].Pos, Message: "made without room here"})
		}
		if w.Loop != nil {
			f.Loop, f.LoopID = w.Loop.String(), w.Loop.ID.String()
		}
		if w.Sibling != nil {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: w.Sibling.Node.Pos(), Message: "another wait, which knows of the end"})
		}
		if at := w.Problem(); at.IsValid() {
			f.Group = fmt.Sprint(f.Class, at, f.Tier)
		}
		out.Report(f)
	}
}

func tier(w ends.Stranded) config.Tier {
	switch {
	case w.Strict:
		return config.Strict
	case w.Likely, w.Kind == ends.Send:
		return config.Likely
	}
	return config.Sure
}

// kinds are what is said of a finding, and of the other place that belongs to it: OP
// is the wait, CH its channel, and LINE that of the other place.
var kinds = map[ends.Kind]struct{ class, message, related string }{
	ends.Left:        {"result", "OP blocks for ever if BY returns before it is received (WAY): FIX", ""},
	ends.First:       {"result", "OP blocks for ever in some goroutines: BY receives fewer results than they send (WAY); make the channel with room for all", ""},
	ends.Dropped:     {"result", "OP blocks for ever where BY drops the channel (line LINE): FIX", "the channel is dropped here"},
	ends.Ticker:      {"ticker", "this goroutine never ends: BY stops the ticker (line LINE), and Stop does not close its channel; select on a channel that says stop as well", "stopped here"},
	ends.Send:        {"send", "OP blocks for ever once BY has returned (WAY)ROOM: send in a select that knows of its endSIBLING", "the loop returns here"},
	ends.Fed:         {"send", "OP blocks for ever once those who receive have left, as BY does (WAY): send in a select that knows of their end", "leaves here"},
	ends.Told:        {"send", "OP blocks for ever if nobody receives any more when BY says stop and waits (line LINE): send in a select with ARM as well", "waits for the goroutine here"},
	ends.Abandoned:   {"send", "OP blocks for ever if nobody receives any more after ARM, by which this goroutine ends (line LINE): send in a select with ARM as well", "ends here otherwise"},
	ends.Unheard:     {"send", "OP blocks for ever: nobody receives from CH", ""},
	ends.Early:       {"send", "OP blocks for ever: nobody else can know CH here; make the channel with room for one", ""},
	ends.Ungiven:     {"send", "OP waits for ever once its room is lost: BY leaves without <-CH (WAY), and nobody else takes a token back; defer that", "leaves here with the token"},
	ends.Token:       {"unstarted", "OP blocks the second time if nobody calls BY, which alone receives (line LINE): close the channel, or send in a select with a default", "received here alone"},
	ends.Answer:      {"answer", "OP waits for ever where BY does not answer (the case at line LINE): answer on every way, or wait in a select with another way out", "the case that does not always answer"},
	ends.Skipped:     {"answer", "OP waits for ever where BY, which alone ends the wait, leaves first (WAY): send or close on every way", "leaves here without a word"},
	ends.Outstanding: {"answer", "OP waits for ever once BY has returned (WAY), which alone answers: answer all who wait when it returns, or wait in a select that knows of its end", "returns here"},
	ends.Undone:      {"answer", "CH.Wait waits for ever where BY, which it counts, leaves first (WAY): call CH.Done on every way, or defer it", "leaves here without Done"},
	ends.Queued:      {"answer", "OP waits for ever once BY has returned (WAY) with the request in its queue: wait in a select that knows of its endSIBLING", "the loop returns here"},
	ends.Unanswered:  {"answer", "OP waits for ever: nobody sends to it or closes it", ""},
	ends.Afterwards:  {"answer", "OP waits for ever if ARM comes first, which is asked only then (line LINE): wait in a select with ARM as well", "asked here"},
	ends.Unwoken:     {"answer", "CH.Wait waits for ever once BY has returned (WAY), which alone signals CH: signal it then as well", "it returns here"},
	ends.Unsignalled: {"answer", "CH.Wait is not woken when BY sets FIELD (line LINE), which ends this loop: signal CH there as well", "set here"},
	ends.Asleep:      {"answer", "CH.Wait waits for ever: nobody signals CH", ""},
	ends.Drained:     {"timer", "OP waits for ever if the timer has been received from before (the case at line LINE): note in that case that it has, or set the timer again", "received here before"},
	ends.Uneven:      {"send", "OP blocks for ever if nobody receives any more after ARM, of which the send at line LINE knows: send in a select with ARM as well", "another send, which knows of the end"},
	ends.Deserted:    {"send", "OP blocks for ever after ARM: BY, which receives, waits no more then (line LINE); send in a select with ARM as well", "gives up here"},
	ends.Endless:     {"endless", "nothing ends this loop, not even BY; leave it when BY has been called", "started here"},
	ends.Forsaken:    {"endless", "BY runs on when this leaves with an error: only WHY ends it, and nobody has the object any more; call it first", "started here"},
	ends.Late:        {"late", "CH comes after the object has been closed (line LINE): WHY", "closed here"},
	ends.Uncalled:    {"endless", "OP waits until the parent of its context ends: nobody calls FIELD, which alone ends it before", ""},
}

// A messenger says what a finding is.
type messenger struct {
	pass *analysis.Pass
	ends.Stranded
}

func (m messenger) message() string {
	op, field, room, sibling := words.SpellOp(m.Op), "", "", ""
	if send, ok := m.Op.Node.(*ast.SendStmt); ok {
		op = words.Spell(send.Chan) + " <- " + words.Spell(send.Value)
	}
	if m.Field != nil {
		field = m.Field.Name()
	}
	if m.Room > 0 {
		room = fmt.Sprintf(" and its room for %d is full", m.Room)
	}
	if m.Sibling != nil {
		sibling = ", as at line " + m.line(m.Sibling.Node)
	}
	return strings.NewReplacer("OP", op, "CH", words.Spell(m.Op.Chan), "BY", m.By.Name(), "WAY", m.way(), "LINE", m.line(m.Way),
		"ARM", m.arm(), "FIX", m.fix(), "FIELD", field, "ROOM", room, "SIBLING", sibling, "WHY", m.Why).Replace(kinds[m.Kind].message)
}

// fix is what makes room. More than one result need more.
func (m messenger) fix() string {
	switch {
	case m.Op.Repeat != nil && len(m.Fixes) == 0:
		return "send in a select that has a way out as well"
	case m.Many:
		return "make the channel with room for all"
	}
	return "make the channel with room for one"
}

func (m messenger) arm() string {
	if m.Arm == nil {
		return ""
	}
	return words.SpellArm(m.Arm)
}

// way says how the function leaves.
func (m messenger) way() string {
	return cmp.Or(m.arm(), "the return") + " at line " + m.line(m.Way)
}

func (m messenger) related() string {
	switch text := kinds[m.Kind].related; {
	case text != "":
		return text
	case m.Arm != nil:
		return "the other arm, which leaves without the result"
	}
	return "leaves here without the result"
}

func (m messenger) line(n ast.Node) string { return words.Line(m.pass.Fset, n, m.Op.Node) }
