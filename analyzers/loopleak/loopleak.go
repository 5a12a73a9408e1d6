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
		out.Report(report.Finding{
			Node: w.Op.Node, Class: classes[w.Kind], Tier: tier(w), Message: m.message(),
			Related: []analysis.RelatedInformation{{Pos: w.Way.Pos(), Message: m.related()}},
		})
	}
}

var classes = map[ends.Kind]string{ends.Left: "result", ends.First: "result", ends.Ticker: "ticker"}

func tier(w ends.Stranded) config.Tier {
	if w.Likely {
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

// way says how the function leaves.
func (m messenger) way() string {
	if m.Arm == nil {
		return fmt.Sprintf("the return at line %d", m.line(m.Way))
	}
	return fmt.Sprintf("%s at line %d", arm(m.Arm), m.line(m.Way))
}

// arm is what an arm of a select receives.
func arm(op *program.Op) string {
	switch call, ok := ast.Unparen(op.Chan).(*ast.CallExpr); {
	case ok && words.Spell(call.Fun) == "time.After":
		return "the timeout"
	default:
		return "<-" + words.Spell(op.Chan)
	}
}

func (m messenger) related() string {
	switch {
	case m.Kind == ends.Ticker:
		return "stopped here"
	case m.Arm != nil:
		return "the other arm, which leaves without the result"
	}
	return "leaves here without the result"
}

func (m messenger) line(n ast.Node) int { return m.pass.Fset.Position(n.Pos()).Line }
