package atlas

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Text prints the picture for a terminal: a loop or goroutine after the other, with what
// is known of each.
func Text(w io.Writer, p *Program) error {
	t := text{bufio.NewWriter(w), p}
	fmt.Fprintf(t.w, "%s\n%s\n", heading(p), p.Coverage)
	for _, n := range p.Of(Loop) {
		t.node(n)
	}
	var quiet []*Node
	for _, n := range p.Of(Goroutine) {
		if p.IsQuiet(n) {
			quiet = append(quiet, n)
			continue
		}
		t.node(n)
	}
	for _, n := range p.Of(Code) {
		if len(p.From(n.ID))+len(p.To(n.ID)) > 0 {
			t.node(n)
		}
	}
	if len(quiet) > 0 {
		fmt.Fprintf(t.w, "\nspeaking to nobody in sight, and over when their work is done\n")
		for _, n := range quiet {
			fmt.Fprintf(t.w, "  ○ %s  %s\n", n.Name, n.At)
		}
	}
	if len(p.Shared) > 0 {
		fmt.Fprintf(t.w, "\nused on a loop and elsewhere, and written (w); whether something orders the two, the rules ask\n")
		for _, f := range p.Shared {
			fmt.Fprintf(t.w, "  %-28s %s\n", f.Name, t.uses(f))
		}
	}
	fmt.Fprintf(t.w, "\n%s\n", legend)
	return t.w.Flush()
}

const legend = `● loop  ○ goroutine  ◌ code that nobody in sight places  ✗ finding  ? not followed
calls: waits until the loop has run it or takes it; posts: hands over and goes on`

