package atlas

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// maxTold bounds how many callers, and how many waits of a call, are told.
const maxTold = 5

// unplaced says why nobody knows where the function runs: who calls it, to whom it is
// handed on, and who else may.
func (q *question) unplaced() []Fact {
	d := q.d
	var all []Fact
	if d.runs.Opens(q.f) {
		all = append(all, Fact{placeOf(q.f), "it makes the goroutine that calls it a framework's loop, and is that goroutine's until then"})
	}
	in := d.runs.Edges.In(q.f)
	for _, e := range in[:min(len(in), maxTold)] {
		all = append(all, Fact{e.At.Pos(), d.names[e.From] + " runs it, " + d.placeName(e.From)})
	}
	if n := len(in) - maxTold; n > 0 {
		all = append(all, Fact{placeOf(q.f), fmt.Sprintf("and %d more calls of it", n)})
	}
	for _, flow := range d.prog.Flows {
		if flow.In != nil && slices.ContainsFunc(flow.Values, func(v program.Value) bool { return v.Func == q.f }) && len(all) < 2*maxTold {
			all = append(all, Fact{flow.Value.Pos(), handed(flow) + ", and nobody knows where that runs it"})
		}
	}
	if q.f.Obj == nil && len(all) == 0 {
		return append(all, Fact{placeOf(q.f), "nobody in sight runs it"})
	}
	switch obj := q.f.Obj; {
	case obj == nil:
	case obj.Exported() && d.pass.Pkg.Name() != "main":
		all = append(all, Fact{placeOf(q.f), "other packages may call it: where they run is judged there, by what it is known to wait for and to touch"})
	case obj.Signature().Recv() != nil && len(in) == 0:
		all = append(all, Fact{placeOf(q.f), "nobody in this package calls it by its name; it may be called through an interface"})
	case len(in) == 0 && obj.Name() != "main" && obj.Name() != "init":
		all = append(all, Fact{placeOf(q.f), "nobody in this package calls it"})
	}
	return all
}

