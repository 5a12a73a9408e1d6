package atlas

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// mermaidShapes are the brackets around a box.
var mermaidShapes = map[string][2]string{Loop: {"([", "])"}, Goroutine: {"[", "]"}, Code: {"[/", "/]"}}

// Mermaid prints the picture as a Mermaid flowchart, which GitHub and others draw.
func Mermaid(out io.Writer, p *Program) error {
	w := bufio.NewWriter(out)
	d := newDiagram(p)
	fmt.Fprintf(w, "%%%% %s\nflowchart LR\n", p.Coverage)
	for _, n := range d.nodes {
		shape := mermaidShapes[n.Kind]
		fmt.Fprintf(w, "  n%d%s\"%s\"%s\n", d.number[n.ID], shape[0], mermaidText(strings.Join(d.label(n), "\n")), shape[1])
	}
	for _, l := range d.links() {
		line := "-->"
		if l.Kind == "starts" || l.Kind == "closes" || strings.HasPrefix(l.Kind, "perhaps") {
			line = "-.->"
		}
		fmt.Fprintf(w, "  n%d %s|\"%s\"| n%d\n", d.number[l.From], line, mermaidText(arrow(l)), d.number[l.To])
	}
	fmt.Fprint(w, "  classDef bad stroke:#c0392b,stroke-width:3px\n")
	for _, n := range d.nodes {
		if len(n.Findings) > 0 {
			fmt.Fprintf(w, "  class n%d bad\n", d.number[n.ID])
		}
	}
	return w.Flush()
}

// mermaidText escapes what ends a quoted text, and what Mermaid reads as markup.
var mermaidEscapes = strings.NewReplacer("&", "#amp;", "\"", "#quot;", "<", "#lt;", ">", "#gt;", "#", "#35;", "\n", "<br/>", "`", "#96;")

func mermaidText(s string) string { return mermaidEscapes.Replace(s) }
