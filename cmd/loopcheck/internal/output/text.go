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
// felt most comes first. There are no colours. What failed is not among them: the
// command says that on stderr.
type Text struct {
	W io.Writer

	// Source shows the line of code of each finding too, with a caret.
	Source bool
}

// Print implements [Printer].
func (t Text) Print(r Report) error {
	w := bufio.NewWriter(t.W)
	var src source
	for _, f := range byWeight(r.Findings) {
		fmt.Fprintf(w, "%s: %s (%s)\n", place(f.File, f.Line, f.Col), f.Message, label(f))
		if t.Source {
			writeCaret(w, src.line(f.File, f.Line), f.Col)
		}
		for _, r := range f.Related {
			fmt.Fprintf(w, "\t%s: %s\n", place(r.File, r.Line, r.Col), r.Message)
		}
	}
	for _, c := range r.Contracts {
		printContract(w, c)
	}
	return w.Flush()
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
func writeCaret(w io.Writer, line string, col int) {
	if col < 1 || col > len(line) || !utf8.ValidString(line) {
		return
	}
	pad := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, line[:col-1])
	fmt.Fprintf(w, "    %s\n    %s^\n", line, pad)
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