// placeName says on what a function runs, as a clause.
func (d *drawing) placeName(f *program.Func) string {
	var names []string
	for _, c := range d.runs.On(f) {
		if name := "on " + c.Loop.String(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if d.runs.Off(f) != nil {
		names = append(names, "on another goroutine")
	}
	if len(names) == 0 {
		return "and nobody knows on what"
	}
	return strings.Join(names, " and ")
}

func handed(flow *program.Flow) string {
	switch {
	case flow.Kind == program.Passed:
		return "it is passed to " + words.Spell(flow.Call.Expr.Fun)
	case flow.Kind == program.Returned:
		return "it is returned"
	case flow.To != nil:
		return "it is stored in " + flow.To.Name()
	}
	return "it is stored"
}

// call says what is known of a call: what it waits for, or why nobody knows.
func (q *question) call(call *program.Call) string {
	text := words.Spell(call.Expr)
	switch {
	case q.d.prog.Off(call.Expr):
		return text + ": stands below a switch that is off by default"
	case call.Spawns():
		return "go " + text + ": runs on a goroutine of its own"
	}
	var says []string
	for _, e := range q.effectsOf(call) {
		says = append(says, e.Verb()+because(e))
	}
	q.effects = append(q.effects, q.effectsOf(call)...)
	if why := q.d.whyUnfollowed(call); why != "" {
		q.open++
		if maybe := q.d.mayBeName(call); maybe != "" {
			why += "; it may be a " + maybe
		}
		return text + ": not followed: " + why
	}
	if len(says) == 0 {
		return text + ": is not known to wait for anything"
	}
	if n := len(says) - maxTold; n > 0 {
		says = append(says[:maxTold], fmt.Sprintf("and %d more", n))
	}
	return text + ": " + strings.Join(says, "; ")
}

// because is the way to a wait, as a clause.
func because(e waitsfor.Effect) string {
	b := strings.TrimPrefix(e.Because(), ": it ")
	if b == "" || b == e.Verb() {
		return ""
	}
	return " (" + b + ")"
}

// effectsOf are what a call waits for by the word of somebody, and what the bodies in
// this package do that it runs.
func (q *question) effectsOf(call *program.Call) []waitsfor.Effect {
	all := slices.Clone(q.d.waits.Call(call))
	for _, t := range call.Targets {
		all = append(all, q.d.waits.Func(t.Func)...)
	}
	return all
}

// op says what is known of a channel operation.
func (q *question) op(op *program.Op) string {
	d := q.d
	text := words.SpellOp(op)
	switch op.Kind {
	case program.Choose:
		text = "a select"
	case program.Close:
		text = "closing " + words.Spell(op.Chan)
	}
	var says []string
	if e, ok := d.waits.Op(op); ok {
		says = append(says, e.Verb())
		q.effects = append(q.effects, e)
	} else if op.Kind != program.Close {
		says = append(says, "has a way out, or is an arm of a select that has")
	}
	if ch := d.prog.Channel(op.Var); ch != nil {
		switch {
		case d.runs.Receiver(ch) != nil:
			says = append(says, "only "+d.runs.Receiver(ch).String()+" receives")
		case d.runs.Completer(ch) != nil:
			says = append(says, "only "+d.runs.Completer(ch).String()+" sends or closes")
		case ch.Aliased:
			says = append(says, "the channel is known by other names too, so others may send and receive")
		}
	} else if op.Kind != program.Choose {
		says = append(says, "the channel has no name, so nobody knows who else has it")
	}
	return text + ": " + strings.Join(says, "; ")
}

// fieldsHere are the fields that the line uses, and who else does.
func (q *question) fieldsHere() []Fact {
	d := q.d
	var all []Fact
	seen := make(map[*types.Var]bool)
	for _, a := range d.prog.Accesses(q.f) {
		if a.Field == nil || seen[a.Field] || !q.here(a.Sel.Sel.Pos()) || !d.isState(a.Field) {
			continue
		}
		seen[a.Field] = true
		q.fields++
		if len(d.m.Fields) == 0 {
			d.findFields()
		}
		text := d.spellVar(a.Field) + ": " + q.owner(a)
		for _, f := range d.m.Fields {
			if f.Pos == a.Field.Pos() {
				text += "; used by " + spellUses(f.Uses)
			}
		}
		all = append(all, Fact{a.Sel.Sel.Pos(), text})
	}
	return all
}

// owner says whose a field is, by somebody's word.
func (q *question) owner(a program.Access) string {
	d := q.d
	if o, ok := d.owned.Model(program.Named(d.pass.TypesInfo.TypeOf(a.Sel.X))); ok {
		return "the " + o.Loop.String() + " loop owns it, with the model that it is part of"
	}
	if o, ok := d.owned.Object(program.Named(a.Field.Type())); ok {
		return "holds " + o.What + ", which the " + o.Loop.String() + " loop owns"
	}
	if c := d.owned.Claims().Owned(a.Field); c != nil && c.Loop != nil {
		return "belongs to " + c.Loop.Name() + ": " + c.Said()
	}
	return "nobody says whose it is"
}

func spellUses(uses []Use) string {
	var all []string
	for _, u := range uses {
		verb := "read"
		if u.Write {
			verb = "written"
		}
		all = append(all, fmt.Sprintf("%s (%s)", spellNode(u.Node), verb))
	}
	if n := len(all) - maxTold; n > 0 {
		all = append(all[:maxTold], fmt.Sprintf("and %d more", n))
	}
	return strings.Join(all, ", ")
}

func spellNode(n Node) string {
	kind, rest, _ := strings.Cut(string(n), " ")
	owner, name, _ := strings.Cut(rest, " ")
	switch {
	case kind == "code":
		return "code that nobody places"
	case kind == "go":
		return "the goroutine " + name
	case strings.Contains(name, "."):
		return name
	}
	return "the " + strings.TrimSpace(owner+" "+name) + " loop"
}

// lacks says of each rule what it looked for and did not find. Where a finding is told,
// the caller leaves the rule out.
func (q *question) lacks(s Section) []Lack {
	return []Lack{
		{"loopawait", q.lacksAwait()},
		{"loopblock", q.lacksBlock(s)},
		{"loopdeadlock", q.lacksDeadlock(s)},
		{"loopflag", q.lacksFlag()},
		{"loopleak", q.lacksLeak()},
		{"loopowner", q.lacksOwner(s)},
	}
}

func (q *question) lacksAwait() string {
	for _, call := range q.calls {
		if len(q.duty.Of(call.Expr)) > 0 {
			return words.Spell(call.Expr.Fun) + " returns something that must not be dropped, and it is not, as far as is seen"
		}
	}
	return "no call here is known to return something that must not be dropped"
}

func (q *question) lacksBlock(s Section) string {
	switch {
	case s.InTest:
		return "tests are left out"
	case len(q.on) == 0:
		return "it asks for code on a loop, and no loop is known here"
	case len(q.effects) == 0 && q.open > 0:
		return "nothing here is known to wait, and of what is not followed nobody knows"
	case len(q.effects) == 0:
		return "nothing here is known to wait for anything"
	}
	var says []string
	for _, e := range q.effects {
		for _, l := range distinct(q.on) {
			if why := e.Excuse(l); why != "" {
				says = append(says, fmt.Sprintf("on %s, code that %s is no finding: %s", l, e.Verb(), why))
			}
		}
	}
	if len(says) == 0 {
		return "the wait is told where it happens: at the call of the function that waits, or in it"
	}
	slices.Sort(says)
	says = slices.Compact(says)
	return strings.Join(says[:min(len(says), maxTold)], "; ")
}

func distinct(on []*runson.Context) []*runson.Loop {
	var all []*runson.Loop
	for _, c := range on {
		if !slices.Contains(all, c.Loop) {
			all = append(all, c.Loop)
		}
	}
	return all
}

func (q *question) lacksDeadlock(s Section) string {
	waits := slices.ContainsFunc(q.effects, func(e waitsfor.Effect) bool { return e.ForLoop() })
	switch {
	case !waits && len(q.effects) == 0 && q.open > 0:
		return "nothing here is known to wait for a loop, and of what is not followed nobody knows"
	case !waits && len(q.effects) == 0:
		return "nothing here waits for a loop, for a channel or for other goroutines"
	case waits && len(q.on) == 0:
		return "the line waits for a loop, and is not known to run on that loop"
	case waits:
		return "the line waits for a loop, and nothing shows that it is the one that it runs on"
	}
	return "nothing shows that only those can end the wait who wait themselves"
}

func (q *question) lacksFlag() string {
	if q.fields == 0 {
		return "the line uses no field of this package"
	}
	return "no field here is seen to be polled in a condition by one goroutine and written by another with nothing between them"
}

func (q *question) lacksLeak() string {
	if len(q.ops) == 0 {
		return "there is no channel operation here"
	}
	return "nothing shows that all who could end the wait can be over before"
}

func (q *question) lacksOwner(s Section) string {
	switch {
	case q.fields == 0 && len(q.calls) == 0:
		return "the line touches no state that it knows"
	case len(s.Runs) == 0:
		return "it asks for code that is surely off the loop, and nobody knows where this runs"
	case len(q.on) > 0 && q.d.runs.Off(q.f) == nil:
		return "the code runs on a loop, and nothing shows that it is on another goroutine as well"
	}
	return "what the line touches is not known to be used on a loop with nothing between the two"
}
