package atlas

import (
	"cmp"
	"fmt"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
)

// A Source is what a picture is made of.
type Source struct {
	Maps     []*analyzers.Map // one a package
	Findings []output.Finding
	Coverage *output.Coverage

	// At says where a position is, as it is shown, and Read where it was read: //line
	// comments count for one alone.
	At, Read Place
}

// New makes one picture of the packages' ones.
func New(src Source) *Program {
	slices.SortFunc(src.Maps, func(a, b *analyzers.Map) int { return strings.Compare(a.Path, b.Path) })
	b := &builder{
		Source: src,
		p: &Program{
			Version: Version, Kind: "map", Coverage: src.Coverage, byID: make(map[string]*Node),
			Nodes: []*Node{}, Functions: []Function{}, Links: []*Link{}, Shared: []Field{}, Findings: []Finding{},
		},
		links:     make(map[pair]*Link),
		functions: make(map[function]int),
		names:     make(map[string]string),
	}
	for _, m := range src.Maps {
		b.names[m.Path] = m.Name
		if m.Name == "main" {
			b.names[m.Path] = path.Base(m.Path) // a program has several
		}
	}
	for _, m := range src.Maps {
		b.add(m)
	}
	b.addFindings()
	b.finish()
	return b.p
}

type pair struct{ from, to, kind string }

type builder struct {
	Source
	p     *Program
	links map[pair]*Link
	names map[string]string // of packages, by their paths
	spans []span

	functions map[function]int // by package and name
}

type function struct{ pkg, name string }

// A span is a function's text, and what it runs on.
type span struct {
	file     string
	from, to int
	nodes    []analyzers.Node
}

func (b *builder) at(pos token.Pos) string {
	if !pos.IsValid() {
		return ""
	}
	return b.At(pos).String()
}

// node is the node with an id, made of its id where it is first asked for.
func (b *builder) node(id analyzers.Node) *Node {
	n := b.p.byID[string(id)]
	if n != nil {
		return n
	}
	kind, rest, _ := strings.Cut(string(id), " ")
	owner, name, _ := strings.Cut(rest, " ")
	n = &Node{ID: string(id), Kind: Loop, Name: name, Package: owner}
	switch kind {
	case "go":
		n.Kind, n.Name = Goroutine, b.names[owner]+"."+name
	case "code":
		n.Kind, n.Name = Code, "code of "+b.names[owner]
	}
	b.p.byID[n.ID] = n
	b.p.Nodes = append(b.p.Nodes, n)
	return n
}

func (b *builder) add(m *analyzers.Map) {
	for _, l := range m.Loops {
		b.addLoop(m, l)
	}
	for _, g := range m.Goroutines {
		n := b.node(g.Node)
		n.At, n.Starts, n.Rounds, n.Ends = b.at(g.Pos), b.starts(g.Starts), g.Rounds, b.ends(g.Ends)
	}
	b.number(m)
	for _, f := range m.Functions {
		b.addFunction(m, f)
	}
	for _, l := range m.Links {
		b.addLink(l)
	}
	for _, f := range m.Fields {
		b.addField(f)
	}
	for _, o := range m.Owned {
		n := b.node(o.Node)
		n.Owns = append(n.Owns, Owned{What: o.What, Said: o.Said, At: b.at(o.Pos)})
	}
	for _, c := range m.Unfollowed {
		for _, on := range c.On {
			n := b.node(on)
			n.Unfollowed = append(n.Unfollowed, Call{At: b.at(c.Pos), In: c.In, Text: c.Text, Why: c.Why, MayBe: c.MayBe})
		}
	}
}

func (b *builder) addLoop(m *analyzers.Map, l analyzers.LoopNode) {
	n := b.node(l.Node)
	n.Name, n.Framework = l.Spelled, n.Framework || l.Framework
	if n.Framework {
		n.Package = ""
	}
	n.Starts = append(n.Starts, b.starts(l.Starts)...)
	if l.Serve == "" {
		return
	}
	n.At, n.Inbox, n.Rounds, n.Ends = b.at(l.Pos), l.Inbox, l.Rounds, b.ends(l.Ends)
	for _, t := range []struct {
		is   bool
		name string
	}{{l.Worker, "worker"}, {l.Awaited, "awaited"}, {l.Many, "several"}, {l.Executor, "executor"}} {
		if t.is {
			n.Traits = append(n.Traits, t.name)
		}
	}
}

func (b *builder) addFunction(m *analyzers.Map, f analyzers.Function) {
	from, to := b.Read(f.Pos), b.Read(f.Stop)
	s := span{file: from.Filename, from: from.Offset, to: to.Offset}
	for _, r := range f.Runs {
		s.nodes = append(s.nodes, r.Node)
		n := b.node(r.Node)
		run := Run{Function: b.functions[function{m.Path, f.Name}], Entry: r.Entry, Likely: r.Likely}
		if caller, ok := b.functions[function{m.Path, r.From}]; ok && r.Called && len(r.Why) > 0 {
			run.From, run.Call = &caller, b.at(r.Why[0].Pos)
		} else {
			for _, w := range r.Why {
				run.Why = append(run.Why, Step{At: b.at(w.Pos), Text: w.Message})
			}
		}
		n.Runs = append(n.Runs, run)
	}
	b.spans = append(b.spans, s)
}

