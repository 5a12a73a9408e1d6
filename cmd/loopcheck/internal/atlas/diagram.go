package atlas

import (
	"fmt"
	"slices"
	"strings"
)

// A diagram is what a picture of boxes and arrows shows: quiet goroutines, which are many
// and say little, are one box beside what starts them.
type diagram struct {
	p      *Program
	nodes  []*Node
	number map[string]int // of the nodes that are shown, from 1
	quiet  map[string]int // how many quiet goroutines a node starts
}

func newDiagram(p *Program) *diagram {
	d := &diagram{p: p, number: make(map[string]int), quiet: make(map[string]int)}
	for _, n := range p.Nodes {
		if p.IsQuiet(n) {
			for _, l := range p.To(n.ID) {
				d.quiet[l.From]++
			}
			continue
		}
		if n.Kind == Code && !slices.ContainsFunc(slices.Concat(p.From(n.ID), p.To(n.ID)), d.shows) {
			continue
		}
		d.nodes = append(d.nodes, n)
		d.number[n.ID] = len(d.nodes)
	}
	return d
}

// shows reports whether neither end of a link is a quiet goroutine.
func (d *diagram) shows(l *Link) bool {
	return !d.p.IsQuiet(d.p.Node(l.From)) && !d.p.IsQuiet(d.p.Node(l.To))
}

// links are those between nodes that are shown.
func (d *diagram) links() []*Link {
	var all []*Link
	for _, l := range d.p.Links {
		if d.number[l.From] > 0 && d.number[l.To] > 0 {
			all = append(all, l)
		}
	}
	return all
}

// label is what stands in a node's box, line by line.
func (d *diagram) label(n *Node) []string {
	lines := []string{marks[n.Kind] + " " + title(n)}
	if n.At != "" {
		lines = append(lines, n.At)
	}
	if n.Kind == Loop {
		lines = append(lines, plural(len(n.Runs), "function"))
	}
	if len(n.Findings) > 0 {
		lines = append(lines, "✗ "+plural(len(n.Findings), "finding"))
	}
	if len(n.Unfollowed) > 0 && n.Kind == Loop {
		lines = append(lines, "? "+plural(len(n.Unfollowed), "call")+" not followed")
	}
	switch {
	case n.Kind == Code || n.Framework:
	case n.Rounds && len(n.Ends) == 0:
		lines = append(lines, "nothing in sight ends it")
	}
	if q := d.quiet[n.ID]; q > 0 {
		lines = append(lines, "starts "+plural(q, "goroutine")+" that end by themselves")
	}
	return lines
}

// arrow is what stands at a link: its kind, and by what, where that is one thing.
func arrow(l *Link) string {
	via := l.Sites[0].Via
	for _, s := range l.Sites {
		if s.Via != via {
			return fmt.Sprintf("%s (%d places)", l.Kind, len(l.Sites))
		}
	}
	return strings.TrimSpace(l.Kind + " " + via)
}
