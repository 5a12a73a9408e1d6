package atlas

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
)

// An Explanation is all that is known of a line.
type Explanation struct {
	Line     string // "tui/keys.go:18"
	Sections []analyzers.Section
	Callers  []analyzers.Start // in other packages, of the functions there
	Asked    bool              // other packages were asked who calls
	Findings []output.Finding  // those that are not told among them
	Tier     string            // what the run asks for
	At       Place
}

// Explain prints an explanation.
func Explain(w io.Writer, x Explanation) error {
	e := explainer{bufio.NewWriter(w), x}
	fmt.Fprintln(e.w, x.Line)
	if len(x.Sections) == 0 {
		fmt.Fprintln(e.w, "\nno function that is known stands here: the line is outside of any, or in one that nothing comes to in a command")
	}
	for _, s := range x.Sections {
		e.section(s)
	}
	if len(x.Sections) > 0 {
		e.callers()
	}
	e.rules()
	return e.w.Flush()
}

type explainer struct {
	w *bufio.Writer
	Explanation
}

func (e explainer) section(s analyzers.Section) {
	verb := "in"
	if s.Begins {
		verb = "here begins"
	}
	fmt.Fprintf(e.w, "\n%s %s  %s\n", verb, s.Function, e.At(s.Pos))
	if s.InTest {
		fmt.Fprintln(e.w, "  it is a test's: what tests do on a loop is no evidence of what the program does")
	}
	for _, r := range s.Runs {
		e.run(r)
	}
	if len(s.Unplaced) > 0 {
		fmt.Fprintln(e.w, "  runs on no loop that is known, and on no goroutine that is")
		e.facts("    ", s.Unplaced)
	}
	e.list("calls", s.Calls)
	e.list("channels", s.Ops)
	e.list("state", s.Fields)
}

func (e explainer) run(r analyzers.Run) {
	on := "runs on " + spellNode(string(r.Node))
	if r.Entry != "" {
		on += ", " + r.Entry
	}
	if r.Likely {
		on += "; likely: by a convention, an inferred loop, or one of several bodies"
	}
	fmt.Fprintf(e.w, "  %s\n", on)
	for _, w := range r.Why {
		fmt.Fprintf(e.w, "    %s: %s\n", e.At(w.Pos), w.Message)
	}
}

func (e explainer) list(what string, facts []analyzers.Fact) {
	if len(facts) == 0 {
		return
	}
	fmt.Fprintf(e.w, "  %s\n", what)
	e.facts("    ", facts)
}

func (e explainer) facts(indent string, facts []analyzers.Fact) {
	for _, f := range facts {
		fmt.Fprintf(e.w, "%s%s: %s\n", indent, e.At(f.Pos), f.Text)
	}
}

func (e explainer) callers() {
	if !e.Asked && !slices.ContainsFunc(e.Sections, func(s analyzers.Section) bool { return len(s.Unplaced) > 0 }) {
		return
	}
	if !e.Asked {
		fmt.Fprintln(e.w, "\ncallers in other packages were not asked: name the packages to ask, as ./..., behind the line")
		return
	}
	if len(e.Callers) == 0 {
		fmt.Fprintln(e.w, "\nnone of the other packages calls it by its name")
		return
	}
	fmt.Fprintln(e.w, "\ncalled in other packages, where it is judged")
	for _, c := range e.Callers {
		var on []string
		for _, n := range c.By {
			on = append(on, spellNode(string(n)))
		}
		fmt.Fprintf(e.w, "  %s: %s in %s, on %s\n", e.At(c.Pos), c.Text, c.In, strings.Join(on, " and "))
	}
}

// spellNode is a node's id as a reader calls it.
func spellNode(id string) string {
	kind, rest, _ := strings.Cut(id, " ")
	owner, name, _ := strings.Cut(rest, " ")
	switch {
	case kind == "code":
		return "code that nobody places"
	case kind == "go":
		return "a goroutine of its own, which begins with " + name
	case strings.Contains(name, "."):
		return name
	}
	return "the " + strings.TrimSpace(owner+" "+name) + " loop"
}

// rules says what each rule found at the line, or what it lacked.
func (e explainer) rules() {
	fmt.Fprintln(e.w, "\nthe rules")
	found := make(map[string]bool)
	for _, f := range e.Findings {
		found[f.Rule] = true
		fmt.Fprintf(e.w, "  %s: %s: %s\n", f.Rule, spell(f.File, f.Line, f.Col), f.Message)
		fmt.Fprintf(e.w, "    %s\n", e.status(f))
		for _, r := range f.Related {
			fmt.Fprintf(e.w, "    %s: %s\n", spell(r.File, r.Line, r.Col), r.Message)
		}
	}
	said := make(map[string][]string)
	var rules []string
	for _, s := range e.Sections {
		for _, l := range s.Lacks {
			if found[l.Rule] {
				continue
			}
			if said[l.Rule] == nil {
				rules = append(rules, l.Rule)
			}
			text := l.Text
			if len(e.Sections) > 1 {
				text = "in " + s.Function + ", " + text
			}
			said[l.Rule] = append(said[l.Rule], text)
		}
	}
	for _, rule := range rules {
		fmt.Fprintf(e.w, "  %s finds nothing: %s\n", rule, strings.Join(said[rule], "; "))
	}
	if len(e.Findings)+len(rules) == 0 {
		fmt.Fprintln(e.w, "  find nothing")
	}
}

// status is whether a finding is told, and why not.
func (e explainer) status(f output.Finding) string {
	evidence := "evidence " + f.Tier + ", " + f.Weight
	switch {
	case f.Suppressed:
		return "suppressed: " + f.Reason + "; " + evidence
	case f.Below && f.Weight == "slight":
		return "not told: who uses the program hardly feels it (-tier strict tells it); " + evidence
	case f.Below:
		return "not told: this run asks for better evidence, -tier " + e.Tier + "; " + evidence
	case f.Merged:
		return "told with another finding of the same problem in this file; " + evidence
	}
	return "told; " + evidence
}
