package loopawait

import (
	_ "embed"
	"fmt"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/duty"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

//go:embed doc.go
var doc string

// Analyzer reports values with a duty that nobody meets.
var Analyzer = report.Rule("loopawait", doc, run, program.Analyzer, duty.Analyzer)

func run(pass *analysis.Pass, out *report.Reporter) {
	graph := pass.ResultOf[program.Analyzer].(*program.Package)
	duties := pass.ResultOf[duty.Analyzer].(*duty.Result)
	out.SkipTests() // a test steps a model by hand and drops what it does not look at
	for _, f := range graph.Funcs {
		for _, d := range duties.Unmet(f) {
			m := messenger{pass, d}
			finding := report.Finding{Node: d.Call, Class: "dropped", Tier: tier(f, d), Weight: weigh(d), Message: m.message(), Group: group(graph, d), Fixes: d.Fixes}
			if d.Way != nil {
				what := "lost here"
				if d.How == duty.Again {
					what = "called again here"
				}
				finding.Related = []analysis.RelatedInformation{{Pos: d.Way.Pos(), Message: what}}
			}
			out.Report(finding)
		}
	}
}

// group makes one finding of the calls of one function of this package whose
// result all of them drop: it is one decision, mostly forgotten at once.
func group(graph *program.Package, d duty.Drop) string {
	if d.Callee == nil || graph.FuncOf(d.Callee) == nil {
		return ""
	}
	return d.Callee.FullName()
}

// tier says how sure a loss is. A component's command is mostly nil for a message that
// the function goes on to take for itself, and then returns early; two branches may be of
// conditions that exclude each other; and a group is mostly left when the context is over
// that ends its goroutines too.
func tier(f *program.Func, d duty.Drop) config.Tier {
	switch {
	case d.Due.Row.Strict, d.Unseen, d.Elsewhere, d.Onward && d.Due.Row.Lazy && !d.NextRound(), d.Joined, d.Due.Row.Returnable && !d.Due.ReturnedBy(f.Sig):
		return config.Strict
	case d.Due.Row.Likely, d.Way != nil:
		return config.Likely
	}
	return config.Sure
}

// weigh is what the loss is felt like. Who writes a _ for what a function of
// their own returns waits for nothing.
func weigh(d duty.Drop) weight.Weight {
	lasts := d.Due.Row.Lasts
	if lasts == contract.Usual {
		lasts = contract.Forever
	}
	return weight.Of(lasts, weight.NowAndThen, !d.Waived)
}

// A messenger says what a finding is.
type messenger struct {
	pass *analysis.Pass
	duty.Drop
}

func (m messenger) message() string {
	what := fmt.Sprintf("the %s that %s returns", m.carrier(), words.Spell(m.Call.Fun))
	ways := strings.Join(m.Due.Row.Met, " or ")
	if m.Due.Row.Bare() {
		ways = m.Due.Row.Why + ": " + ways // its type says nothing of what it is for
	}
	switch m.How {
	case duty.Overwritten:
		return fmt.Sprintf("%s is dropped: %s is assigned again before anybody reads it; %s", what, m.Var, ways)
	case duty.Unread:
		return fmt.Sprintf("%s is dropped: nobody reads %s after this; %s", what, m.Var, ways)
	case duty.Missed:
		return fmt.Sprintf("%s is dropped on one way: %s comes without it; %s there as well", what, m.way(), ways)
	case duty.Gathered:
		return fmt.Sprintf("%s is dropped on one way: %s is lost at %s; %s there as well", what, m.Var, m.way(), ways)
	case duty.Again:
		return fmt.Sprintf("%s, which %s returns, may be called again at line %s; %s", m.Var, words.Spell(m.Call.Fun), words.Line(m.pass.Fset, m.Way, m.Call), ways)
	case duty.Undrained:
		return fmt.Sprintf("nobody receives from the %s of what %s returns: %s; %s", m.Var, words.Spell(m.Call.Fun), m.Due.Row.Why, ways)
	case duty.Unjoined:
		if !m.Joined {
			return fmt.Sprintf("%s has work that nobody waits for; %s", m.Var, ways)
		}
		return fmt.Sprintf("%s has work that nobody waits for on one way: %s comes after %s; %s there as well",
			m.Var, m.way(), words.Spell(m.Call.Fun), ways)
	}
	return fmt.Sprintf("%s is dropped; %s", what, ways)
}

// carrier spells the type that carries the duty.
func (m messenger) carrier() string {
	if named := m.Due.Type; named != nil {
		return named.Obj().Pkg().Name() + "." + named.Obj().Name()
	}
	t := m.pass.TypesInfo.TypeOf(m.Call)
	if tuple, ok := t.(*types.Tuple); ok {
		t = tuple.At(m.Due.Index).Type()
	}
	if _, ok := t.(*types.Signature); ok {
		return "function"
	}
	return types.TypeString(t, (*types.Package).Name)
}

// way spells where the value is lost.
func (m messenger) way() string {
	if m.NextRound() {
		return "the next round"
	}
	return "the return at line " + words.Line(m.pass.Fset, m.Way, m.Call)
}
