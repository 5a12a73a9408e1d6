package atlas

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ends"
	"github.com/loopcheck/loopcheck/analyzers/internal/owns"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
)

// Analyzer draws the package. It reports nothing and has no facts; its result is a
// *[Map].
var Analyzer = &analysis.Analyzer{
	Name:       "loopatlas",
	Doc:        "draw which code runs where and who speaks to whom, for the loopcheck command",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer, runson.Analyzer, waitsfor.Analyzer, owns.Analyzer, ends.Analyzer},
	ResultType: reflect.TypeFor[*Map](),
}

func run(pass *analysis.Pass) (any, error) {
	m := &Map{Path: pass.Pkg.Path(), Name: pass.Pkg.Name()}
	s := newSurvey(pass)
	if s == nil {
		return m, nil
	}
	d := newDrawing(pass, s, m)
	d.findServing()
	d.findOpened()
	d.findGoroutines()
	d.findCalls()
	d.findChannels()
	d.findFields()
	d.findOwned()
	d.findFunctions()
	for _, l := range d.loops {
		m.Loops = append(m.Loops, *l)
	}
	slices.SortFunc(m.Loops, func(a, b Loop) int { return cmp.Compare(a.Node, b.Node) })
	slices.SortStableFunc(m.Links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	m.Links = slices.CompactFunc(m.Links, func(a, b Link) bool {
		return a.Pos == b.Pos && a.Kind == b.Kind && a.From == b.From && a.To == b.To
	})
	return m, nil
}

// newDrawing is one that knows what runs on goroutines of its own, and has drawn nothing.
func newDrawing(pass *analysis.Pass, s *survey, m *Map) *drawing {
	d := &drawing{
		survey: s, m: m,
		ends:  pass.ResultOf[ends.Analyzer].(*ends.Result),
		owned: pass.ResultOf[owns.Analyzer].(*owns.Result),
		names: namesOf(s.prog),
		loops: make(map[contract.LoopID]*Loop),
		roots: make(map[*program.Func][]*program.Func),
		shown: make(map[*program.Func]bool),
	}
	d.findRoots()
	return d
}

// A drawing is a map in the making.
type drawing struct {
	*survey
	m     *Map
	ends  *ends.Result
	owned *owns.Result

	names map[*program.Func]string
	loops map[contract.LoopID]*Loop
	roots map[*program.Func][]*program.Func // the goroutines that a function runs on
	shown map[*program.Func]bool            // stands at an end of a link
}

// loop is the loop on the map, drawn when it is first asked for.
func (d *drawing) loop(id contract.LoopID) *Loop {
	l := d.loops[id]
	if l == nil {
		_, framework := d.book.Loop(id)
		l = &Loop{Node: loopNode(id), Owner: id.Owner, Name: id.Name, Spelled: id.String(), Framework: framework}
		d.loops[id] = l
	}
	return l
}

// findServing draws the hand-written loops of this package, and what is known of others
// that code here runs on.
func (d *drawing) findServing() {
	for _, f := range d.prog.Funcs {
		if d.leftOut(f) {
			continue
		}
		for id, loop := range loopsOf(d.runs.On(f)) {
			l := d.loop(id)
			l.Worker, l.Awaited = l.Worker || loop.IsWorker(), l.Awaited || !loop.Declared() && loop.IsAwaited()
		}
		loop := d.runs.Of(f)
		if loop == nil {
			continue
		}
		l := d.loop(loop.ID)
		l.Serve, l.Pos = d.names[f], placeOf(f)
		l.Many, l.Executor = loop.Many, loop.Executor
		for _, ch := range loop.Inbox {
			if name := d.spellVar(ch); !slices.Contains(l.Inbox, name) {
				l.Inbox = append(l.Inbox, name)
			}
		}
		l.Starts = d.startsOf(f)
		l.Rounds, l.Ends = d.endsOf(f)
		d.linkStarts(l.Node, l.Starts)
	}
}

// linkStarts draws who starts a loop or a goroutine.
func (d *drawing) linkStarts(to Node, starts []Start) {
	for _, start := range starts {
		for _, by := range start.By {
			d.link(Link{From: by, To: to, Kind: Starts, Via: start.Text, Pos: start.Pos, In: start.In})
		}
	}
}

// findOpened draws where code becomes a framework's loop.
func (d *drawing) findOpened() {
	for _, f := range d.prog.Funcs {
		if d.leftOut(f) {
			continue
		}
		for _, call := range f.Calls {
			if call.Callee == nil {
				continue
			}
			opener, text := call.Callee, spellCall(call)
			if fn := d.mayMean(call); fn != nil {
				opener, text = fn, text+", if it is a "+d.mayBeName(call)
			}
			for _, row := range d.book.Opens(opener) {
				l := d.loop(contract.LoopID{Owner: row.Framework.Name, Name: row.Row.Loop})
				start := d.start(call.Expr.Pos(), f, text, false)
				if !slices.ContainsFunc(l.Starts, func(s Start) bool { return s.Pos == start.Pos }) {
					l.Starts = append(l.Starts, start)
				}
			}
		}
	}
}

// findGoroutines draws the functions that run on goroutines of their own.
func (d *drawing) findGoroutines() {
	for _, f := range d.prog.Funcs {
		if !d.isRoot(f) {
			continue
		}
		g := Goroutine{Node: d.goNode(f), Function: d.names[f], Pos: placeOf(f), Starts: d.startsOf(f)}
		g.Rounds, g.Ends = d.endsOf(f)
		if len(g.Starts) == 0 {
			why := d.runs.Off(f)
			g.Starts = append(g.Starts, Start{Pos: why.Pos, Text: why.Text})
		}
		d.m.Goroutines = append(d.m.Goroutines, g)
		d.linkStarts(g.Node, g.Starts)
	}
}

// findFunctions lists what runs where, and what nobody has looked into there.
func (d *drawing) findFunctions() {
	for _, f := range d.prog.Funcs {
		if d.leftOut(f) {
			continue
		}
		on := d.runs.On(f)
		if len(on) > 0 {
			for _, u := range d.unfollowed(f) {
				d.m.Unfollowed = append(d.m.Unfollowed, Call{On: d.nodes(f), Text: u.text, Why: u.why, MayBe: d.mayBeName(u.call), Pos: u.call.Expr.Pos(), In: d.names[f]})
			}
		}
		if len(on) == 0 && d.runs.Off(f) == nil && !d.shown[f] {
			continue
		}
		d.m.Functions = append(d.m.Functions, Function{Name: d.names[f], Pos: f.Node().Pos(), Stop: f.Node().End(), Runs: d.runsOf(f)})
	}
}

func (d *drawing) runsOf(f *program.Func) []Run {
	var all []Run
	seen := make(map[Node]bool)
	for _, c := range d.runs.On(f) {
		if node := loopNode(c.Loop.ID); !seen[node] {
			seen[node] = true
			run := Run{Node: node, Entry: entries[c.Entry], Likely: c.Likely, Why: c.Why()}
			run.Called, run.From = d.calledBy(c)
			all = append(all, run)
		}
	}
	for _, node := range d.nodes(f) {
		if c := d.runs.Off(f); c != nil && !seen[node] {
			run := Run{Node: node, Likely: c.Likely, Why: c.Why()}
			run.Called, run.From = d.calledBy(c)
			all = append(all, run)
		}
	}
	return all
}

// calledBy is the function by whose call a context comes of one on the same goroutine.
func (d *drawing) calledBy(c *runson.Context) (called bool, by string) {
	if c.From == nil || c.From.Loop != c.Loop {
		return false, ""
	}
	return true, d.names[c.From.Func]
}

// entries says how often code runs on a loop.
var entries = map[contract.Entry]string{
	contract.Act: "for a key, a click or a call", contract.Message: "for each message", contract.Draw: "for each frame",
	contract.Start: "once, at the start", contract.End: "once, at the end",
}

// link keeps a link. Who only speaks to himself is no link, but for who waits for himself.
func (d *drawing) link(l Link) {
	if l.From != l.To || strings.HasSuffix(l.Kind, Calls) {
		d.m.Links = append(d.m.Links, l)
	}
}