// heading counts.
func heading(p *Program) string {
	return fmt.Sprintf("%s, %s, %s", plural(len(p.Of(Loop)), "loop"), plural(len(p.Of(Goroutine)), "other goroutine"), plural(len(p.Findings), "finding"))
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

type text struct {
	w *bufio.Writer
	p *Program
}

var marks = map[string]string{Loop: "●", Goroutine: "○", Code: "◌"}

// What is listed of a long list.
const (
	maxEntries = 12
	maxSites   = 3
)

func (t text) node(n *Node) {
	fmt.Fprintf(t.w, "\n%s %s", marks[n.Kind], title(n))
	if n.At != "" {
		fmt.Fprintf(t.w, "  %s", n.At)
	}
	fmt.Fprintln(t.w)
	for _, s := range n.Starts {
		t.row("starts", t.spellStart(s))
	}
	if len(n.Starts) == 0 && n.Kind == Loop {
		t.row("starts", "nobody in sight says where")
	}
	if len(n.Inbox) > 0 {
		t.row("serves", strings.Join(n.Inbox, ", "))
	}
	if n.Kind != Goroutine {
		t.list("runs", t.entriesOf(n))
	}
	t.list("owns", ownsOf(n))
	t.list("state", stateOf(n))
	for _, row := range endsOf(n) {
		t.row("ends", row)
	}
	for _, i := range n.Findings {
		f := t.p.Findings[i]
		t.row("✗", fmt.Sprintf("%s: %s (%s)", f.At, f.Message, f.Rule))
	}
	t.list("?", unfollowedOf(n))
	t.links(n, "◀─ ", t.p.To(n.ID), func(l *Link) string { return l.From })
	t.links(n, "─▶ ", t.p.From(n.ID), func(l *Link) string { return l.To })
}

// links prints those of one direction, one row for all that come from the same places.
// What is started is told where it is, and quiet goroutines are counted.
func (t text) links(n *Node, arrow string, all []*Link, other func(*Link) string) {
	var rows []string
	names := make(map[string][]string)
	quiet := 0
	for _, l := range all {
		switch {
		case l.Kind == "starts" && l.To == n.ID:
			continue
		case l.Kind == "starts" && t.p.IsQuiet(t.p.Node(l.To)):
			quiet++
			continue
		}
		row := l.Kind + "\x00" + sites(l)
		if names[row] == nil {
			rows = append(rows, row)
		}
		names[row] = append(names[row], name(t.p, other(l)))
	}
	for i, row := range rows {
		if i == maxEntries {
			t.row("", fmt.Sprintf("and %d more", len(rows)-i))
			break
		}
		kind, at, _ := strings.Cut(row, "\x00")
		t.row(arrow+kind, strings.Join(few(names[row]), ", ")+"  "+at)
	}
	switch quiet {
	case 0:
	case 1:
		t.row(arrow+"starts", "1 goroutine that speaks to nobody")
	default:
		t.row(arrow+"starts", fmt.Sprintf("%d goroutines that speak to nobody", quiet))
	}
}

func (t text) row(what, value string) { fmt.Fprintf(t.w, "  %-10s %s\n", what, value) }

// list prints the first lines of what may be long.
func (t text) list(what string, rows []string) {
	for i, row := range rows {
		if i == maxEntries {
			t.row("", fmt.Sprintf("and %d more", len(rows)-i))
			return
		}
		if i > 0 {
			what = ""
		}
		t.row(what, row)
	}
}

// title is a node's name, and what kind of loop it is.
func title(n *Node) string {
	s := n.Name
	switch {
	case n.Framework:
		s = "the " + n.Name + " loop"
	case n.Kind == Loop && len(n.Traits) > 0:
		s += " (" + strings.Join(n.Traits, ", ") + ")"
	}
	return s
}

func name(p *Program, id string) string {
	n := p.Node(id)
	return marks[n.Kind] + " " + n.Name
}

func (t text) spellStart(s Start) string {
	var by []string
	for _, id := range s.By {
		by = append(by, name(t.p, id))
	}
	out := s.At + "  " + s.Text
	if s.Many {
		out += ", again and again"
	}
	if s.In != "" {
		out += "  in " + s.In
	}
	if len(by) > 0 {
		out += "  on " + strings.Join(few(by), ", ")
	}
	return out
}

// entriesOf are the functions that something other than a call makes run on a node, and
// below them those that these call.
func (t text) entriesOf(n *Node) []string {
	var rows, called []string
	for _, r := range n.Runs {
		f := t.p.Functions[r.Function]
		if r.From != nil {
			called = append(called, f.Name)
			continue
		}
		row := f.Name + "  " + f.At
		if len(r.Why) > 0 && n.Framework {
			row += "  " + r.Why[0].Text
		}
		rows = append(rows, row)
	}
	if len(rows) >= maxEntries {
		rows = append(rows[:maxEntries-2], fmt.Sprintf("and %d more", len(rows)-maxEntries+2))
	}
	if len(called) > 0 {
		rows = append(rows, "and what they call: "+strings.Join(clip(called), ", "))
	}
	return rows
}

func ownsOf(n *Node) []string {
	var rows []string
	for _, o := range n.Owns {
		row := o.What + "  " + o.At
		if o.Said != "" {
			row += fmt.Sprintf("  %q", o.Said)
		}
		rows = append(rows, row)
	}
	return rows
}

// stateOf are the fields that the node's code alone is seen to use.
func stateOf(n *Node) []string {
	if n.Kind != Loop || len(n.State) == 0 {
		return nil
	}
	var names []string
	for _, f := range n.State {
		names = append(names, f.Name)
	}
	return []string{"no other code of the package is seen to use " + strings.Join(clip(names), ", ")}
}

func clip(names []string) []string { return first(names, maxEntries) }

func few(names []string) []string { return first(names, maxSites) }

func first(names []string, n int) []string {
	if more := len(names) - n; more > 0 {
		return append(slices.Clone(names[:n]), fmt.Sprintf("and %d more", more))
	}
	return names
}

// endsOf says what ends a loop or goroutine, one way a row.
func endsOf(n *Node) []string {
	switch {
	case n.Kind == Code || n.Framework:
		return nil
	case !n.Rounds && n.Kind == Loop:
		return []string{"nobody in sight says how"}
	case !n.Rounds:
		return []string{"when its work is done"}
	case len(n.Ends) == 0:
		return []string{"nothing in sight ends it"}
	}
	var rows []string
	for _, e := range n.Ends {
		row := e.Text + "  " + e.At
		var by []string
		for _, t := range e.By {
			by = append(by, t.In+" "+t.At)
		}
		if len(by) > 0 {
			row += "  by " + strings.Join(few(by), ", ")
		}
		rows = append(rows, row)
	}
	return rows
}

// unfollowedOf gathers the calls that are not followed for one reason in a row.
func unfollowedOf(n *Node) []string {
	if n.Kind == Goroutine {
		return nil
	}
	type reason struct{ why, maybe string }
	first := make(map[reason]Call)
	counts := make(map[reason]int)
	var order []reason
	for _, c := range n.Unfollowed {
		r := reason{c.Why, c.MayBe}
		if counts[r] == 0 {
			order = append(order, r)
			first[r] = c
		}
		counts[r]++
	}
	slices.SortStableFunc(order, func(a, b reason) int {
		return cmp.Or(boolFirst(a.maybe != "", b.maybe != ""), cmp.Compare(counts[b], counts[a]))
	})
	var rows []string
	for _, r := range order {
		row := fmt.Sprintf("%s not followed: %s", plural(counts[r], "call"), r.why)
		if r.maybe != "" {
			row += "; it may be a " + r.maybe
		}
		rows = append(rows, row+"; "+first[r].Text+" "+first[r].At)
	}
	return rows
}

func (t text) uses(f Field) string {
	var all []string
	for _, u := range f.Uses {
		mark := "r"
		if u.Write {
			mark = "w"
		}
		all = append(all, fmt.Sprintf("%s %s %s", mark, name(t.p, u.Node), u.At))
	}
	return strings.Join(few(all), "; ")
}

// sites lists the first places of a link.
func sites(l *Link) string {
	var all []string
	for _, s := range l.Sites[:min(len(l.Sites), maxSites)] {
		all = append(all, strings.TrimSpace(s.Via+" "+s.At))
	}
	out := strings.Join(all, ", ")
	if n := len(l.Sites) - maxSites; n > 0 {
		out += fmt.Sprintf(" and %d more", n)
	}
	return out
}
