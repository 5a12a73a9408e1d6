package atlas

import (
	"cmp"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// findCalls links those who hand a loop something, or wait for it, by a call or by a
// function that they hand over.
func (d *drawing) findCalls() {
	waits := make(map[*program.Call]bool)
	for _, f := range d.prog.Funcs {
		if d.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, call := range f.Calls {
			d.perhaps(f, call)
			for _, e := range d.waits.Call(call) {
				if e.ForLoop() {
					waits[call] = true
					d.speak(f, d.loop(e.Loop).Node, Link{Kind: kindOf(e.Mode), Via: words.Spell(call.Expr.Fun), Note: noteOf(e), Pos: call.Expr.Pos()})
				}
			}
		}
	}
	for _, f := range d.prog.Funcs {
		for _, site := range d.runs.Sites(f) {
			if site.Flow == nil || !handsOver(site.Place.Mode) || d.prog.InTest(site.Flow.Value.Pos()) {
				continue
			}
			l := Link{Kind: kindOf(site.Place.Mode), Pos: site.Flow.Value.Pos(), Via: "a function"}
			switch call := site.Flow.Call; {
			case call != nil && waits[call]:
				continue // told above
			case call != nil:
				l.Via, l.Pos = words.Spell(call.Expr.Fun), call.Expr.Pos()
			case site.Flow.To != nil:
				l.Via = d.spellVar(site.Flow.To)
			}
			d.speak(site.In, d.loop(site.Place.Loop).Node, l)
		}
	}
}

// perhaps links a call of an interface's method to the loop that it speaks to if a
// framework's type stands behind the interface.
func (d *drawing) perhaps(f *program.Func, call *program.Call) {
	fn := d.mayMean(call)
	if fn == nil {
		return
	}
	l := Link{Via: words.Spell(call.Expr.Fun), Pos: call.Expr.Pos(), Note: "if it is a " + d.mayBeName(call)}
	for _, row := range d.book.Waits(fn) {
		l.Kind = Perhaps + kindOf(row.Row.Mode)
		d.speak(f, d.loop(contract.LoopID{Owner: row.Framework.Name, Name: row.Row.Loop}).Node, l)
	}
	for i := range fn.Signature().Params().Len() {
		for _, row := range d.book.Params(fn, i) {
			if handsOver(row.Row.Mode) {
				l.Kind = Perhaps + kindOf(row.Row.Mode)
				d.speak(f, d.loop(contract.LoopID{Owner: row.Framework.Name, Name: row.Row.Loop}).Node, l)
			}
		}
	}
}

// handsOver reports whether code is handed to a loop, rather than left there as a handler.
func handsOver(m contract.Mode) bool {
	switch m {
	case contract.Post, contract.PostBounded, contract.Rendezvous, contract.Call, contract.CallInline:
		return true
	}
	return false
}

// kindOf: who waits until the loop has run what he hands over, or takes it, calls.
func kindOf(m contract.Mode) string {
	switch m {
	case contract.Call, contract.CallInline, contract.Rendezvous:
		return Calls
	}
	return Posts
}

// noteOf is what a contract says of a wait, or in which function it is.
func noteOf(e waitsfor.Effect) string {
	if e.Why != "" {
		return e.Why
	}
	if e.Hops > 1 {
		return "by way of " + e.Root
	}
	return ""
}

// speak links all that f runs on to one node.
func (d *drawing) speak(f *program.Func, to Node, l Link) {
	l.To, l.In = to, d.names[f]
	if f != nil {
		d.shown[f] = true
	}
	for _, from := range d.nodes(f) {
		l.From = from
		d.link(l)
	}
}

// findChannels links those who send to a channel, or close it, to those who receive.
func (d *drawing) findChannels() {
	seen := make(map[*program.Meeting]bool)
	for _, ch := range d.channels() {
		m := d.prog.Meeting(ch.Ops[0])
		if m == nil {
			m = &program.Meeting{Ops: ch.Ops}
		}
		if seen[m] {
			continue
		}
		seen[m] = true
		holds := make(map[*program.Func]bool)
		for _, op := range m.Ops {
			if op.Kind == program.Receive && op.In != nil {
				holds[op.In.Declared()] = true
			}
		}
		receivers := d.receivers(m.Ops)
		if len(receivers) > maxReceivers {
			continue
		}
		for _, op := range m.Ops {
			if op.In == nil || d.prog.InTest(op.Node.Pos()) || op.Kind != program.Send && op.Kind != program.Close {
				continue
			}
			if holds[op.In.Declared()] && op.Kind == program.Send {
				continue // a token that it takes back itself
			}
			kind := Sends
			if op.Kind == program.Close {
				kind = Closes
			}
			for _, to := range receivers {
				d.speak(op.In, to, Link{Kind: kind, Via: words.Spell(op.Chan), Pos: op.Node.Pos()})
			}
		}
	}
}

// maxReceivers bounds who a message may be for: a channel that all the program receives
// from is no link.
const maxReceivers = 16

// channels are those with operations, by their places.
func (d *drawing) channels() []*program.Channel {
	all := slices.Collect(d.prog.Channels())
	all = slices.DeleteFunc(all, func(c *program.Channel) bool { return len(c.Ops) == 0 })
	slices.SortFunc(all, func(a, b *program.Channel) int {
		return cmp.Or(cmp.Compare(a.Var.Pos(), b.Var.Pos()), cmp.Compare(a.Ops[0].Node.Pos(), b.Ops[0].Node.Pos()))
	})
	return all
}

// receivers are what those who receive run on. Code that nobody places is among them: it
// waits for the sender all the same.
func (d *drawing) receivers(ops []*program.Op) []Node {
	var all []Node
	for _, op := range ops {
		if op.Kind != program.Receive && op.Kind != program.Range || op.In == nil || d.prog.InTest(op.Node.Pos()) {
			continue
		}
		d.shown[op.In] = true
		for _, node := range d.nodes(op.In) {
			if !slices.Contains(all, node) {
				all = append(all, node)
			}
		}
	}
	return all
}