// number gives the functions of a package their places in the program's list.
func (b *builder) number(m *analyzers.Map) {
	for _, f := range m.Functions {
		if len(f.Runs) == 0 {
			continue
		}
		b.functions[function{m.Path, f.Name}] = len(b.p.Functions)
		b.p.Functions = append(b.p.Functions, Function{Name: f.Name, Package: m.Path, At: b.at(f.Pos)})
	}
}

func (b *builder) addLink(l analyzers.Link) {
	b.node(l.From)
	b.node(l.To)
	key := pair{string(l.From), string(l.To), l.Kind}
	link := b.links[key]
	if link == nil {
		link = &Link{From: key.from, To: key.to, Kind: key.kind}
		b.links[key] = link
		b.p.Links = append(b.p.Links, link)
	}
	link.Sites = append(link.Sites, Site{At: b.at(l.Pos), In: l.In, Via: l.Via, Note: l.Note})
}

// addField keeps a field as one loop's own, if nobody else is seen to use it, or as
// shared, if somebody writes it.
func (b *builder) addField(f analyzers.Field) {
	field := Field{Name: f.Name, At: b.at(f.Pos)}
	written := false
	for _, u := range f.Uses {
		b.node(u.Node)
		written = written || u.Write
		field.Uses = append(field.Uses, Use{Node: string(u.Node), Write: u.Write, At: b.at(u.Pos)})
	}
	switch {
	case len(field.Uses) == 1:
		n := b.node(f.Uses[0].Node)
		n.State = append(n.State, field)
	case written:
		b.p.Shared = append(b.p.Shared, field)
	}
}

func (b *builder) starts(all []analyzers.Start) []Start {
	var out []Start
	for _, s := range all {
		start := Start{At: b.at(s.Pos), In: s.In, Text: s.Text, Many: s.Many}
		for _, by := range s.By {
			b.node(by)
			start.By = append(start.By, string(by))
		}
		out = append(out, start)
	}
	return out
}

func (b *builder) ends(all []analyzers.End) []End {
	var out []End
	for _, e := range all {
		out = append(out, End{At: b.at(e.Pos), Text: e.Text, By: b.starts(e.Tellers)})
	}
	return out
}

// addFindings puts each finding on what the innermost function around it runs on, or on
// the loop that it is about.
func (b *builder) addFindings() {
	slices.SortStableFunc(b.spans, func(x, y span) int { return cmp.Compare(x.to-x.from, y.to-y.from) })
	for i, f := range b.Findings {
		out := Finding{Rule: f.Rule, Tier: f.Tier, Message: f.Message, At: spell(f.File, f.Line, f.Col)}
		for _, r := range f.Related {
			out.Why = append(out.Why, Step{At: spell(r.File, r.Line, r.Col), Text: r.Message})
		}
		b.p.Findings = append(b.p.Findings, out)
		for _, n := range b.nodesOf(f) {
			if !slices.Contains(n.Findings, i) {
				n.Findings = append(n.Findings, i)
			}
		}
	}
}

func (b *builder) nodesOf(f output.Finding) []*Node {
	var all []*Node
	for _, n := range b.p.Nodes {
		if n.Kind == Loop && f.Loop == n.Name && (n.Framework || n.Package == f.Package) {
			all = append(all, n)
		}
	}
	for _, s := range b.spans {
		if s.file == f.Source.File && s.from <= f.Source.Offset && f.Source.Offset < s.to {
			for _, id := range s.nodes {
				all = append(all, b.node(id))
			}
			break
		}
	}
	return all
}

func spell(file string, line, col int) string {
	if col == 0 {
		return fmt.Sprintf("%s:%d", file, line)
	}
	return fmt.Sprintf("%s:%d:%d", file, line, col)
}

// finish sorts.
func (b *builder) finish() {
	order := map[string]int{Loop: 0, Goroutine: 1, Code: 2}
	slices.SortStableFunc(b.p.Nodes, func(x, y *Node) int {
		return cmp.Or(cmp.Compare(order[x.Kind], order[y.Kind]), boolFirst(x.Framework, y.Framework), cmp.Compare(size(y), size(x)), cmp.Compare(x.ID, y.ID))
	})
	slices.SortStableFunc(b.p.Links, func(x, y *Link) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To), cmp.Compare(x.Kind, y.Kind))
	})
	b.p.from, b.p.to = make(map[string][]*Link), make(map[string][]*Link)
	for _, l := range b.p.Links {
		b.p.from[l.From] = append(b.p.from[l.From], l)
		b.p.to[l.To] = append(b.p.to[l.To], l)
	}
}

// size is how many functions run on a loop: those with most come first.
func size(n *Node) int {
	if n.Kind != Loop {
		return 0
	}
	return len(n.Runs)
}

func boolFirst(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}
