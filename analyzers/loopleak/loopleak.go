package loopleak

import (
	_ "embed"
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/ends"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

//go:embed doc.go
var doc string

// Analyzer reports waits that nobody may end.
var Analyzer = report.Rule("loopleak", doc, run, ends.Analyzer)

func run(pass *analysis.Pass, out *report.Reporter) {
	out.SkipTests() // a test's goroutines end with it
	for _, w := range pass.ResultOf[ends.Analyzer].(*ends.Result).Stranded() {
		m := messenger{pass, w}
		f := report.Finding{
			Node: w.Op.Node, Class: classes[w.Kind], Tier: tier(w), Weight: weight.Grave, Message: m.message(),
		}
		if w.Way != nil {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: w.Way.Pos(), Message: m.related()})
		}
		if w.Loop != nil {
			f.Loop, f.LoopID = w.Loop.String(), w.Loop.ID.String()
		}
		if w.Sibling != nil {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: w.Sibling.Node.Pos(), Message: "another send, which knows of the end"})
		}
		if at := w.Problem(); at.IsValid() {
			f.Group = fmt.Sprint(f.Class, at, f.Tier)
		}
		out.Report(f)
	}
}

var classes = map[ends.Kind]string{
	ends.Left: "result", ends.First: "result", ends.Ticker: "ticker",
	ends.Send: "send", ends.Told: "send", ends.Answer: "answer", ends.Token: "unstarted",
	ends.Unheard: "send", ends.Unanswered: "answer",
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

// A messenger says what a finding is.
type messenger struct {
	pass *analysis.Pass
	ends.Stranded
}

func (m messenger) message() string {
	switch m.Kind {
	case ends.Left:
		return fmt.Sprintf("%s blocks for ever if %s returns before it is received (%s): %s", send(m.Op), m.By.Name(), m.way(), m.fix())
	case ends.First:
		return fmt.Sprintf("%s blocks for ever in some goroutines: %s receives fewer results than they send (%s); make the channel with room for all", send(m.Op), m.By.Name(), m.way())
	case ends.Told:
		return fmt.Sprintf("%s blocks for ever if nobody receives any more when %s says stop and waits (line %d): send in a select with <-%s as well",
			send(m.Op), m.By.Name(), m.line(m.Way), words.Spell(m.Arm.Chan))
	case ends.Answer:
		return fmt.Sprintf("receiving from %s waits for ever where %s does not answer (the case at line %d): answer on every way, or wait in a select with another way out",
			words.Spell(m.Op.Chan), m.By.Name(), m.line(m.Way))
	case ends.Token:
		return fmt.Sprintf("%s blocks the second time if nobody calls %s, which alone receives (line %d): close the channel, or send in a select with a default",
			send(m.Op), m.By.Name(), m.line(m.Way))
	case ends.Unheard:
		return fmt.Sprintf("%s blocks for ever: nobody receives from %s", send(m.Op), words.Spell(m.Op.Chan))
	case ends.Unanswered:
		return fmt.Sprintf("%s waits for ever: nobody sends to it or closes it", words.SpellOp(m.Op))
	case ends.Send:
		return fmt.Sprintf("%s blocks for ever once %s has returned (%s)%s: send in a select that knows of its end%s", send(m.Op), m.By.Name(), m.way(), m.room(), m.sibling())
	}
	return fmt.Sprintf("this goroutine never ends: %s stops the ticker (line %d), and Stop does not close its channel; select on a channel that says stop as well",
		m.By.Name(), m.line(m.Way))
}

// send spells a send.
func send(op *program.Op) string {
	return words.Spell(op.Chan) + " <- " + words.Spell(op.Node.(*ast.SendStmt).Value)
}

// fix is what makes room. More than one result need more.
func (m messenger) fix() string {
	switch {
	case m.Op.Repeat != nil:
		return "send in a select that has a way out as well"
	case m.Many:
		return "make the channel with room for all"
	}
	return "make the channel with room for one"
}

// room says how long a send does not block.
func (m messenger) room() string {
	if m.Room == 0 {
		return ""
	}
	return fmt.Sprintf(" and its room for %d is full", m.Room)
}

func (m messenger) sibling() string {
	if m.Sibling == nil {
		return ""
	}
	return fmt.Sprintf(", as at line %d", m.line(m.Sibling.Node))
}

// way says how the function leaves.
func (m messenger) way() string {
	if m.Arm == nil {
		return fmt.Sprintf("the return at line %d", m.line(m.Way))
	}
	return fmt.Sprintf("%s at line %d", words.SpellArm(m.Arm), m.line(m.Way))
}

// relations say what the other place is.
var relations = map[ends.Kind]string{
	ends.Ticker: "stopped here", ends.Send: "the loop returns here", ends.Answer: "the case that does not always answer",
	ends.Told: "waits for the goroutine here", ends.Token: "received here alone",
}

func (m messenger) related() string {
	switch text := relations[m.Kind]; {
	case text != "":
		return text
	case m.Arm != nil:
		return "the other arm, which leaves without the result"
	}
	return "leaves here without the result"
}

func (m messenger) line(n ast.Node) int { return m.pass.Fset.Position(n.Pos()).Line }
