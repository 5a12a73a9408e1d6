package atlas

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

var (
	dotShapes = map[string]string{Loop: "box", Goroutine: "ellipse", Code: "parallelogram"}
	dotStyles = map[string]string{"starts": "dashed", "closes": "dotted"}
)

// Dot prints the picture in the language of Graphviz. Each arrow has its places as its
// tooltip, for those who draw it as SVG.
func Dot(out io.Writer, p *Program) error {
	w := bufio.NewWriter(out)
	d := newDiagram(p)
	fmt.Fprintf(w, "// %s\ndigraph loops {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n", p.Coverage)
	for _, n := range d.nodes {
		more := ""
		if n.Kind == Loop {
			more = ", style=rounded, penwidth=2"
		}
		if len(n.Findings) > 0 {
			more += ", color=\"#c0392b\""
		}
		fmt.Fprintf(w, "  n%d [shape=%s, label=%s%s];\n", d.number[n.ID], dotShapes[n.Kind], dotText(d.label(n)...), more)
	}
	for _, l := range d.links() {
		style := dotStyles[l.Kind]
		switch {
		case strings.HasPrefix(l.Kind, "perhaps"):
			style = "dashed"
		case style == "":
			style = "solid"
		}
		var places []string
		for _, s := range l.Sites {
			places = append(places, s.At+" in "+s.In)
		}
		fmt.Fprintf(w, "  n%d -> n%d [label=%s, style=%s, tooltip=%s];\n", d.number[l.From], d.number[l.To], dotText(arrow(l)), style, dotText(few(places)...))
	}
	fmt.Fprintln(w, "}")
	return w.Flush()
}

// dotText is lines as a quoted text.
func dotText(lines ...string) string {
	escape := strings.NewReplacer("\\", "\\\\", "\"", "\\\"")
	for i, line := range lines {
		lines[i] = escape.Replace(line)
	}
	return "\"" + strings.Join(lines, "\\n") + "\""
}
