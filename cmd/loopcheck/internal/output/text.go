package output

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// Text prints findings for people: a line each, "path:line:col: message (rule)",
// without a column where none is known, or "(rule, tier)" where the tier is known
// and not sure, or "(rule, slight)", and their related places below, indented by a
// tab. Packages come in the order of their first files, and of a package what is
// felt most comes first. What failed is not among them: the command says that on
// stderr.
type Text struct {
	W io.Writer

	// Source shows the line of code of each finding too, with a caret.
	Source bool

	// Colour is for a terminal that has colours.
	Colour bool

	// ByLoop puts the findings of each loop together, below its name.
	ByLoop bool
}

// Print implements [Printer].
func (t Text) Print(r Report) error {
	w := bufio.NewWriter(t.W)
	var src source
	if t.ByLoop {
		for i, l := range byLoop(r.Findings) {
			if i > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, t.paint(bold, l.title()))
			t.printAll(w, &src, l.findings)
		}
	} else {
		t.printAll(w, &src, byWeight(r.Findings))
	}
	for _, c := range r.Contracts {
		printContract(w, c)
	}
	for _, s := range r.Suggestions {
		fmt.Fprintf(w, "%s:%d: %s: %s: %s\n", s.File, s.Line, s.Subject, s.Directive, s.Why)
	}
	return w.Flush()
}

func (t Text) printAll(w io.Writer, src *source, findings []Finding) {
	for _, f := range findings {
		fmt.Fprintf(w, "%s: %s %s\n", t.paint(bold, place(f.File, f.Line, f.Col)), f.Message, t.paint(faint, "("+label(f)+")"))
		if t.Source {
			t.writeCaret(w, src.line(f.File, f.Line), f.Col)
		}
		for _, r := range f.Related {
			fmt.Fprintf(w, "\t%s\n", t.paint(faint, place(r.File, r.Line, r.Col)+": "+r.Message))
		}
	}
}

// How text can be set off, by the codes of ECMA-48.
const (
	bold  = "1"
	faint = "2"
	red   = "31"
)

func (t Text) paint(how, text string) string {
	if !t.Colour {
		return text
	}
	return "\x1b[" + how + "m" + text + "\x1b[m"
}

// A group is the findings of one loop.
type group struct {
	name, pkg string
	findings  []Finding
}

func (g group) title() string {
	title := g.name
	if title == "" {
		title = "of no loop"
	}
	if g.pkg != "" {
		title += " in " + g.pkg
	}
	return fmt.Sprintf("%s: %d", title, len(g.findings))
}

// byLoop groups findings by the loops that they are about, those of no loop last. A
// loop's name with a dot is that of a function, which other packages have too.
func byLoop(findings []Finding) []group {
	index := make(map[struct{ name, pkg string }]int)
	var groups []group
	for _, f := range findings {
		pkg := ""
		if strings.Contains(f.Loop, ".") {
			pkg = f.Package
		}
		key := struct{ name, pkg string }{f.Loop, pkg}
		i, known := index[key]
		if !known {
			i = len(groups)
			index[key] = i
			groups = append(groups, group{name: f.Loop, pkg: pkg})
		}
		groups[i].findings = append(groups[i].findings, f)
	}
	slices.SortStableFunc(groups, func(a, b group) int {
		if (a.name == "") != (b.name == "") {
			return cmp.Compare(b.name, a.name)
		}
		return cmp.Or(cmp.Compare(a.pkg, b.pkg), cmp.Compare(a.name, b.name))
	})
	for i := range groups {
		groups[i].findings = byWeight(groups[i].findings)
	}
	return groups
}

// place leaves a column out that is not known.
func place(file string, line, col int) string {
	if col == 0 {
		return fmt.Sprintf("%s:%d", file, line)
	}
	return fmt.Sprintf("%s:%d:%d", file, line, col)
}

// label is the rule, and the tier and the weight where they are reasons to look twice.
func label(f Finding) string {
	label := f.Rule
	if f.Tier != "" && f.Tier != "sure" {
		label += ", " + f.Tier
	}
	if f.Weight == "slight" {
		label += ", slight"
	}
	return label
}

// byWeight puts the findings of each package in the order in which somebody who
// mends them reads them: the heaviest first, those of one weight by their places,
// in which all findings are.
func byWeight(findings []Finding) []Finding {
	first := make(map[string]int) // where a package's findings begin
	for i, f := range findings {
		if _, ok := first[f.Package]; !ok {
			first[f.Package] = i
		}
	}
	findings = slices.Clone(findings)
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(first[a.Package], first[b.Package]), cmp.Compare(b.Heft, a.Heft))
	})
	return findings
}

// writeCaret writes a line of code and a caret below column col. It keeps tabs
// in the indentation, so that the caret stands right whatever a tab's width.
func (t Text) writeCaret(w io.Writer, line string, col int) {
	if col < 1 || col > len(line) || !utf8.ValidString(line) {
		return
	}
	pad := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, line[:col-1])
	fmt.Fprintf(w, "    %s\n    %s%s\n", line, pad, t.paint(red, "^"))
}

// A source reads lines of files and keeps the last file: findings are sorted.
type source struct {
	file  string
	lines [][]byte
}

// line returns a line, counted from 1, or "" if it cannot be read: a finding
// is worth printing without it.
func (s *source) line(file string, n int) string {
	if s.file != file {
		text, err := os.ReadFile(file)
		if err != nil {
			text = nil
		}
		s.file, s.lines = file, bytes.Split(text, []byte("\n"))
	}
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return strings.TrimSuffix(string(s.lines[n-1]), "\r")
}
